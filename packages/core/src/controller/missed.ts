import { AwsError } from '../aws/error.ts'
import type { KubeObject } from '../kube/transport.ts'
import { refusalOf } from '../reconcile/error.ts'
import type { Tools } from '../reconcile/pass.ts'
import { unverified } from '../reconcile/say.ts'

/** The same failure is told again after so many milliseconds: less than that for which Events are put together. */
const quiet = 540_000

/**
 * Tells that AWS could not be asked about objects at rest, whose status stays as it is. Every object counts; of each kind,
 * one line in the log and one Event stand for all that failed alike, and again every nine minutes while it lasts.
 */
export class Misses {
  readonly #tools: Tools
  /** When each code was last told, in monotonic milliseconds: AWS has a few dozen. */
  readonly #told = new Map<string, number>()

  constructor(tools: Tools) {
    this.#tools = tools
  }

  note(object: KubeObject | undefined, error: unknown): void {
    const { kind, observer, clock } = this.#tools
    const failure = error instanceof AwsError ? error : undefined
    observer.happened({ is: 'missed', kind: kind.name })
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
      ...(failure === undefined ? {} : refusalOf(failure)),
    })
    if (object !== undefined) unverified(this.#tools, object, why)
  }
}
