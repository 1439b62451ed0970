import { IdentityError, type Standing, type Vouching } from '@windlass/core/controller'
import type { Clock } from '@windlass/core/time'
import type { AwsWorld } from '@windlass/simulator'

/** How long (ms) credentials of a role last, and how long before their end they are renewed. */
const [lifetime, ahead] = [3_600_000, 300_000]

/** The role that the controllers work under, and the session it has at the moment. */
export class Role implements Vouching {
  /** Whether a session can be renewed. */
  renewable = true
  readonly #aws: AwsWorld
  readonly #clock: Clock
  #expires: number

  constructor(aws: AwsWorld, clock: Clock) {
    this.#aws = aws
    this.#clock = clock
    this.#expires = clock.now() + lifetime
  }

  /** When the session ends, in milliseconds since the Unix epoch. */
  get expires(): number {
    return this.#expires
  }

  async look(signal: AbortSignal): Promise<Standing> {
    const now = this.#clock.now()
    if (this.renewable && this.#expires - now <= ahead) this.#expires = now + lifetime
    try {
      await this.#aws.invoke('sts', 'GetCallerIdentity', {}, { signal })
      return { expires: this.#expires }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      return { expires: this.#expires, wrong: new IdentityError('Refused', why, { cause: error }) }
    }
  }
}
