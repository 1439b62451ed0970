import { canonical, type Kind } from '@windlass/core'
import type { KubeObject } from '@windlass/core/kube'
import { ackAnnotation } from '@windlass/core/object'
import type { Call } from '../run/network.ts'
import type { Scene } from '../run/scene.ts'
import { doomed, rowOf, rows, without } from './model.ts'

/**
 * The AWS objects that no controller of the run made: those of other people, whatever tags they carry, and those that AWS puts
 * into a fresh account. Nothing of ours may change one unless an adoption names it.
 */
export class ThirdParty {
  readonly #scene: Scene
  /** How each was before the last call of a process. */
  readonly #prints = new Map<string, string>()
  /** Those that may be adopted. */
  readonly #free = new Set<string>()

  constructor(scene: Scene) {
    this.#scene = scene
    for (const { row } of rows(scene)) if (isDefault(row)) this.add(row.id)
  }

  add(id: string): void {
    this.#prints.set(id, this.#print(id))
  }

  /** It belongs to nobody until somebody adopts it. */
  addFree(id: string): void {
    this.add(id)
    this.#free.add(id)
  }

  has(id: string): boolean {
    return this.#prints.has(id)
  }

  /** A custom resource was written: what its adoption names belongs to a third party no more. */
  sees({ metadata: { annotations = {} } }: KubeObject): void {
    if (this.#free.size === 0 || annotations[ackAnnotation.adoptionPolicy] === undefined) return
    const named = annotations[ackAnnotation.adoptionFields] ?? ''
    for (const id of this.#free)
      if (named.includes(id)) {
        this.#free.delete(id)
        this.#prints.delete(id)
      }
  }

  /** Before a mutating call takes effect. */
  before(call: Call): void {
    for (const id of this.#prints.keys()) this.#prints.set(id, this.#print(id, call))
  }

  /** The objects of third parties that the call has changed. An object of ours that goes is struck off their lists by AWS. */
  touched(call: Call): readonly string[] {
    return [...this.#prints].flatMap(([id, print]) => (this.#print(id, call) === print ? [] : [id]))
  }

  #print(id: string, call?: Call): string {
    const gone = this.#scene.kinds.map((kind: Kind) => call && doomed(kind, call))
    return canonical(without(gone, rowOf(this.#scene, id) ?? {}))
  }
}

const isDefault = (row: object) =>
  ('IsDefault' in row && row.IsDefault === true && 'DhcpOptionsId' in row) ||
  ('DefaultForAz' in row && row.DefaultForAz === true)
