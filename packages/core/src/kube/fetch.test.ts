import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { TestClock } from '../../test/api.ts'
import type { KubeConnection } from './config.ts'
import { type Exchange, fetchTransport } from './fetch.ts'
import { KubeError, KubeUnreachable, type WatchEvent } from './transport.ts'

const closing: (() => void)[] = []

afterEach(() => {
  for (const close of closing.splice(0)) close()
})

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void

async function world(answer: Answer) {
  const seen: IncomingMessage[] = []
  const server = createServer((request, response) => {
    seen.push(request)
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => answer(request, response, Buffer.concat(chunks).toString()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const reads: boolean[] = []
  const connection: KubeConnection = {
    server: `http://127.0.0.1:${port}`,
    source: 'test',
    namespace: 'default',
    async credentials({ fresh } = { fresh: false }) {
      reads.push(fresh)
      return { headers: { Authorization: `Bearer t${reads.length}` }, rejectUnauthorized: true }
    },
  }
  const clock = new TestClock()
  const exchanges: Exchange[] = []
  const exchanged = (exchange: Exchange) => exchanges.push(exchange)
  return {
    transport: fetchTransport({ connection, clock, userAgent: 'windlass/test', exchanged }),
    exchanges,
    clock,
    seen,
    reads,
    connection,
  }
}

async function collect(events: AsyncIterable<WatchEvent>): Promise<WatchEvent[]> {
  const all: WatchEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

test('a request arrives with its query, body, type and names', async () => {
  const { transport, seen, exchanges } = await world((_, response, body) => {
    response.writeHead(201, { 'content-type': 'application/json' })
    response.end(body)
  })
  const patch = { metadata: { name: 'ü' } }
  const answer = await transport.request({
    method: 'PATCH',
    path: '/api/v1/x',
    query: { labelSelector: 'a=b,c in (d)' },
    body: patch,
    contentType: 'application/merge-patch+json',
  })
  expect(answer).toMatchObject({ status: 201, body: patch })
  const size = Buffer.byteLength(JSON.stringify(patch))
  expect(exchanges).toEqual([{ method: 'PATCH', status: 201, sent: size, received: size, repeated: false }])
  expect(seen[0]?.url).toBe('/api/v1/x?labelSelector=a%3Db%2Cc+in+%28d%29')
  expect(seen[0]?.headers).toMatchObject({
    authorization: 'Bearer t1',
    'content-type': 'application/merge-patch+json',
    'user-agent': 'windlass/test',
    accept: 'application/json',
  })
})

test('an answer that is no JSON is given as text', async () => {
  const { transport } = await world((_, response) => {
    response.writeHead(404)
    response.end('404 page not found')
  })
  expect(await transport.request({ method: 'GET', path: '/x' })).toMatchObject({
    status: 404,
    body: '404 page not found',
  })
})

test('credentials are read again every minute', async () => {
  const { transport, clock, seen } = await world((_, response) => response.end('{}'))
  const get = () => transport.request({ method: 'GET', path: '/x' })
  await get()
  await clock.advance(59_000)
  await get()
  await clock.advance(2_000)
  await get()
  expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t2'])
})

test('a 401 reads the credentials afresh and sends the request once more, not twice', async () => {
  const { transport, reads, seen, exchanges } = await world((request, response) => {
    response.writeHead(request.headers.authorization === 'Bearer t2' ? 200 : 401)
    response.end('{}')
  })
  expect((await transport.request({ method: 'GET', path: '/x' })).status).toBe(200)
  expect(reads).toEqual([false, true])
  expect(exchanges).toEqual([
    { method: 'GET', status: 401, sent: 0, received: 2, repeated: true },
    { method: 'GET', status: 200, sent: 0, received: 2, repeated: false },
  ])
  const strict = await world((_, response) => {
    response.writeHead(401)
    response.end('{}')
  })
  expect((await strict.transport.request({ method: 'GET', path: '/x' })).status).toBe(401)
  expect(strict.seen).toHaveLength(2)
  expect((await strict.transport.request({ method: 'GET', path: '/x' })).status).toBe(401)
  expect(strict.reads).toEqual([false, true])
  expect(seen).toHaveLength(2)
})

test('a watch gives its events and ends with the stream', async () => {
  const events = [
    { type: 'ADDED', object: { text: 'ü€😀'.repeat(50_000) } },
    { type: 'BOOKMARK', object: {} },
  ]
  const { transport } = await world((_, response) => {
    for (const event of events) response.write(`${JSON.stringify(event)}\n`)
    response.end()
  })
  expect(await collect(transport.watch({ method: 'GET', path: '/x' }))).toEqual(events)
})

test('a refused watch is a KubeError', async () => {
  const { transport } = await world((_, response) => {
    response.writeHead(410)
    response.end(JSON.stringify({ reason: 'Expired', message: 'too old' }))
  })
  const error = await collect(transport.watch({ method: 'GET', path: '/x' })).catch((failure: unknown) => failure)
  expect(error).toBeInstanceOf(KubeError)
  expect(error).toMatchObject({ status: 410, reason: 'Expired' })
})

test('a watch that is cut in the middle of an event is a broken connection', async () => {
  const { transport } = await world((_, response) => {
    response.write('{"type":"ADDED","object":{"a":1}}\n{"type":"ADD')
    response.end()
  })
  await expect(collect(transport.watch({ method: 'GET', path: '/x' }))).rejects.toBeInstanceOf(KubeUnreachable)
})

test('a watch that is aborted while it waits ends at once, and so does its connection', async () => {
  const stop = new AbortController()
  const { transport, seen } = await world((_, response) => response.write('{"type":"ADDED","object":{}}\n'))
  const read = (async () => {
    for await (const _ of transport.watch({ method: 'GET', path: '/x', signal: stop.signal })) stop.abort()
  })()
  await expect(read).rejects.toThrow('the request was cancelled')
  const socket = seen[0]?.socket
  if (!socket?.destroyed) await new Promise((resolve) => socket?.once('close', resolve))
  expect(socket?.destroyed).toBe(true)
})

test('a watch without headers is given up after 30 s', async () => {
  let arrived = () => {}
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const { transport, clock } = await world(() => arrived())
  const watching = collect(transport.watch({ method: 'GET', path: '/x' })).catch((error: unknown) => error)
  await arrival
  await clock.advance(30_000)
  expect(String(await watching)).toContain('no answer within 30 s')
})

test('a server that is not there is named, with the cause', async () => {
  const { connection, clock } = await world(() => {})
  const nowhere = { ...connection, server: 'http://127.0.0.1:1' }
  const transport = fetchTransport({ connection: nowhere, clock, userAgent: 'x' })
  const error = await transport.request({ method: 'GET', path: '/x' }).catch((failure: unknown) => failure)
  expect(error).toBeInstanceOf(KubeUnreachable)
  expect(String(error)).toMatch(/GET \/x got no answer from http:\/\/127\.0\.0\.1:1: .*(refused|ECONNREFUSED|connect)/i)
})
