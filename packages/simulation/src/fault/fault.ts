import { KubeError } from '@windlass/core/kube'
import type { Random } from '@windlass/core/time'
import { AwsFault } from '@windlass/simulator'
import type { Act } from '../run/act.ts'
import type { Controls, Trouble } from '../run/contract.ts'
import type { Prepared } from '../run/fixtures.ts'
import type { Call, Fault } from '../run/network.ts'

/** One way for things to go wrong. */
export interface Operator {
  /** `P2`: its name in plans and in docs/reliability.md. */
  readonly id: string
  readonly says: string
  /** Whether it has something to strike in this act; always when absent. */
  suits?(act: Act, prepared: Prepared): boolean
  /** How many times as likely as others it is to be drawn where it suits; 1 when absent. For one that suits few acts. */
  readonly weight?: number
  /** Two controller processes: with a lease, or both believing that they lead. */
  readonly processes?: 'elected' | 'rivals'
  /** Whether the worlds end as without trouble, no AWS object made once more or less. */
  readonly exact: boolean
  /** Makes people change things, which the controller follows: calls are not counted against what goes without. */
  readonly edits?: boolean
  /** Makes AWS show what is not so any more, or not yet. */
  readonly lag?: boolean
  /** How many times as fast as the world's it makes clocks run at most; 1 when absent. */
  readonly pace?: number
  make(draw: Draw): Parts
}

/** Where the details of a trouble come from: chance, and what happened without trouble. */
export interface Draw {
  readonly random: Random
  readonly act: Act
  readonly prepared: Prepared
}

/** A trouble without its name; `hit` says that it struck. */
export type Parts = (hit: () => void) => Omit<Trouble, 'id' | 'fired' | 'certain'>

/** Makes the trouble of an operator. */
export function troubleOf(operator: Operator, draw: Draw, certain: boolean): Trouble {
  const trouble: Trouble = { id: operator.id, fired: 0, certain }
  const hit = () => {
    trouble.fired++
  }
  return Object.assign(trouble, operator.make(draw)(hit))
}

export type Filter = (call: Pick<Call, 'to' | 'what' | 'mutates' | 'input'>) => boolean

export const any: Filter = () => true
export const awsWrite: Filter = ({ to, mutates }) => to === 'aws' && mutates
export const awsRead: Filter = ({ to, mutates }) => to === 'aws' && !mutates
export const aws: Filter = ({ to }) => to === 'aws'
export const kubeWrite: Filter = ({ to, mutates, what }) => to === 'kube' && mutates && !/ (events|leases)/.test(what)
export const statusWrite: Filter = ({ to, what }) => to === 'kube' && /^PATCH .*\/status$/.test(what)
export const leaseCall: Filter = ({ to, what }) => to === 'kube' && / leases/.test(what)

/** Whether the act without trouble has such a call. */
export const calls =
  (filter: Filter) =>
  ({ reference }: Act): boolean =>
    reference.calls.some(filter)

/** The calls from one that chance picks among those that the filter lets through: `times` of them. */
export function some({ random, act }: Draw, filter: Filter, times = 1): (call: Call) => boolean {
  const count = act.reference.calls.filter(filter).length
  const first = 1 + Math.floor(random() * Math.max(1, count))
  let seen = 0
  return (call) => filter(call) && ++seen >= first && seen < first + times
}

/** Strikes the calls that `which` picks, until troubles are over. */
export function striking(which: (call: Call) => boolean, fault: () => Fault): Parts {
  return (hit) => {
    let over = false
    return {
      meets: (call) => {
        if (over || !which(call)) return []
        hit()
        return [fault()]
      },
      calm: () => {
        over = true
      },
    }
  }
}

/** Strikes every call that the filter lets through, from one that chance picks on, for so long (ms). */
export function storm(draw: Draw, filter: Filter, ms: number, fault: () => Fault): Parts {
  const first = some(draw, filter, Number.POSITIVE_INFINITY)
  let over = false
  let begun = false
  return (hit) => {
    let controls: Controls | undefined
    return {
      arm: (armed) => {
        controls = armed
      },
      meets: (call) => {
        if (over || !first(call)) return []
        if (!begun) {
          begun = true
          controls?.scene.clock.after(ms, () => {
            over = true
          })
        }
        hit()
        return [fault()]
      },
      calm: () => {
        over = true
      },
    }
  }
}

/** Does something to the worlds when a call that chance picks is on its way, or the first one after it at which that can be done. */
export function deed(draw: Draw, filter: Filter, act: (controls: Controls, call: Call) => boolean): Parts {
  const which = some(draw, filter, Number.POSITIVE_INFINITY)
  return (hit) => {
    let controls: Controls | undefined
    let over = false
    return {
      arm: (armed) => {
        controls = armed
      },
      meets: (call) => {
        if (over || controls === undefined || !which(call)) return []
        controls.invariants.witness()
        if (!act(controls, call)) return []
        over = true
        hit()
        return []
      },
      calm: () => {
        over = true
      },
    }
  }
}

export const between = (random: Random, least: number, most: number) => least + random() * (most - least)

/** An error of AWS, made anew for each call that gets it. */
export const refusal = (code: string, message: string, status: number, effect = false): Fault => ({
  is: 'answer',
  effect,
  error: () => new AwsFault(code, message, status),
})

/** A refusal of the API server, made anew for each call that gets it. */
export const kubeError = (status: number, reason: string, message = `the server says ${reason}`): Fault => ({
  is: 'answer',
  effect: false,
  error: () => new KubeError(status, reason, message),
})

export const named = (draw: Draw, of: 'create' | 'delete'): Filter => {
  const action = draw.prepared.subject.kind[of].name.replace(/Command$/, '')
  return ({ to, what }) => to === 'aws' && what === action
}
export const creates = (act: { readonly scenario: { readonly name: string } }) =>
  ['create', 'recreate'].includes(act.scenario.name)
export const deletes = (act: { readonly scenario: { readonly name: string } }) => act.scenario.name === 'delete'
export const updates = (act: { readonly scenario: { readonly name: string } }) => act.scenario.name.startsWith('update')

/** One action of those the act uses, whichever chance picks. */
export function oneAction({ random, act }: Draw, filter: Filter): Filter {
  const actions = [...new Set(act.reference.calls.filter(filter).map(({ what }) => what))]
  const action = actions[Math.floor(random() * actions.length)]
  return ({ to, what }) => to === 'aws' && what === action
}
