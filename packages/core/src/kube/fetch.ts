import type { Clock } from '../time/clock.ts'
import type { KubeConnection, KubeCredentials } from './config.ts'
import { lines } from './lines.ts'
import { isRecord, refusal } from './object.ts'
import {
  type KubeRequest,
  type KubeResponse,
  type KubeTransport,
  KubeUnreachable,
  type WatchEvent,
} from './transport.ts'

export interface FetchTransportOptions {
  readonly connection: KubeConnection
  readonly clock: Clock
  /** The whole `User-Agent` header: `ec2-controller/v1.2.3`. */
  readonly userAgent: string
  /** Told about every answer when it has been read, about a watch when its headers are there. */
  readonly exchanged?: (exchange: Exchange) => void
}

/** One answer of the API server. */
export interface Exchange {
  readonly method: KubeRequest['method']
  readonly status: number
  /** Bytes of the body that was sent. */
  readonly sent: number
  /** Bytes of the body that came back; absent for a watch, whose body has no end. */
  readonly received?: number
  /** The answer was refused credentials, and the request is sent once more. */
  readonly repeated: boolean
}

/** What is used of a response, whichever `fetch` it comes from. */
interface Answer {
  readonly status: number
  readonly body: AsyncIterable<Uint8Array> | null
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
}

interface Attempt {
  readonly answer: Answer
  readonly sent: number
}

interface Call {
  readonly url: string
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: string
  readonly signal?: AbortSignal
}

type Send = (call: Call, credentials: KubeCredentials) => Promise<Answer>

const refreshEvery = 60_000
const freshEvery = 10_000
const headersWithin = 30_000

/**
 * The transport to a real API server, over HTTP/1.1 with keep-alive, on Bun and on Node. Bun takes the TLS facts with
 * each call, Node through a dispatcher of undici: this file is the only place where the two differ.
 *
 * Credentials are read again every minute, and at once when the server answers 401 (every 10 s at most), after which
 * the request is sent once more: rotated tokens and certificates need no restart. A watch whose headers do not come within 30 s is given
 * up; what happens on it afterwards is the caller's to guard.
 */
export function fetchTransport(options: FetchTransportOptions): KubeTransport {
  return new FetchTransport(options)
}

class FetchTransport implements KubeTransport {
  readonly #options: FetchTransportOptions
  readonly #send: Send
  #credentials: Promise<KubeCredentials> | undefined
  #readAt = Number.NEGATIVE_INFINITY
  #freshAt = Number.NEGATIVE_INFINITY

  constructor(options: FetchTransportOptions) {
    this.#options = options
    this.#send = process.versions.bun ? sendOnBun : sendOnNode()
  }

  async request(request: KubeRequest): Promise<KubeResponse> {
    try {
      const attempt = await this.#open(request)
      const { status, headers } = attempt.answer
      const date = Date.parse(headers.get('date') ?? '')
      const body = parse(await this.#read(request, attempt))
      return { status, body, ...(Number.isNaN(date) ? {} : { date }) }
    } catch (error) {
      throw this.#unreachable(request, error)
    }
  }

  async *watch(request: KubeRequest): AsyncGenerator<WatchEvent> {
    const answer = await this.#openWatch(request)
    try {
      for await (const line of lines(answer.body ?? empty())) {
        if (request.signal?.aborted) throw request.signal.reason
        yield eventOf(line)
      }
    } catch (error) {
      throw this.#unreachable(request, error)
    }
  }

  async #openWatch(request: KubeRequest): Promise<Answer> {
    const opening = new AbortController()
    const cancel = this.#options.clock.after(headersWithin, () =>
      opening.abort(new Error(`no answer within ${headersWithin / 1000} s`)),
    )
    const signal = request.signal ? AbortSignal.any([request.signal, opening.signal]) : opening.signal
    let refused: KubeResponse
    try {
      const attempt = await this.#open({ ...request, signal })
      const { answer, sent } = attempt
      if (answer.status === 200) {
        this.#options.exchanged?.({ method: request.method, status: 200, sent, repeated: false })
        return answer
      }
      refused = { status: answer.status, body: parse(await this.#read(request, attempt)) }
    } catch (error) {
      throw this.#unreachable(request, error)
    } finally {
      cancel()
    }
    throw refusal(refused.status, refused.body)
  }

  async #open(request: KubeRequest): Promise<Attempt> {
    const attempt = await this.#attempt(request)
    const now = this.#options.clock.monotonic()
    // A server that refuses everything must not start an exec plugin for every request.
    if (attempt.answer.status !== 401 || now - this.#freshAt < freshEvery) return attempt
    this.#freshAt = now
    // The body is read so that the connection can be used again.
    await this.#read(request, attempt, true)
    void this.#remember(this.#options.connection.credentials({ fresh: true }))
    return this.#attempt(request)
  }

  async #attempt(request: KubeRequest): Promise<Attempt> {
    const credentials = await this.#current()
    const call = this.#call(request, credentials)
    return { answer: await this.#send(call, credentials), sent: bytes(call.body ?? '') }
  }

  async #read({ method }: KubeRequest, { answer, sent }: Attempt, repeated = false): Promise<string> {
    const text = await answer.text()
    this.#options.exchanged?.({ method, status: answer.status, sent, received: bytes(text), repeated })
    return text
  }

