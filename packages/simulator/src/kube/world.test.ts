import { expect, test } from 'vitest'
import { anchor, anchors, harbour, json, merge } from '../../test/harbour.ts'
import { ClusterWorld } from './world.ts'

const status = `${anchors}/a/status`

test('a created object gets a uid, a version, a generation, its defaults and no status', async () => {
  const { ok } = await harbour()
  const made = await ok('POST', anchors, { ...anchor('a'), status: { id: 'x' } })
  expect(made).toMatchObject({
    spec: { chain: ['iron'], held: true },
    metadata: { generation: 1, namespace: 'default' },
  })
  expect(made.status).toBeUndefined()
  expect(made.metadata.uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/)
})

test('two worlds from the same seed agree on every uid and version', async () => {
  const run = async () => {
    const { ok, world } = await harbour()
    await ok('POST', anchors, anchor('a'))
    await ok('POST', anchors, { ...anchor(''), metadata: { generateName: 'a-' } })
    return JSON.stringify(world.snapshot())
  }
  expect(await run()).toBe(await run())
})

test.each([
  { body: { spec: { chain: ['rope'] } }, grows: 1, because: 'the spec changed' },
  { body: { metadata: { labels: { a: 'b' } } }, grows: 0, because: 'metadata is not the wanted state' },
  { body: { status: { id: 'x' } }, grows: 0, because: 'status does not pass through the main door' },
])('the generation grows by $grows: $because', async ({ body, grows }) => {
  const { ok } = await harbour()
  await ok('POST', anchors, anchor('a'))
  expect((await ok('PATCH', `${anchors}/a`, body, merge)).metadata.generation).toBe(1 + grows)
})

test('a patch that changes nothing leaves the version alone and tells no watcher', async () => {
  const { ok, watch, clock } = await harbour()
  const made = await ok('POST', anchors, anchor('a'))
  const seen = watch(anchors, { resourceVersion: made.metadata.resourceVersion })
  const same = await ok('PATCH', `${anchors}/a`, { spec: { held: true } }, merge)
  await clock.settle()
  expect(same.metadata.resourceVersion).toBe(made.metadata.resourceVersion)
  expect(seen.events).toEqual([])
  seen.stop()
})

test('the status door changes status only', async () => {
  const { ok } = await harbour()
  await ok('POST', anchors, anchor('a'))
  const after = await ok(
    'PATCH',
    status,
    { metadata: { labels: { x: 'y' } }, spec: { chain: ['rope'] }, status: { id: 'i' } },
    merge,
  )
  expect(after).toMatchObject({ spec: { chain: ['iron'] }, status: { id: 'i' }, metadata: { generation: 1 } })
  expect(after.metadata.labels).toBeUndefined()
})

test.each([
  {
    change: [{ op: 'test', path: '/metadata/uid', value: 'other' }],
    code: 422,
    because: 'a failed test refuses the whole patch',
  },
  { change: [{ op: 'remove', path: '/spec/nothing' }], code: 422, because: 'what is not there cannot be removed' },
  {
    change: [{ op: 'add', path: '/metadata/finalizers/-', value: 'a/b' }],
    code: 422,
    because: 'there is no list to append to',
  },
  {
    change: [{ op: 'replace', path: '/metadata/resourceVersion', value: '1' }],
    code: 409,
    because: 'a stale version is a conflict',
  },
  { change: { op: 'test' }, code: 400, because: 'a JSON patch is a list' },
])('a JSON patch is answered with $code: $because', async ({ change, code }) => {
  const { ok, send } = await harbour()
  await ok('POST', anchors, anchor('a'))
  expect((await send('PATCH', `${anchors}/a`, change, json)).status).toBe(code)
})

test.each([
  { method: 'GET', path: `${anchors}/none`, code: 404, message: 'anchors.harbour.test "none" not found' },
  { method: 'POST', path: anchors, body: anchor('a'), code: 409, message: 'anchors.harbour.test "a" already exists' },
  {
    method: 'POST',
    path: anchors.replace('default', 'none'),
    body: anchor('a'),
    code: 404,
    message: 'namespaces "none" not found',
  },
  {
    method: 'PUT',
    path: `${anchors}/a`,
    body: anchor('a'),
    code: 422,
    message:
      'anchors.harbour.test "a" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
  },
  {
    method: 'PUT',
    path: `${anchors}/a`,
    body: anchor('b'),
    code: 400,
    message: 'the name of the object (b) does not match the name on the URL (a)',
  },
  {
    method: 'DELETE',
    path: '/api/v1/namespaces/default',
    code: 403,
    message: 'namespaces "default" is forbidden: this namespace may not be deleted',
  },
] as const)(
  '$method $path is refused with $code and the words of a real server',
  async ({ method, path, code, message, ...rest }) => {
    const { ok, send } = await harbour()
    await ok('POST', anchors, anchor('a'))
    const answer = await send(method, path, 'body' in rest ? rest.body : undefined)
    expect(answer).toMatchObject({ status: code, body: { kind: 'Status', status: 'Failure', message } })
  },
)

