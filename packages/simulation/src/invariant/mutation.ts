import { canonical } from '@windlass/core'
import type { Call } from '../run/network.ts'

/** What AWS refuses may be asked for again so soon at the soonest, and need never wait for longer (ms). */
const pace = { first: 1000, cap: 20_000 }

type Codes = readonly (string | RegExp)[]

/** What a run is made of, as far as it matters here. */
interface World {
  readonly kinds: readonly {
    readonly stable: boolean
    readonly service: { readonly errors: { readonly notyet?: Codes; readonly blocked?: Codes } }
  }[]
  readonly clock: { monotonic(): number }
}

type Asked = Pick<Call, 'process' | 'what' | 'input'>

/** Counts the mutating calls of all processes, without those whose number depends on how long AWS refuses them. */
export class Mutations {
  readonly counts = new Map<string, number>()
  readonly #world: World
  readonly #refused = new Map<string, { readonly first: number; readonly last: number }>()

  constructor(world: World) {
    this.#world = world
  }

  note(call: Asked, refusal: string | undefined): void {
    if (this.#early(refusal) || this.#patient(call, refusal)) return
    this.counts.set(call.what, (this.counts.get(call.what) ?? 0) + 1)
  }

  /** A name that AWS keeps for a while after a delete is asked for again until it is free: how often depends on when. */
  #early(refusal = ''): boolean {
    return this.#world.kinds.some((kind) => kind.stable && kind.service.errors.notyet?.includes(refusal))
  }

  /**
   * What AWS refuses because something uses the object is asked for again until nothing does, and changes nothing: what counts
   * is that it is repeated ever more slowly.
   */
  #patient({ process, what, input }: Asked, refusal = ''): boolean {
    if (!this.#world.kinds.some((kind) => kind.service.errors.blocked?.includes(refusal))) return false
    const at = this.#world.clock.monotonic()
    const key = `${process} ${what} ${canonical(input)}`
    const before = this.#refused.get(key)
    this.#refused.set(key, { first: before?.first ?? at, last: at })
    if (before === undefined) return false
    const due = Math.max(pace.first, (before.last - before.first) / 2)
    return at - before.last >= Math.min(pace.cap, due)
  }
}