  #call(request: KubeRequest, credentials: KubeCredentials): Call {
    const query = request.query ? `?${new URLSearchParams(request.query)}` : ''
    const headers: Record<string, string> = {
      ...credentials.headers,
      accept: request.accept ?? 'application/json',
      'user-agent': this.#options.userAgent,
    }
    if (request.body !== undefined) headers['content-type'] = request.contentType ?? 'application/json'
    return {
      url: `${this.#options.connection.server}${request.path}${query}`,
      method: request.method,
      headers,
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    }
  }

  #current(): Promise<KubeCredentials> {
    const age = this.#options.clock.monotonic() - this.#readAt
    if (this.#credentials && age < refreshEvery) return this.#credentials
    return this.#remember(this.#options.connection.credentials())
  }

  #remember(credentials: Promise<KubeCredentials>): Promise<KubeCredentials> {
    this.#credentials = credentials
    this.#readAt = this.#options.clock.monotonic()
    credentials.catch(() => {
      if (this.#credentials === credentials) this.#credentials = undefined
    })
    return credentials
  }

  #unreachable(request: KubeRequest, error: unknown): KubeUnreachable {
    if (error instanceof KubeUnreachable) return error
    const { server } = this.#options.connection
    const why = request.signal?.aborted ? 'the request was cancelled' : reasonOf(error)
    return new KubeUnreachable(`${request.method} ${request.path} got no answer from ${server}: ${why}.`, {
      cause: error,
    })
  }
}

const sendOnBun: Send = (call, credentials) => {
  const { url, ...init } = call
  const { ca, cert, key, rejectUnauthorized, servername } = credentials
  const tls = { ca, cert, key, rejectUnauthorized, ...(servername && { serverName: servername }) }
  // `timeout: false` because Bun would otherwise cut a watch that is quiet for five minutes.
  return fetch(url, { ...init, ...(url.startsWith('https:') && { tls }), timeout: false, redirect: 'error' })
}

function sendOnNode(): Send {
  const undici = import('undici')
  // Without this a failure to load would be unhandled when no request is ever sent; the first request reports it.
  undici.catch(() => {})
  let facts = ''
  let agent: import('undici').Agent | undefined
  return async (call, { headers: _, ...tls }) => {
    const { Agent, fetch } = await undici
    const { url, ...init } = call
    const wanted = JSON.stringify(tls)
    if (!agent || wanted !== facts) {
      // The old agent is closed by the last of its requests; new ones already use the new certificates.
      void agent?.close().catch(() => {})
      agent = new Agent({ connect: tls, bodyTimeout: 0, headersTimeout: 0, keepAliveTimeout: 60_000 })
      facts = wanted
    }
    return fetch(url, { ...init, dispatcher: agent, redirect: 'error' })
  }
}

const bytes = (text: string) => Buffer.byteLength(text)

function parse(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function eventOf(line: string): WatchEvent {
  const event = parse(line)
  if (isRecord(event)) {
    const { type, object } = event
    const known = types.find((name) => name === type)
    if (known) return { type: known, object }
  }
  throw new Error('the watch was cut in the middle of an event')
}

const types = ['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR'] as const

async function* empty(): AsyncGenerator<Uint8Array> {}

// `fetch` hides the cause of a failure one level down.
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? error.cause.message : undefined
  const text = cause && !error.message.includes(cause) ? `${error.message}: ${cause}` : error.message
  return text.replace(/[.?!]+$/, '')
}