test('what is not served is no Status but a page', async () => {
  const { send } = await harbour()
  const answer = await send('GET', '/api/v1/namespaces/default/pods')
  expect(answer).toMatchObject({ status: 404, body: '404 page not found\n' })
})

test('an object with a finalizer stays, marked, until the finalizer goes', async () => {
  const { ok, send } = await harbour()
  await ok('POST', anchors, anchor('a', undefined, { finalizers: ['a.test/b'] }))
  const marked = await ok('DELETE', `${anchors}/a`)
  expect(marked.metadata).toMatchObject({ deletionGracePeriodSeconds: 0, generation: 2 })
  expect((await ok('DELETE', `${anchors}/a`)).metadata.resourceVersion).toBe(marked.metadata.resourceVersion)
  const more = await send('PATCH', `${anchors}/a`, { metadata: { finalizers: ['a.test/b', 'c.test/d'] } }, merge)
  expect(more).toMatchObject({ status: 422, body: { details: { causes: [{ field: 'metadata.finalizers' }] } } })
  await ok('PATCH', `${anchors}/a`, { metadata: { finalizers: null } }, merge)
  expect((await send('GET', `${anchors}/a`)).status).toBe(404)
})

test.each([
  { preconditions: { uid: 'other' }, because: 'the uid is another' },
  { preconditions: { resourceVersion: '1' }, because: 'the version is another' },
])('a delete with preconditions is a conflict: $because', async ({ preconditions }) => {
  const { ok, send } = await harbour()
  await ok('POST', anchors, anchor('a'))
  expect((await send('DELETE', `${anchors}/a`, { preconditions })).status).toBe(409)
  expect((await send('GET', `${anchors}/a`)).status).toBe(200)
})

test('a deleted namespace waits for the finalizers of what it holds and refuses new objects', async () => {
  const { ok, send } = await harbour()
  const inTeam = anchors.replace('default', 'team')
  await ok('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } })
  await ok('POST', inTeam, anchor('a', undefined, { finalizers: ['a.test/b'] }))
  await ok('POST', inTeam, anchor('b'))
  expect((await ok('DELETE', '/api/v1/namespaces/team')).status).toEqual({ phase: 'Terminating' })
  expect((await ok('GET', inTeam)).items).toHaveLength(1)
  expect((await send('POST', inTeam, anchor('c'))).status).toBe(403)
  await ok('PATCH', `${inTeam}/a`, { metadata: { finalizers: null } }, merge)
  expect((await send('GET', '/api/v1/namespaces/team')).status).toBe(404)
})

test('a deleted definition takes its objects along, and its kind is served no more', async () => {
  const { ok, send } = await harbour()
  await ok('POST', anchors, anchor('a'))
  await ok('DELETE', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/anchors.harbour.test')
  expect((await send('GET', anchors)).status).toBe(404)
})

test('a dry run answers as the write would and stores nothing', async () => {
  const { ok, world, send } = await harbour()
  const before = world.revision
  const dry = await ok('POST', anchors, anchor('a'), { query: { dryRun: 'All' } })
  expect(dry.spec).toMatchObject({ held: true })
  expect(world.revision).toBe(before)
  expect((await send('GET', `${anchors}/a`)).status).toBe(404)
})

test('an event written through one API is read through the other', async () => {
  const { ok } = await harbour()
  const event = {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: 'e', namespace: 'default' },
    eventTime: '2026-01-01T00:00:00.000000Z',
    reportingController: 'c',
    reportingInstance: 'i',
    action: 'Create',
    reason: 'Created',
    type: 'Normal',
    note: 'hello',
    regarding: { kind: 'Anchor', name: 'a', namespace: 'default' },
  }
  await ok('POST', '/apis/events.k8s.io/v1/namespaces/default/events', event)
  const query = { fieldSelector: 'involvedObject.name=a,type=Normal' }
  const core = await ok('GET', '/api/v1/namespaces/default/events', undefined, { query })
  expect(core.items).toMatchObject([{ message: 'hello', reportingComponent: 'c', involvedObject: { name: 'a' } }])
})

test('strict field validation refuses unknown fields by name, and warnings are the default', async () => {
  const { send, ok } = await harbour()
  const odd = anchor('a', { chain: ['iron'], size: 1 })
  const strict = await send('POST', anchors, odd, { query: { fieldValidation: 'Strict' } })
  expect(strict).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining('strict decoding error: unknown field "spec.size"') },
  })
  expect((await ok('POST', anchors, odd)).spec).not.toHaveProperty('size')
})

