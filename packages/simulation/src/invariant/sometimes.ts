import type { Kind } from '@windlass/core'
import type { CallSeen, Happening } from '@windlass/core/controller'
import type { ErrorClass } from '@windlass/core/kind'
import type { KubeObject } from '@windlass/core/kube'
import type { Call } from '../run/network.ts'
import type { Scene } from '../run/scene.ts'

/** Whether errors of a class come up: about each, something else is done. */
const classes = {
  throttle: true,
  transient: true,
  notyet: true,
  blocked: true,
  conflict: true,
  // Windlass never uses a token for two requests.
  mismatch: false,
  quota: true,
  capacity: true,
  auth: true,
  missing: true,
  terminal: true,
  unknown: true,
} satisfies Readonly<Record<ErrorClass, boolean>>

/** The ways out of `CreateOutcomeUnknown`. */
const ways = {
  token: 'the create was sent again under its token, and AWS named what it had made',
  naturalkey: 'the object was found by its natural key',
  tag: 'the object was found by its owner tag',
  record: 'status had lost the id, and the record had it',
  again: 'nothing was found, and the create was sent again',
} as const

const failed = (errorClass: string) => `a call failed with an error of the class ${errorClass}`

/** What a simulation that is worth something sees now and then: where one of these never comes up, its promise is not tried. */
export const sometimes: readonly string[] = [
  ...Object.entries(classes).flatMap(([errorClass, comes]) => (comes ? [failed(errorClass)] : [])),
  ...Object.values(ways),
]

/** Counts what comes up of `sometimes` in a run. */
export class Coverage {
  readonly counts = new Map<string, number>()

  readonly called = ({ errorClass }: CallSeen): void => {
    if (errorClass !== undefined) this.#count(failed(errorClass))
  }

  readonly happened = (event: Happening): void => {
    if (event.is === 'recalled') this.#count(ways[event.how])
  }

  /** A call leaves, before its effect. */
  sent(scene: Scene, { to, what, mutates }: Call): void {
    if (to !== 'aws' || !mutates) return
    for (const kind of scene.kinds)
      if (kind.create.name === `${what}Command` && scene.list(kind).some((object) => inDoubt(kind, object)))
        this.#count(ways.again)
  }

  #count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1)
  }
}

/** Whether it is not known if a create of the object, which takes no token, has happened. */
function inDoubt(kind: Kind, { status }: KubeObject): boolean {
  const conditions = Array.isArray(status?.conditions) ? status.conditions : []
  return kind.token === undefined && conditions.some(({ reason }) => reason === 'CreateOutcomeUnknown')
}
