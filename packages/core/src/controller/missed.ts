import { AwsError } from '../aws/error.ts'
import type { KubeObject } from '../kube/transport.ts'
import { logged, refusalOf } from '../reconcile/error.ts'
import type { Tools } from '../reconcile/pass.ts'
import { recordUnverified } from '../reconcile/status/event.ts'

/** The same failure is told again after so many milliseconds: less than that for which Events are put together. */
const quiet = 540_000

/**
 * Tells that AWS could not be asked about objects at rest, whose status stays as it is. Every object counts; of each kind,
 * one line in the log and one Event stand for all that failed alike, and again every nine minutes while it lasts. What
 * often passes by itself, a reset connection for instance, is told when the same object is missed twice in a row.
 */
export class Misses {
  readonly #tools: Tools
  /** When each code was last told, in monotonic milliseconds: AWS has a few dozen. */
  readonly #told = new Map<string, number>()
  /** Objects whose last comparison failed in a way that often passes by itself. */
  readonly #once = new Set<string>()

  constructor(tools: Tools) {
    this.#tools = tools
  }

  /** An object was compared after all, or is no longer looked at. */
  over(key: string): void {
    this.#once.delete(key)
  }

  note(key: string, error: unknown): void {
    const { kind, observer } = this.#tools
    const failure = error instanceof AwsError ? error : undefined
    observer.happened({ is: 'missed', kind: kind.name })
    if (passing(failure) && !this.#once.has(key)) {
      this.#once.add(key)
      return
    }
    this.#tell(this.#tools.store.get(key), failure, error)
  }

  #tell(object: KubeObject | undefined, failure: AwsError | undefined, error: unknown): void {
    const { kind, observer, clock } = this.#tools
    const why = error instanceof Error ? error.message : String(error)
    const about = failure?.code ?? why
    const last = this.#told.get(about)
    if (last !== undefined && clock.monotonic() - last < quiet) return
    this.#told.set(about, clock.monotonic())
    const { name, namespace } = object?.metadata ?? {}
    observer.log({
      level: 'warn',
      message: `Unverified: objects of this kind could not be compared with AWS, this one among them: ${why}`,
      kind: kind.name,
      ...(name === undefined ? {} : { namespace, name }),
      ...(failure === undefined ? {} : logged(refusalOf(failure))),
    })
    if (object !== undefined) recordUnverified(this.#tools, object, why)
  }
}

const passing = (failure: AwsError | undefined) =>
  failure?.errorClass === 'transient' || failure?.errorClass === 'throttle'
