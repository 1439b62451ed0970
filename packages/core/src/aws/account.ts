import type { AwsCredentialIdentity } from '@smithy/types'
import type { Clock } from '../time/clock.ts'

export interface AccountsOptions {
  readonly clock: Clock
  /** Asks STS for the account of these credentials. Rejects when STS does not name one. */
  ask(credentials: AwsCredentialIdentity): Promise<string>
}

interface Holder {
  credentials: AwsCredentialIdentity
  account?: string | undefined
  /** The question under way. */
  asking?: Promise<string | undefined> | undefined
  /** STS has said nothing so far. */
  silent: boolean
  /** When STS may be asked again, on the monotonic clock. */
  again: number
}

/** So many access keys are remembered; a process has one or two at a time. */
const most = 100

/** Milliseconds until STS is asked again about a key of which it said nothing. */
const pause = 60_000

/**
 * Which accounts access keys belong to, by STS. STS is asked once for a key, with the credentials of that key, and again
 * only while it has not answered.
 */
export class Accounts {
  readonly #options: AccountsOptions
  readonly #holders = new Map<string, Holder>()

  constructor(options: AccountsOptions) {
    this.#options = options
  }

  /** Takes note of credentials that calls may be signed with from now on, and of what STS has said of them already. */
  met(credentials: AwsCredentialIdentity, account?: string): void {
    const { accessKeyId } = credentials
    const holder = this.#holders.get(accessKeyId) ?? { credentials, silent: false, again: Number.NEGATIVE_INFINITY }
    holder.credentials = credentials
    holder.account = account ?? holder.account
    this.#holders.delete(accessKeyId)
    this.#holders.set(accessKeyId, holder)
    const [oldest] = this.#holders.keys()
    if (this.#holders.size > most && oldest !== undefined) this.#holders.delete(oldest)
  }

  /**
   * The account of an access key; undefined where STS does not name one. Waits for the first answer about a key, and for
   * no later one: while STS cannot be asked, calls go on. Never rejects.
   */
  async of(accessKeyId: string): Promise<string | undefined> {
    const holder = this.#holders.get(accessKeyId)
    if (holder === undefined || holder.account !== undefined) return holder?.account
    if (this.#options.clock.monotonic() >= holder.again) holder.asking ??= this.#ask(holder)
    return holder.silent ? undefined : await holder.asking
  }

  async #ask(holder: Holder): Promise<string | undefined> {
    try {
      holder.account = await this.#options.ask(holder.credentials)
    } catch {
      holder.silent = true
      holder.again = this.#options.clock.monotonic() + pause
    }
    holder.asking = undefined
    return holder.account
  }
}
