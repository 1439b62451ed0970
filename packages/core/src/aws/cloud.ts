import type { AwsCredentialIdentityProvider } from '@smithy/types'
import type { Connected, Service } from '../kind/service.ts'
import { type Item, item } from '../schema/json.ts'
import type { Command } from '../schema/shape.ts'
import type { Cancel, Clock } from '../time/clock.ts'
import { type Scope, scopeKey } from './scope.ts'

/**
 * AWS as the engine sees it: one command, one answer. Rejects with whatever the SDK throws, unclassified. Sends each
 * command at most once. `$metadata.account` of a reply, and of an error that is AWS's answer, is the account that STS has
 * named for the access key that signed the call; it is absent while STS has named none.
 */
export interface Cloud {
  send(service: Service, scope: Scope, command: Command, signal: AbortSignal): Promise<Item>
}

export interface SdkCloudOptions {
  readonly clock: Clock
  /** The credentials for a scope; the SDK's default chain where it answers undefined. */
  credentialsFor?(scope: Scope): AwsCredentialIdentityProvider | undefined
  /** Goes behind the SDK's own user agent: `windlass/0.1.0`. */
  readonly userAgent: string
  /** Milliseconds without an answer after which the SDK gives up a request; 30,000 when absent. */
  readonly requestTimeout?: number
  /** Milliseconds to open a connection; 5,000 when absent. */
  readonly connectionTimeout?: number
  /** Milliseconds without a call after which a client is closed; one hour when absent. */
  readonly idle?: number
}

interface Client {
  readonly connected: Connected
  busy: number
  used: number
  /** No longer in use for new calls: to be closed after its last one. */
  retired: boolean
}

/** Codes by which AWS says that the credentials are stale, which new ones may cure. */
const stale: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
])

/**
 * AWS itself, through the SDK. Keeps one client, with its connections, per service and scope. A client whose credentials
 * AWS calls stale serves no further call: the next one asks `credentialsFor` again.
 */
export class SdkCloud implements Cloud {
  readonly #options: SdkCloudOptions
  readonly #idle: number
  readonly #clients = new Map<string, Client>()
  #cleaning: Cancel | undefined

  constructor(options: SdkCloudOptions) {
    this.#options = options
    this.#idle = options.idle ?? 3_600_000
  }

  async send(service: Service, scope: Scope, command: Command, signal: AbortSignal): Promise<Item> {
    const client = this.#client(service, scope)
    client.busy++
    try {
      return item(await client.connected.send(command, { abortSignal: signal }))
    } catch (error) {
      if (error instanceof Error && stale.has(error.name)) this.#retire(client)
      throw error
    } finally {
      client.busy--
      client.used = this.#options.clock.monotonic()
      if (client.retired && client.busy === 0) client.connected.destroy()
    }
  }

  /** Closes all clients and their connections. A later `send` opens new ones. */
  destroy(): void {
    this.#cleaning?.()
    this.#cleaning = undefined
    for (const client of this.#clients.values()) client.connected.destroy()
    this.#clients.clear()
  }

  #client(service: Service, scope: Scope): Client {
    const key = `${service.name} ${scopeKey(scope)}`
    const known = this.#clients.get(key)
    if (known !== undefined) return known
    const connected = this.#connect(service, scope)
    const client = { connected, busy: 0, used: this.#options.clock.monotonic(), retired: false }
    this.#clients.set(key, client)
    this.#cleaning ??= this.#options.clock.after(this.#idle, () => this.#clean())
    return client
  }

  /** Other calls may still be under way on it. */
  #retire(client: Client): void {
    client.retired = true
    for (const [key, each] of this.#clients) if (each === client) this.#clients.delete(key)
  }

  #connect(service: Service, scope: Scope): Connected {
    return service.connect({
      region: scope.region,
      ...(scope.endpoint === undefined ? {} : { endpoint: scope.endpoint }),
      credentials: named(this.#options.credentialsFor?.(scope)),
      maxAttempts: 1,
      requestHandler: {
        requestTimeout: this.#options.requestTimeout ?? 30_000,
        connectionTimeout: this.#options.connectionTimeout ?? 5_000,
        throwOnRequestTimeout: true,
      },
      customUserAgent: this.#options.userAgent,
    })
  }

  #clean(): void {
    const limit = this.#options.clock.monotonic() - this.#idle
    for (const [key, client] of this.#clients) {
      if (client.busy > 0 || client.used > limit) continue
      client.connected.destroy()
      this.#clients.delete(key)
    }
    this.#cleaning = this.#clients.size === 0 ? undefined : this.#options.clock.after(this.#idle, () => this.#clean())
  }
}

/**
 * Without credentials nothing is signed and nothing is sent. Whatever keeps a provider from answering, a broken
 * connection to STS included, must not look as if the call itself had been under way.
 */
function named(provider: AwsCredentialIdentityProvider | undefined): AwsCredentialIdentityProvider | undefined {
  return (
    provider &&
    (async (properties) => {
      try {
        return await provider(properties)
      } catch (error) {
        const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
        const failure = new Error(`there are no credentials for this call (${why})`, { cause: error })
        failure.name = 'CredentialsProviderError'
        throw failure
      }
    })
  )
}

/** AWS itself, through the SDK. */
export function sdkCloud(options: SdkCloudOptions): SdkCloud {
  return new SdkCloud(options)
}
