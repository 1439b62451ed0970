import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { KubeUnreachable } from '@windlass/core/kube'
import type { WatchStream } from '../storage/watch.ts'
import { type Json, text } from '../value/json.ts'
import { ApiError, tooMuch } from '../value/status.ts'
import type { ClusterWorld } from '../world.ts'
import { readBody } from './body.ts'
import type { ApiRequest } from './request.ts'

/** Another process listens on the port. Choose another one, or 0 for any that is free. */
export class PortInUse extends Error {
  override readonly name = 'PortInUse'
  readonly code = 'PortInUse'
  constructor(
    readonly port: number,
    options?: ErrorOptions,
  ) {
    super(`Port ${port} is in use by another process. Choose another port, or 0 for any free one.`, options)
  }
}

/** A cluster that is served over HTTP. */
export interface KubeListener {
  readonly port: number
  /** `http://127.0.0.1:7070`, for a kubeconfig. */
  readonly url: string
  /** Stops serving; open watches end. */
  close(): Promise<void>
}

/**
 * Serves the cluster over plain HTTP on the loopback interface, without authentication. Rejects with `PortInUse` when
 * the port is taken; port 0 takes any free one.
 */
export async function listenKube(world: ClusterWorld, port = 0, host = '127.0.0.1'): Promise<KubeListener> {
  const server = createServer((request, response) => void serve(world, request, response))
  await listening(server, port, host)
  const address = server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  return {
    port: bound,
    url: `http://${host}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const taken = 'code' in error && error.code === 'EADDRINUSE'
      reject(taken ? new PortInUse(port, { cause: error }) : error)
    })
    server.listen(port, host, () => resolve())
  })
}

/** The most bytes that a body has. */
const mostOfBody = 3_145_728

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** Never rejects: what goes wrong becomes a Status, or a closed socket where a fault wants one. */
async function serve(world: ClusterWorld, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const answer = world.handle(await translate(incoming))
    if ('stream' in answer) await pour(answer.stream, response)
    else send(response, answer.status, answer.body, answer.warnings)
  } catch (error) {
    if (error instanceof KubeUnreachable) return void incoming.socket.destroy()
    if (error instanceof ApiError) return send(response, error.code, error.toStatus(), [])
    const why = error instanceof Error ? error.message : String(error)
    send(response, 500, new ApiError(500, 'InternalError', `Internal error occurred: ${why}`).toStatus(), [])
  }
}

async function translate(incoming: IncomingMessage): Promise<ApiRequest> {
  const url = new URL(incoming.url ?? '/', 'http://simulator')
  const contentType = incoming.headers['content-type'] ?? 'application/json'
  return {
    // A HEAD is a GET whose body stays here.
    method: incoming.method === 'HEAD' ? 'GET' : (incoming.method ?? 'GET'),
    path: url.pathname,
    query: firstOf(url.searchParams),
    ...readable(await bytesOf(incoming), contentType),
    contentType,
    accept: incoming.headers.accept ?? '*/*',
    userAgent: incoming.headers['user-agent'] ?? '',
  }
}

/** Of a parameter that is there twice, the first counts. */
const firstOf = (parameters: URLSearchParams) => Object.fromEntries([...parameters].toReversed())

function readable(bytes: Buffer, contentType: string): Pick<ApiRequest, 'body' | 'duplicates' | 'unreadable'> {
  if (bytes.length > mostOfBody) return { body: undefined, unreadable: tooMuch(`limit is ${mostOfBody}`) }
  try {
    return readBody(bytes, contentType)
  } catch (error) {
    if (error instanceof ApiError) return { body: undefined, unreadable: error }
    throw error
  }
}

function send(response: ServerResponse, status: number, body: Json, warnings: readonly string[]): void {
  if (response.headersSent) return void response.destroy()
  if (warnings.length > 0)
    response.setHeader(
      'Warning',
      warnings.map((warning) => `299 - ${JSON.stringify(warning)}`),
    )
  if (status === 429) response.setHeader('Retry-After', '1')
  response.statusCode = status
  const plain = typeof body === 'string'
  response.setHeader('Content-Type', plain ? 'text/plain; charset=utf-8' : mediaType(body))
  response.setHeader('Cache-Control', 'no-cache, private')
  response.end(plain ? body : `${JSON.stringify(body)}\n`)
}

/** Clients take an aggregated discovery document for one only by its media type. */
function mediaType(body: Json): string {
  const kind = text(body, 'kind')
  return kind === 'APIGroupDiscoveryList'
    ? `application/json;g=apidiscovery.k8s.io;v=v2;as=${kind}`
    : 'application/json'
}

async function pour(stream: WatchStream, response: ServerResponse): Promise<void> {
  response.once('close', () => stream.close())
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' })
  response.flushHeaders()
  for await (const event of stream) {
    const line = `${JSON.stringify(event)}\n`
    if (!response.write(line)) await drained(response)
  }
  response.end()
}

/** Resolves when the client has read, or is gone. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) return resolve()
    const go = () => {
      response.off('drain', go)
      response.off('close', go)
      resolve()
    }
    response.once('drain', go)
    response.once('close', go)
  })
}
