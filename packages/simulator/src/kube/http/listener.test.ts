import { expect, test } from 'vitest'
import { anchor, anchors, harbour } from '../../../test/harbour.ts'
import { list, object, text, toJson } from '../value/json.ts'
import { kubeconfig } from './kubeconfig.ts'
import { listenKube } from './listener.ts'

async function served() {
  const { world, ok, watch } = await harbour()
  const listener = await listenKube(world)
  const call = (path: string, init?: RequestInit) => fetch(listener.url + path, init)
  return { world, ok, watch, listener, call, [Symbol.asyncDispose]: () => listener.close() }
}

const body = (type: string, text: string, method = 'POST') => ({
  method,
  headers: { 'Content-Type': type },
  body: text,
})

test('a YAML apply over HTTP is the apply in process', async () => {
  await using at = await served()
  const yaml = 'apiVersion: harbour.test/v1\nkind: Anchor\nmetadata: {name: a}\nspec:\n  chain: [iron]\n'
  const answer = await at.call(`${anchors}/a?fieldManager=me`, body('application/apply-patch+yaml', yaml, 'PATCH'))
  expect(answer.status).toBe(201)
  expect((await at.ok('GET', `${anchors}/a`)).spec).toMatchObject({ chain: ['iron'] })
})

test('unknown fields come back as Warning headers', async () => {
  await using at = await served()
  const answer = await at.call(
    anchors,
    body('application/json', JSON.stringify(anchor('a', { chain: ['iron'], size: 1 }))),
  )
  expect(answer.headers.get('warning')).toBe('299 - "unknown field \\"spec.size\\""')
})

test('a watch streams one line for each event until its time is over', async () => {
  await using at = await served()
  await at.ok('POST', anchors, anchor('a'))
  const answer = await at.call(
    `${anchors}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
  )
  const reader = answer.body?.getReader()
  let read = ''
  while (!read.includes('BOOKMARK')) read += new TextDecoder().decode((await reader?.read())?.value)
  expect(
    read
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).type),
  ).toEqual(['ADDED', 'BOOKMARK'])
  await reader?.cancel()
})

test('a port that is taken is an error that says so', async () => {
  await using at = await served()
  await expect(listenKube(at.world, at.listener.port)).rejects.toMatchObject({
    code: 'PortInUse',
    port: at.listener.port,
  })
})

test('while the server is down the socket closes without an answer', async () => {
  await using at = await served()
  at.world.faults.down()
  await expect(at.call('/version')).rejects.toThrow()
})

test('discovery comes in both forms, the aggregated one under its own media type', async () => {
  await using at = await served()
  const plain = await (await at.call('/apis/harbour.test/v1')).json()
  expect(plain).toMatchObject({ resources: [{ name: 'anchors', shortNames: ['an'] }, { name: 'anchors/status' }] })
  const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
  const whole = await at.call('/apis', { headers: { Accept: accept } })
  expect(whole.headers.get('content-type')).toBe(accept)
  expect(JSON.stringify(await whole.json())).toContain('"resource":"anchors"')
})

test('each group version has an OpenAPI document under the address the index gives', async () => {
  await using at = await served()
  const read = async (path: string) => toJson(await (await at.call(path)).json())
  const index = await read('/openapi/v3')
  const document = await read(text(index, 'paths', 'apis/harbour.test/v1', 'serverRelativeURL'))
  expect(list(document, 'components', 'schemas', 'test.harbour.v1.Anchor', 'properties', 'spec', 'required')).toEqual([
    'chain',
  ])
  expect(Object.keys(object(document, 'paths'))).toContain(
    '/apis/harbour.test/v1/namespaces/{namespace}/anchors/{name}',
  )
})

test.each([
  { text: '{', code: 400, because: 'the body is cut off' },
  { text: '{}', code: 400, because: 'the kind is missing' },
])('a body is refused with $code: $because', async ({ text, code }) => {
  await using at = await served()
  expect((await at.call(anchors, body('application/json', text))).status).toBe(code)
})

test('a protobuf body of a built-in kind is read', async () => {
  await using at = await served()
  const field = (number: number, value: Buffer) => Buffer.concat([Buffer.from([number * 8 + 2, value.length]), value])
  const text = (number: number, value: string) => field(number, Buffer.from(value))
  const type = Buffer.concat([text(1, 'v1'), text(2, 'ConfigMap')])
  const entry = Buffer.concat([text(1, 'k'), text(2, 'v')])
  const raw = Buffer.concat([field(1, text(1, 'c')), field(2, entry)])
  const sent = Buffer.concat([Buffer.from('k8s\0'), field(1, type), field(2, raw)])
  const headers = { 'Content-Type': 'application/vnd.kubernetes.protobuf' }
  const answer = await at.call('/api/v1/namespaces/default/configmaps', {
    method: 'POST',
    headers,
    body: new Uint8Array(sent),
  })
  expect(await answer.json()).toMatchObject({ metadata: { name: 'c' }, data: { k: 'v' } })
})

test('the kubeconfig names the server and a namespace', () => {
  expect(kubeconfig('http://127.0.0.1:7070', 'team')).toContain('server: http://127.0.0.1:7070')
})

test('a key that is there twice is a warning, and refused where validation is strict', async () => {
  await using at = await served()
  const twice = JSON.stringify(anchor('a')).replace('"chain":', '"chain":["rope"],"chain":')
  const strict = await at.call(`${anchors}?fieldValidation=Strict`, body('application/json', twice))
  expect(strict.status).toBe(400)
  expect(text(toJson(await strict.json()), 'message')).toContain('strict decoding error: duplicate field "spec.chain"')
  const kept = await at.call(anchors, body('application/json', twice))
  expect(kept.status).toBe(201)
  expect(kept.headers.get('warning')).toBe('299 - "duplicate field \\"spec.chain\\""')
  expect((await at.ok('GET', `${anchors}/a`)).spec).toMatchObject({ chain: ['iron'] })
})

test('a body of more than three MiB is refused', async () => {
  await using at = await served()
  const large = JSON.stringify(anchor('a', { chain: ['iron'], free: { a: 'x'.repeat(3_145_728) } }))
  expect((await at.call(anchors, body('application/json', large))).status).toBe(413)
})

test.each(['/version', '/version/', '/', '/apis', '/apis/'])('clients find %s', async (path) => {
  await using at = await served()
  expect((await at.call(path)).status).toBe(200)
  expect((await at.call(path, { method: 'HEAD' })).status).toBe(200)
})

test('a review needs no kind', async () => {
  await using at = await served()
  const review = JSON.stringify({ spec: { resourceAttributes: { verb: 'get', resource: 'configmaps' } } })
  const answer = await at.call(
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body('application/json', review),
  )
  expect(answer.status).toBe(201)
})
