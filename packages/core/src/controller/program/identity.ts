import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types'
import type { Accounts } from '../../aws/account.ts'
import { Handler, Journey } from '../../aws/handler.ts'
import type { Clock } from '../../time/clock.ts'
import { foreign } from '../../words/foreign.ts'

/** AWS did not say who the controller is. */
export class IdentityError extends Error {
  override readonly name = 'IdentityError'
  constructor(
    /** `Unreadable`: something answered in the place of STS, and named no account. */
    readonly code: 'NoCredentials' | 'Refused' | 'Unreachable' | 'Unreadable',
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
  readonly wrong?: IdentityError | undefined
  /** When they expire, in milliseconds since the Unix epoch; undefined where they do not, or do not say. */
  readonly expires?: number | undefined
}

/** Where STS is asked: nothing that a tenant may set. */
export interface StsPlace {
  readonly region: string
  /** STS address instead of AWS's own. */
  readonly endpoint: string | undefined
}

/**
 * Asks STS, with these credentials, whose they are. Rejects with `IdentityError`; what does not name an account of twelve
 * digits is no answer.
 */
export async function askIdentity(
  credentials: AwsCredentialIdentity,
  place: StsPlace,
  { signal, attempts = 1, timeout = 5000 }: { signal: AbortSignal; attempts?: number; timeout?: number },
): Promise<Identity> {
  const { region, endpoint } = place
  const requestHandler = new Handler({ requestTimeout: timeout, connectionTimeout: 5000, admit: async () => undefined })
  const client = new STSClient({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    credentials,
    maxAttempts: attempts,
    requestHandler,
  })
  const journey = new Journey(signal, false)
  try {
    const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}), journey)
    return named(Account, Arn) ?? unnamed(place, journey)
  } catch (error) {
    throw explain(error, place, journey)
  } finally {
    client.destroy()
    requestHandler.destroy()
  }
}

/** Source of the forms: "Identify AWS resources with ARNs" and "Account identifiers", AWS IAM User Guide. */
function named(account: string | undefined, arn: string | undefined): Identity | undefined {
  const [prefix, partition, , , owner] = arn?.split(':') ?? []
  if (account === undefined || arn === undefined || !/^\d{12}$/.test(account)) return undefined
  return prefix === 'arn' && partition && owner === account ? { account, arn, partition } : undefined
}

function unnamed(place: StsPlace, { begins = 'nothing' }: Journey): never {
  throw new IdentityError('Unreadable', `${whereOf(place)} did not say whose the credentials are, but ${begins}.`)
}

export interface WhoOptions extends StsPlace {
  readonly clock: Clock
  /** A provider of the credentials in use that has read nothing yet. */
  provider(): AwsCredentialIdentityProvider
  /** Is told which account STS has named. */
  readonly accounts?: Accounts
}

const goodFor = 300_000
const badFor = 15_000

/** Asks AWS who the holder of the credentials in use is, and remembers whether that still works. */
export class Who {
  readonly #options: WhoOptions
  #provider: AwsCredentialIdentityProvider
  #checkedAt = Number.NEGATIVE_INFINITY
  #wrong: IdentityError | undefined
  #expires: number | undefined

  constructor(options: WhoOptions) {
    this.#options = options
    this.#provider = options.provider()
  }

  /** One call to STS. Rejects with `IdentityError`; credentials that STS refused are looked for anew the next time. */
  async ask(signal: AbortSignal): Promise<Identity> {
    this.#checkedAt = this.#options.clock.monotonic()
    try {
      const held = await this.credentials()
      const identity = await askIdentity(held, this.#options, { signal, attempts: 3, timeout: 10_000 })
      this.#options.accounts?.met(held, identity.account)
      this.#wrong = undefined
      return identity
    } catch (error) {
      const failure = error instanceof IdentityError ? error : explain(error, this.#options)
      if (failure.code === 'Refused') this.#provider = this.#options.provider()
      this.#wrong = failure
      throw failure
    }
  }

  /** The credentials in use. Rejects with what keeps them from being found. */
  async credentials(): Promise<AwsCredentialIdentity> {
    return await this.#provider()
  }

  /** How the credentials stand. Asks STS at most every five minutes, or every 15 s while it fails; lets the chain renew what is about to expire. */
  async look(signal: AbortSignal): Promise<Standing> {
    const age = this.#options.clock.monotonic() - this.#checkedAt
    if (age >= (this.#wrong === undefined ? goodFor : badFor)) await this.ask(signal).catch(() => undefined)
    // What cannot be renewed is worth what it was until it expires; why it cannot be, the next question to STS says.
    const held = await this.credentials().catch(() => undefined)
    if (held !== undefined) this.#expires = held.expiration?.getTime()
    return { wrong: this.#wrong, expires: this.#expires }
  }
}

const whereOf = ({ region, endpoint }: StsPlace): string => endpoint ?? `STS in ${region}`

function explain(error: unknown, place: StsPlace, journey?: Journey): IdentityError {
  if (error instanceof IdentityError) return error
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  const text = foreign(message.replace(/[.\s]+$/, '').replace(/\s*\n\s*/g, ' '))
  if (name === 'CredentialsProviderError')
    return new IdentityError(
      'NoCredentials',
      `There are no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or a role of the pod (${text}).`,
      { cause: error },
    )
  const answered = typeof error === 'object' && error !== null && '$fault' in error
  if (answered && name !== 'Unknown' && name !== 'UnknownError')
    return new IdentityError('Refused', `AWS refused the credentials: ${foreign(name)}: ${text}.`, { cause: error })
  if (journey?.begins !== undefined)
    return new IdentityError('Unreadable', `${whereOf(place)} does not answer as STS does: ${journey.begins}.`, {
      cause: error,
    })
  return new IdentityError('Unreachable', `${whereOf(place)} cannot be reached: ${text || name}.`, { cause: error })
}
