import type { Reference, RunOptions } from '../run/contract.ts'
import type { Scene } from '../run/scene.ts'
import { apart, difference } from './digest.ts'
import type { Invariants } from './invariants.ts'

/** What a run ended with. */
export interface Ended {
  readonly options: RunOptions
  readonly scene: Scene
  readonly invariants: Invariants
  /** Both worlds in lines of text. */
  readonly digest: readonly string[]
  /** How many AWS objects were made for each custom resource, by kind and name. */
  readonly made: ReadonlyMap<string, number>
}

/** O-14: the worlds end as they do without trouble, and no object was made more or less often. Notes what is not so. */
export function compare(reference: Reference, ended: Ended): void {
  const { options, invariants, made, digest } = ended
  const { missing, extra } = difference(reference.digest, digest)
  if (missing.length + extra.length > 0) {
    const [here, there] = apart(missing.join('; '), extra.join('; '))
    invariants.breach('O-14', `without trouble it ends with ${here}`, `here with ${there}`)
  }
  for (const [name, count] of made) {
    const due = reference.made.get(name) ?? 0
    if (count < due || count > due + doubled(ended, name))
      invariants.breach('O-14', `${due} AWS objects are made for ${name}`, `${count} were`)
  }
  if (!options.edited) budget(reference, ended)
}

function doubled({ scene, invariants }: Ended, name: string): number {
  const [kind = '', of = ''] = name.split(' ')
  return invariants.doubled(scene.kind(kind), of)
}

/** How often one difference is written at most before the breaker opens. */
const repeated = 5

/**
 * O-7: each trouble may cost each call once more, and one that makes up for it; of two that both lead, each may make that, and
 * for each of several objects of a kind, because one reply is about all of them; and again, as often as the same difference
 * may be written, where AWS does not show what was done; and all of it as much more often as clocks run too fast.
 */
function budget({ mutations }: Reference, { options, invariants, made }: Ended): void {
  const leaders = options.elect ? 1 : options.processes
  const kinds = [...made.keys()].map((name) => name.split(' ')[0])
  const alike = Math.max(...kinds.map((kind) => kinds.filter((other) => other === kind).length))
  const factor = (1 + options.troubles.reduce((sum, { fired }) => sum + Math.max(1, fired), 0)) * (options.pace ?? 1)
  for (const [what, count] of invariants.mutations.counts) {
    const due = mutations.get(what) ?? 0
    if (count > factor * due + leaders * alike * options.troubles.length * (options.lags ? repeated : 1))
      invariants.breach('O-7', `${what} is called ${due} times without trouble`, `it was called ${count} times`)
  }
}
