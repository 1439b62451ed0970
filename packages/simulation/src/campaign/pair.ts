import { createHash } from 'node:crypto'
import type { Script } from './script.ts'
import { irreparable, operators, type Plan } from './swarm.ts'

/**
 * Every two faults that suit one act of a kind, in that act; where several would do, in one of them, the same each time.
 */
export function pairsOf(script: Script): readonly Plan[] {
  const { kind } = script.subject
  const suited = operators.map((operator) => ({
    id: operator.id,
    acts: script.acts.filter((act) => operator.suits?.(act, act.prepared) !== false),
  }))
  return suited.flatMap((one, place) =>
    suited.slice(place + 1).flatMap((other) => {
      const common = one.acts.filter((act) => other.acts.includes(act))
      const act = common[numberOf(`${kind.name} ${one.id} ${other.id}`) % common.length]
      if (act === undefined || irreparable(one.id, other.id, kind)) return []
      return [{ kind: kind.name, act: act.scenario.name, faults: [one.id, other.id] }]
    }),
  )
}

const numberOf = (text: string) => createHash('sha256').update(text).digest().readUInt32LE()
