import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import type { Clock } from '../time/clock.ts'

/** AWS did not say who the controller is. */
export class IdentityError extends Error {
  override readonly name = 'IdentityError'
  constructor(
    readonly code: 'NoCredentials' | 'Refused' | 'Unreachable',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

export interface Identity {
  readonly account: string
  readonly partition: string
  readonly arn: string
}

/** How the credentials in use stand. */
export interface Standing {
  /** What keeps them from working; undefined while they do. */
  readonly wrong?: IdentityError
  /** When they expire, in milliseconds since the Unix epoch; undefined where they do not, or do not say. */
  readonly expires?: number
}

export interface WhoOptions {
  readonly region: string
  /** STS address instead of AWS's own. */
  readonly endpoint: string | undefined
  readonly clock: Clock
}

const goodFor = 300_000
const badFor = 15_000

/** Asks AWS who the holder of the standard credential chain is, and remembers whether that still works. */
export class Who {
  readonly #client: STSClient
  readonly #options: WhoOptions
  #checkedAt = Number.NEGATIVE_INFINITY
  #wrong: IdentityError | undefined
  #expires: number | undefined

  constructor(options: WhoOptions) {
    this.#options = options
    const { region, endpoint } = options
    this.#client = new STSClient({
      region,
      ...(endpoint === undefined ? {} : { endpoint }),
      maxAttempts: 3,
      requestHandler: { requestTimeout: 10_000, connectionTimeout: 5_000, throwOnRequestTimeout: true },
    })
  }

  /** One call to STS. Rejects with `IdentityError`. */
  async ask(signal: AbortSignal): Promise<Identity> {
    this.#checkedAt = this.#options.clock.monotonic()
    try {
      const { Account, Arn } = await this.#client.send(new GetCallerIdentityCommand({}), { abortSignal: signal })
      this.#wrong = undefined
      return { account: Account ?? '', arn: Arn ?? '', partition: Arn?.split(':')[1] ?? 'aws' }
    } catch (error) {
      const failure = explain(error, this.#options)
      this.#wrong = failure
      throw failure
    }
  }

  /** How the credentials stand. Asks STS at most every five minutes, or every 15 s while it fails; lets the chain renew what is about to expire. */
  async look(signal: AbortSignal): Promise<Standing> {
    const age = this.#options.clock.monotonic() - this.#checkedAt
    if (age >= (this.#wrong === undefined ? goodFor : badFor)) await this.ask(signal).catch(() => undefined)
    // What cannot be renewed is worth what it was until it expires; why it cannot be, the next question to STS says.
    const held = await this.#client.config.credentials().catch(() => undefined)
    if (held !== undefined) this.#expires = held.expiration?.getTime()
    return { wrong: this.#wrong, expires: this.#expires }
  }

  close(): void {
    this.#client.destroy()
  }
}

function explain(error: unknown, { region, endpoint }: WhoOptions): IdentityError {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  const where = endpoint ?? `STS in ${region}`
  const text = message.replace(/[.\s]+$/, '').replace(/\s*\n\s*/g, ' ')
  if (name === 'CredentialsProviderError')
    return new IdentityError(
      'NoCredentials',
      `There are no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or a role of the pod (${text}).`,
      { cause: error },
    )
  const answered = typeof error === 'object' && error !== null && '$fault' in error
  return answered
    ? new IdentityError('Refused', `AWS refused the credentials: ${name}: ${text}.`, { cause: error })
    : new IdentityError('Unreachable', `${where} cannot be reached: ${text || name}.`, { cause: error })
}
