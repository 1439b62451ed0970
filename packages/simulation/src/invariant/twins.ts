import type { Scene } from '../run/scene.ts'
import type { Known } from './known.ts'

/**
 * The AWS objects that the network has made too many and that nothing explains: what carries our tags and is first listed when
 * everybody has been away for longer than a create explains anything may have them from somebody else. It is left when its
 * custom resource goes, and told of.
 */
export class Twins {
  readonly #scene: Scene
  readonly #left = new Set<string>()
  #awayUntil = Number.NEGATIVE_INFINITY

  constructor(scene: Scene) {
    this.#scene = scene
  }

  /** No process is there for so long (ms) from now on, which is longer than a create explains anything. */
  away(ms: number): void {
    this.#awayUntil = this.#scene.clock.monotonic() + ms
  }

  /** How many of the AWS objects of a custom resource nothing explains. */
  unexplained({ doubled }: Known): number {
    return this.#scene.clock.monotonic() < this.#awayUntil ? 0 : doubled.filter((at) => at < this.#awayUntil).length
  }

  /** They stay when their custom resource goes. */
  leave(ids: readonly string[]): void {
    for (const id of ids) this.#left.add(id)
  }

  /** Whether this one was left for that reason, and an Event names it. */
  told(id: string): boolean {
    return this.#left.has(id) && this.#scene.events().some(({ note }) => String(note).includes(id))
  }
}