test('a snapshot brings back every object, version and kind, and identities go on where they were', async () => {
  const first = await harbour()
  await first.ok('POST', anchors, anchor('a'))
  const copy = JSON.parse(JSON.stringify(first.world.snapshot()))
  const second = await harbour()
  second.world.restore(copy)
  const after = await Promise.all([first, second].map((each) => each.ok('POST', anchors, anchor('b'))))
  expect(after[0]).toEqual(after[1])
  expect(second.world.snapshot()).toEqual(first.world.snapshot())
})

test('worlds from one snapshot share what was compiled and nothing else', async () => {
  const first = await harbour()
  await first.ok('POST', anchors, anchor('a'))
  const snapshot = first.world.snapshot()
  const second = new ClusterWorld({ compilation: first.world.compilation })
  second.restore(snapshot)
  const send = async (path: string, body: object) =>
    await second.transport().request({ method: 'PATCH', path, body, contentType: 'application/merge-patch+json' })
  expect((await send(`${anchors}/a`, { spec: { chain: ['rope'] } })).status).toBe(200)
  expect((await send(`${anchors}/a`, { spec: { chain: [] } })).status).toBe(422)
  expect(first.world.snapshot()).toEqual(snapshot)
  expect(second.snapshot()).not.toEqual(snapshot)
})

test('every object of a kind is the same list until one of them changes', async () => {
  const { world, ok } = await harbour()
  const every = () => world.every('harbour.test', 'v1', 'anchors')
  expect(every()).toEqual([])
  await ok('POST', anchors, anchor('b'))
  await ok('POST', anchors, anchor('a'))
  const seen = every()
  expect(seen.map((each) => each.metadata)).toMatchObject([{ name: 'a' }, { name: 'b' }])
  expect(every()).toBe(seen)
  await ok('PATCH', `${anchors}/a`, { spec: { chain: ['rope'] } }, merge)
  expect(every()).toMatchObject([{ spec: { chain: ['rope'] } }, { spec: { chain: ['iron'] } }])
  expect(world.every('harbour.test', 'v1', 'buoys')).toEqual([])
})

test('what is no snapshot is refused and changes nothing', async () => {
  const { world, ok } = await harbour()
  await ok('POST', anchors, anchor('a'))
  expect(() => world.restore({ objects: {} })).toThrow('no snapshot')
  expect((await ok('GET', anchors)).items).toHaveLength(1)
})

test.each([
  { metadata: { labels: { a: 'x y' } }, field: 'metadata.labels', because: 'label values have a form' },
  { metadata: { labels: { 'a b': 'x' } }, field: 'metadata.labels', because: 'label keys have one too' },
  {
    metadata: { annotations: { a: 'x'.repeat(262_145) } },
    field: 'metadata.annotations',
    because: 'annotations have a size',
  },
  { metadata: { finalizers: ['a b/c'] }, field: 'metadata.finalizers', because: 'finalizers are qualified names' },
  {
    metadata: { ownerReferences: [{ kind: 'K', name: 'n', apiVersion: 'v1' }] },
    field: 'metadata.ownerReferences.uid',
    because: 'an owner has a uid',
  },
])('$field is refused: $because', async ({ metadata, field }) => {
  const { send } = await harbour()
  const answer = await send('POST', anchors, anchor('a', undefined, metadata))
  expect(answer).toMatchObject({
    status: 422,
    body: { details: { causes: expect.arrayContaining([expect.objectContaining({ field })]) } },
  })
})

test('manifests can be installed at once, definitions before their objects, and again without a change', async () => {
  const { world, ok } = await harbour()
  const manifests = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } },
    anchor('a', undefined, { namespace: 'team' }),
    anchor('b'),
  ]
  world.install(manifests)
  const { revision } = world
  world.install(manifests.slice(1))
  expect(world.revision).toBe(revision)
  expect((await ok('GET', '/apis/harbour.test/v1/anchors')).items).toHaveLength(2)
  expect(() => world.install([{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } }])).toThrow('could not find')
})
