import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { obey } from '../control/control.ts'
import type { AwsWorld } from '../world/world.ts'
import { answer } from './answer.ts'

/** The address a listener was to have belongs to somebody else. */
export class PortInUse extends Error {
  readonly code = 'PortInUse'

  constructor(host: string, port: number) {
    super(`Port ${port} on ${host} is already in use; choose another one or stop what listens there`)
    this.name = 'PortInUse'
  }
}

/** A listening simulator. */
export interface Listener {
  readonly port: number
  readonly url: string
  /** Resolves when the port is free again; calls in flight are cut off. */
  close(): Promise<void>
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(`${JSON.stringify(value)}\n`)
}

async function own(world: AwsWorld, path: string, body: string, response: ServerResponse): Promise<void> {
  if (path === '/_windlass/health') return json(response, 200, { status: 'ok', now: world.clock.now() })
  if (path !== '/_windlass/control')
    return json(response, 404, { code: 'NotFound', message: `there is nothing at ${path}` })
  try {
    json(response, 200, await obey(world, JSON.parse(body)))
  } catch (error) {
    json(response, 400, { code: 'BadCommand', message: error instanceof Error ? error.message : String(error) })
  }
}

async function serve(world: AwsWorld, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://simulator')
  const body = await bodyOf(request)
  if (url.pathname.startsWith('/_windlass/')) return own(world, url.pathname, body, response)
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([key, value]) => [key, Array.isArray(value) ? value.join() : value]),
  )
  const reply = await answer(
    world,
    { method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, headers, body },
    gone.signal,
  )
  response.writeHead(reply.status, reply.headers)
  response.end(reply.body)
}

/**
 * Listens for AWS clients and for `/_windlass/health` and `/_windlass/control`. Port 0 takes a free one. Rejects with `PortInUse`.
 * A call that is to have no answer has its connection cut.
 */
export function listen(
  world: AwsWorld,
  { host = '127.0.0.1', port = 0 }: { host?: string; port?: number } = {},
): Promise<Listener> {
  const server = createServer((request, response) => {
    serve(world, request, response).catch(() => request.socket.destroy())
  })
  return new Promise((resolve, reject) => {
    server.once('error', (error: Error & { code?: string }) =>
      reject(error.code === 'EADDRINUSE' ? new PortInUse(host, port) : error),
    )
    server.listen(port, host, () => {
      const address = server.address()
      const actual = typeof address === 'object' && address ? address.port : port
      const close = () =>
        new Promise<void>((done) => {
          server.close(() => done())
          server.closeAllConnections()
        })
      resolve({ port: actual, url: `http://${host}:${actual}`, close })
    })
  })
}
