import type { Item, Kind } from '@windlass/core'
import { AwsFault } from '@windlass/simulator'
import { creates, deletes } from '../fault/fault.ts'
import { idOf } from '../invariant/model.ts'
import type { Act } from '../run/act.ts'
import type { RunOptions, Trouble } from '../run/contract.ts'
import type { Call, Fault } from '../run/network.ts'
import type { Script } from './script.ts'

/** What is wrong with one object: AWS never answers about it, refuses it forever, or answers what no pass can read. */
const poisons = ['hangs', 'refused', 'throws'] as const
type Poison = (typeof poisons)[number]

/** The name of the object with which something is wrong. */
const poisoned = 'poisoned'
/** How much longer (ms) than alone an act may take beside it: what a sweep finds out depends on when it comes. */
const courtesy = (act: Act) => (act.scenario.name === 'recreate' ? 85_000 : 10_000)

/**
 * Everything that can be done to a kind beside an object with which something is wrong. Left out is what cannot be told
 * apart: an object that does come about may take the place of the other, and a create without tags does not say whose it is.
 */
export function neighbours(script: Script): readonly Neighbour[] {
  const { tagged } = script.subject.kind
  return script.acts.flatMap((act) => {
    const suited = poisons.filter((poison) =>
      tagged === undefined ? deletes(act) : poison !== 'throws' || !creates(act),
    )
    return suited.map((poison) => ({ script, act, poison }))
  })
}

export interface Neighbour {
  readonly script: Script
  readonly act: Act
  readonly poison: Poison
}

/** O-10: an act to one object while something is wrong with another of its kind, which is there before. */
export function isolated({ act, poison }: Neighbour): RunOptions {
  const { subject, fixtures } = act.prepared
  const calm = { seed: 1, processes: 1, latency: 0, exact: false }
  return {
    ...calm,
    subject,
    fixtures,
    scenario: act.scenario,
    troubles: [poisoning(poison)],
    poisoned,
    within: { oracle: 'O-10', ms: act.reference.took + courtesy(act) },
  }
}

function poisoning(poison: Poison): Trouble {
  let concerns: (call: Call) => boolean = () => false
  const trouble: Trouble = {
    id: poison,
    fired: 0,
    certain: false,
    arm: ({ scene, subject: { kind, manifest }, note }) => {
      void scene.apply({ ...manifest, metadata: { ...manifest.metadata, name: poisoned } }).then(
        () => note('user', `makes ${kind.name} ${poisoned}`),
        (error: unknown) => note('user', String(error)),
      )
      concerns = (call) => {
        const object = scene.get(kind, poisoned)
        const other = idOf(kind, scene.get(kind, manifest.metadata.name))
        return about(kind, call, [object?.metadata.uid, idOf(kind, object)], other)
      }
    },
    meets: (call) => {
      if (call.to !== 'aws' || !concerns(call)) return []
      trouble.fired++
      return [faults[poison]]
    },
  }
  return trouble
}

const faults: Readonly<Record<Poison, Fault>> = {
  hangs: { is: 'hang', effect: false },
  refused: {
    is: 'answer',
    effect: false,
    error: () => new AwsFault('InvalidParameterValue', 'This value is never right', 400),
  },
  throws: { is: 'garble', change: () => unreadable },
}

/** A reply that breaks whatever reads it. */
const unreadable: Item = new Proxy(
  {},
  {
    get: (_target, member) => {
      if (member === 'then') return undefined
      throw new TypeError(`cannot read ${String(member)}`)
    },
  },
)

/** Whether a call is about the one object and not about the other. A create without tags does not say whose it is. */
function about(kind: Kind, call: Call, whose: readonly (string | undefined)[], other: string | undefined): boolean {
  if (kind.tagged === undefined && call.what === kind.create.name.replace(/Command$/, '')) return true
  const text = JSON.stringify(call.input)
  return whose.some((one) => one !== undefined && text.includes(one)) && (other === undefined || !text.includes(other))
}
