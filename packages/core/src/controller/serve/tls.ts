import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { Clock } from '../../time/clock.ts'
import type { Address } from '../program/parse.ts'
import { CertificateError, type Pair, type PairFiles, readPair, selfSigned } from './certificate.ts'
import { close, type Listening, listen, portOf } from './port.ts'

/** How a server speaks TLS. */
export interface Tls {
  /** Read again every ten seconds; a certificate of our own when absent. */
  readonly files?: PairFiles
  readonly clock: Clock
  /** The files changed, and cannot be used: the certificate before stays. */
  failed(error: CertificateError): void
}

const every = 10_000

/**
 * Listens over TLS, and takes up a renewed certificate while it does. Rejects with `CertificateError` for files that cannot be
 * used at the start, and with the error of the socket.
 *
 * Node puts the new certificate into the server that listens. Bun cannot, and gets a new server on the same port, for
 * which connections are refused for some milliseconds: this file is the only place where the two differ.
 */
export async function listenTls(answer: RequestListener, { host, port }: Address, tls: Tls): Promise<Listening> {
  let pair = tls.files === undefined ? selfSigned(['localhost'], tls.clock.now()) : readPair(tls.files)
  let server = createServer(pair, answer)
  await listen(server, host, port)
  const bound = portOf(server)
  const renew = async (next: Pair) => {
    if (typeof server.setSecureContext === 'function') server.setSecureContext(next)
    else {
      await close(server)
      server = createServer(next, answer)
      await listen(server, host, bound)
    }
    pair = next
  }
  const { files } = tls
  const renewal = files === undefined ? undefined : new Renewal(tls, () => changed(files, pair), renew)
  return {
    port: bound,
    close: async () => {
      await renewal?.end()
      await close(server)
    },
  }
}

/** Looks for a new certificate until it is ended. */
class Renewal {
  readonly #tls: Tls
  readonly #look: () => Pair | undefined
  readonly #renew: (pair: Pair) => Promise<void>
  #cancel: () => void
  #working: Promise<void> = Promise.resolve()
  #ended = false

  constructor(tls: Tls, look: () => Pair | undefined, renew: (pair: Pair) => Promise<void>) {
    this.#tls = tls
    this.#look = look
    this.#renew = renew
    this.#cancel = tls.clock.after(every, () => this.#turn())
  }

  async end(): Promise<void> {
    this.#ended = true
    this.#cancel()
    await this.#working
  }

  #turn(): void {
    this.#working = this.#once().then(() => {
      if (!this.#ended) this.#cancel = this.#tls.clock.after(every, () => this.#turn())
    })
  }

  async #once(): Promise<void> {
    try {
      const next = this.#look()
      if (next !== undefined) await this.#renew(next)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      this.#tls.failed(error instanceof CertificateError ? error : new CertificateError(why, { cause: error }))
    }
  }
}

function changed(files: PairFiles, pair: Pair): Pair | undefined {
  const next = readPair(files)
  return next.cert === pair.cert && next.key === pair.key ? undefined : next
}
