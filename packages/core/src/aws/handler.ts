import type { HttpHandler, HttpRequest, HttpResponse } from '@smithy/core/protocols'
import { NodeHttpHandler, streamCollector } from '@smithy/node-http-handler'
import type { HttpHandlerOptions } from '@smithy/types'
import { introduced } from '../words/foreign.ts'
import { type Agents, close, fresh, kept } from './agent.ts'

/** What is learnt of one call below the SDK. The SDK hands it through as the options of the call. */
export class Journey {
  /** Whether any of it may have been written to a connection. */
  left = false
  /** The account that STS has named for the access key that signed it. */
  account: string | undefined
  /** How the reply begins: HTTP status, content type and first words. */
  begins: string | undefined

  constructor(
    readonly abortSignal: AbortSignal,
    /** It changes something: it leaves on a connection of its own, and is never repeated. */
    readonly mutating: boolean,
  ) {}
}

export interface HandlerOptions {
  /** Milliseconds without an answer after which a request is given up. */
  readonly requestTimeout: number
  /** Milliseconds to open a connection. */
  readonly connectionTimeout: number
  /**
   * Asked right before a request leaves: the account that STS has named for the access key that signed it, undefined where
   * none is known. What it rejects with keeps the request from leaving.
   */
  admit(accessKeyId: string): Promise<string | undefined>
}

/** AWS answered, and what it answered is not AWS's: a page of a proxy, for instance. */
export class ForeignReply extends Error {
  override readonly name = 'UnreadableReply'
  readonly $metadata: { readonly httpStatusCode: number }

  constructor(begins: string, httpStatusCode: number) {
    super(`the reply is not one of AWS: ${begins}`)
    this.$metadata = { httpStatusCode }
  }
}

/**
 * The way of the SDK's clients to the network. Reads share connections that are kept; one that meets a connection which the
 * other side has closed meanwhile is repeated at once, once. A call that changes something leaves on a connection of its own,
 * because on one that was kept its outcome could be lost.
 */
export class Handler implements HttpHandler {
  readonly #options: HandlerOptions
  readonly #lost = new WeakSet<Error>()
  readonly #agents: Agents
  readonly #reads: NodeHttpHandler

  constructor(options: HandlerOptions) {
    this.#options = options
    this.#agents = kept((error) => this.#lost.add(error))
    this.#reads = this.#over(this.#agents)
  }

  async handle(request: HttpRequest, options: HttpHandlerOptions = {}): Promise<{ response: HttpResponse }> {
    const journey = options instanceof Journey ? options : strange(options)
    const key = keyOf(request)
    journey.account = key === undefined ? undefined : await this.#options.admit(key)
    const { response } = journey.mutating ? await this.#once(request, journey) : await this.#read(request, journey)
    return { response: readable(response, journey) }
  }

  async #read(request: HttpRequest, journey: Journey): Promise<{ response: HttpResponse }> {
    try {
      journey.left = true
      return await whole(this.#reads.handle(request, { abortSignal: journey.abortSignal }))
    } catch (error) {
      if (!(error instanceof Error) || !this.#lost.has(error)) throw error
      return await this.#once(request, journey)
    }
  }

  async #once(request: HttpRequest, journey: Journey): Promise<{ response: HttpResponse }> {
    const agents = fresh(() => {
      journey.left = true
    })
    try {
      return await whole(this.#over(agents).handle(request, { abortSignal: journey.abortSignal }))
    } finally {
      close(agents)
    }
  }

  #over(agents: Agents): NodeHttpHandler {
    const { requestTimeout, connectionTimeout } = this.#options
    return new NodeHttpHandler({ requestTimeout, connectionTimeout, throwOnRequestTimeout: true, ...agents })
  }

  /** Closes the connections that are kept. */
  destroy(): void {
    close(this.#agents)
  }

  updateHttpClientConfig(): void {
    // What the SDK would set here, its user cannot set either: the options of the handler are all there are.
  }

  httpHandlerConfigs(): object {
    return {}
  }
}

/** A call that did not come through `Cloud` may change anything. */
function strange({ abortSignal }: HttpHandlerOptions): Journey {
  return new Journey(abortSignal instanceof AbortSignal ? abortSignal : new AbortController().signal, true)
}

/** The access key in a signature of the fourth version. Source: "Authentication Methods", AWS IAM User Guide. */
function keyOf({ headers }: HttpRequest): string | undefined {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization')
  return found?.[1].match(/Credential=([^/,\s]+)\//)?.[1]
}

/** A reply with its body, as bytes. */
async function whole(reply: Promise<{ response: HttpResponse }>): Promise<{ response: HttpResponse }> {
  const { response } = await reply
  response.body = await streamCollector(response.body)
  return { response }
}

/** The reply, if it may be one of AWS: services answer in XML or JSON, and say so. */
function readable(response: HttpResponse, journey: Journey): HttpResponse {
  const type = response.headers['content-type'] ?? 'no content type'
  const begins = introduced(response.statusCode, type, response.body)
  journey.begins = begins
  if (/^text\/html\b/i.test(type)) throw new ForeignReply(begins, response.statusCode)
  return response
}
