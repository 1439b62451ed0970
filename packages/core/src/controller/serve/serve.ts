import { createServer, type RequestListener } from 'node:http'
import type { Address } from '../program/parse.ts'
import { CertificateError } from './certificate.ts'
import { close, type Listening, listen, portOf } from './port.ts'
import { listenTls, type Tls } from './tls.ts'

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
  readonly headers?: Readonly<Record<string, string>>
}

/** What a page is told of whoever asks for it. */
export interface Asked {
  readonly authorization: string | undefined
}

export type Page = (asked: Asked) => Promise<Reply>

/** A server that listens. */
export interface Served extends Listening {
  /** For people on this machine: `http://127.0.0.1:8080`. */
  readonly url: string
}

export const plain = 'text/plain; charset=utf-8'

/**
 * Serves GET requests by path, over TLS where it is asked for; paths that `pages` does not have are 404. Port 0 takes a
 * free port. A page that fails is a 500 with one sentence. Rejects with `ListenError`, where `flag` is what the user can
 * change, and with `CertificateError`.
 */
export async function serve(
  flag: string,
  at: Address,
  pages: Readonly<Record<string, Page>>,
  tls?: Tls,
): Promise<Served> {
  const answer = answerOf(pages)
  const { host, port } = at
  const listening = tls === undefined ? listenPlain(answer, at) : listenTls(answer, at, tls)
  const bound = await listening.catch((error) => {
    throw error instanceof CertificateError ? error : refused(flag, host, port, error)
  })
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return { ...bound, url: `${tls === undefined ? 'http' : 'https'}://${shown}:${bound.port}` }
}

function answerOf(pages: Readonly<Record<string, Page>>): RequestListener {
  return (request, response) => {
    request.resume()
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined
    const send = ({ status, type, body, headers }: Reply) => {
      response.writeHead(status, { 'content-type': type, ...headers })
      response.end(request.method === 'HEAD' ? undefined : body)
    }
    if (page === undefined) return send({ status: 404, type: plain, body: `There is nothing at ${path}.\n` })
    page({ authorization: request.headers.authorization }).then(send, (error) =>
      send({ status: 500, type: plain, body: `${error instanceof Error ? error.message : String(error)}\n` }),
    )
  }
}

async function listenPlain(answer: RequestListener, { host, port }: Address): Promise<Listening> {
  const server = createServer(answer)
  await listen(server, host, port)
  return { port: portOf(server), close: () => close(server) }
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
