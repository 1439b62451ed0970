import type { AwsCredentialIdentityProvider } from '@smithy/types'
import type { Connected, Service } from '../kind/service.ts'
import { type Item, isItem, item } from '../schema/json.ts'
import type { Command } from '../schema/shape.ts'
import type { Cancel, Clock } from '../time/clock.ts'
import type { Accounts } from './account.ts'
import { Handler, Journey } from './handler.ts'
import { isMutating } from './limit.ts'
import { type Scope, scopeKey } from './scope.ts'
import { UnsentError } from './unsent.ts'

/**
 * AWS as the engine sees it: one command, one answer. Rejects with whatever the SDK throws, unclassified, as the cause of an
 * `UnsentError` where the command certainly did not leave. Sends each command that changes something at most once.
 * `$metadata` of a reply, and of an error that is AWS's answer, has further members: `account` is the account that STS has
 * named for the access key that signed the call, absent while STS has named none; `begins` says in words how the reply
 * begins: HTTP status, content type, first words.
 */
export interface Cloud {
  send(service: Service, scope: Scope, command: Command, signal: AbortSignal): Promise<Item>
}

export interface SdkCloudOptions {
  readonly clock: Clock
  /** The credentials for a scope; the SDK's default chain where it answers undefined. */
  credentialsFor?(scope: Scope): AwsCredentialIdentityProvider | undefined
  /** Says which accounts access keys belong to; nobody does when absent. */
  readonly accounts?: Accounts
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
  /** The client's calls leave by our handler, so that a call which did not come there did not leave. */
  readonly handled: boolean
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
  'InvalidAccessKeyId',
  'AuthFailure',
  'OtherAccount',
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
    const journey = new Journey(signal, isMutating(command.constructor.name))
    client.busy++
    try {
      return stamped(item(await client.connected.send(command, journey)), journey)
    } catch (error) {
      if (error instanceof Error && stale.has(error.name)) this.#retire(client)
      if (client.handled && !journey.left) throw new UnsentError(error)
      throw answered(error, journey)
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
    const client = { ...this.#connect(service, scope), busy: 0, used: this.#options.clock.monotonic(), retired: false }
    this.#clients.set(key, client)
    this.#cleaning ??= this.#options.clock.after(this.#idle, () => this.#clean())
    return client
  }

  /** Other calls may still be under way on it. */
  #retire(client: Client): void {
    client.retired = true
    for (const [key, each] of this.#clients) if (each === client) this.#clients.delete(key)
  }

  #connect(service: Service, scope: Scope): Pick<Client, 'connected' | 'handled'> {
    const requestHandler = new Handler({
      requestTimeout: this.#options.requestTimeout ?? 30_000,
      connectionTimeout: this.#options.connectionTimeout ?? 5_000,
      admit: async (accessKeyId) => admitted(scope, await this.#options.accounts?.of(accessKeyId)),
    })
    try {
      const credentials = this.#credentials(scope)
      const connected = service.connect({
        region: scope.region,
        ...(scope.endpoint === undefined ? {} : { endpoint: scope.endpoint }),
        ...(credentials === undefined ? {} : { credentials }),
        maxAttempts: 1,
        requestHandler,
        customUserAgent: this.#options.userAgent,
      })
      return { connected, handled: handlerOf(connected) === requestHandler }
    } catch (error) {
      throw new UnsentError(error)
    }
  }

  #credentials(scope: Scope): AwsCredentialIdentityProvider | undefined {
    const provider = named(this.#options.credentialsFor?.(scope))
    const { accounts } = this.#options
    if (provider === undefined || accounts === undefined) return provider
    return async (properties) => {
      const credentials = await provider(properties)
      accounts.met(credentials)
      return credentials
    }
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

/** The account a request may leave with. Throws where it is another one than the object's. */
function admitted(scope: Scope, account: string | undefined): string | undefined {
  if (account === undefined || account === scope.account) return account
  const failure = new Error(
    `the access key of the controller belongs to account ${account} by now, and this call is for account ${scope.account}`,
  )
  failure.name = 'OtherAccount'
  throw failure
}

function handlerOf(connected: Connected): unknown {
  return 'config' in connected && isItem(connected.config) ? connected.config.requestHandler : undefined
}

/** A reply with what was learnt of it on the way. */
function stamped(reply: Item, { account, begins }: Journey): Item {
  return begins === undefined ? reply : { ...reply, $metadata: { ...item(reply.$metadata), account, begins } }
}

/** An error with what was learnt on the way, where AWS answered. */
function answered(error: unknown, { account, begins }: Journey): unknown {
  if (!(error instanceof Error) || begins === undefined) return error
  const known = '$metadata' in error && isItem(error.$metadata) ? error.$metadata : {}
  return Object.assign(error, { $metadata: { ...known, account, begins } })
}

/** AWS itself, through the SDK. */
export function sdkCloud(options: SdkCloudOptions): SdkCloud {
  return new SdkCloud(options)
}
