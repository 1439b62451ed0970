import { createServer } from 'node:http'
import type { Address } from './parse.ts'

/** An address cannot be listened on. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
  constructor(
    readonly code: 'PortInUse' | 'CannotListen',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

export interface Reply {
  readonly status: number
  readonly type: string
  readonly body: string
}

/** A server that listens. */
export interface Served {
  readonly port: number
  /** For people on this machine: `http://127.0.0.1:8080`. */
  readonly url: string
  close(): Promise<void>
}

export const plain = 'text/plain; charset=utf-8'

/**
 * Serves GET requests by path; paths that `pages` does not have are 404. Port 0 takes a free port. A page that fails is a
 * 500 with one sentence. Rejects with `ListenError`; `flag` is what the user can change.
 */
export function serve(
  flag: string,
  { host, port }: Address,
  pages: Readonly<Record<string, () => Promise<Reply>>>,
): Promise<Served> {
  const server = createServer((request, response) => {
    request.resume()
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined
    const send = ({ status, type, body }: Reply) => {
      response.writeHead(status, { 'content-type': type })
      response.end(request.method === 'HEAD' ? undefined : body)
    }
    if (page === undefined) return send({ status: 404, type: plain, body: `There is nothing at ${path}.\n` })
    page().then(send, (error) =>
      send({ status: 500, type: plain, body: `${error instanceof Error ? error.message : String(error)}\n` }),
    )
  })
  return new Promise((resolve, reject) => {
    server.once('error', (error: Error & { readonly code?: string }) => reject(refused(flag, host, port, error)))
    server.listen(port, host, () => {
      const bound = server.address()
      const actual = typeof bound === 'object' && bound !== null ? bound.port : port
      const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
      resolve({ port: actual, url: `http://${shown}:${actual}`, close: () => close(server) })
    })
  })
}

function refused(flag: string, host: string, port: number, error: Error & { readonly code?: string }): ListenError {
  return error.code === 'EADDRINUSE'
    ? new ListenError('PortInUse', `Port ${port} of ${host} is in use: choose another with --${flag}.`, {
        cause: error,
      })
    : new ListenError('CannotListen', `--${flag} ${host}:${port} cannot be listened on: ${error.message}.`, {
        cause: error,
      })
}

function close(server: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
