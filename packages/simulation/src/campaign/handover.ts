import { creates, deletes, leaseCall } from '../fault/fault.ts'
import type { Act } from '../run/act.ts'
import type { Moment, RunResult, Trouble } from '../run/contract.ts'
import type { Fault } from '../run/network.ts'
import { run } from '../run/run.ts'
import type { Script } from './script.ts'

/** How long (ms) the call of a leader that lost its lease is under way: another one leads, and has worked for a while. */
const away = 40_000
/** How long (ms) it takes at most until another process leads: the lease, and the pause between two looks at it. */
const vacancy = 20_000
/** How long (ms) until a sweep finds what the late call of the old leader has done. */
const sweep = 75_000
/** How long (ms) Windlass searches before it believes that nothing is there. */
const quarantine = 300_000

/**
 * At one of its calls the leader loses its lease and does not know. `before`: the call arrives when another process leads;
 * `after`: its reply does; `reply`: the process stands still right after the reply and goes on when another one leads.
 */
export function handover(call: number, when: Moment): Trouble {
  let zombie = 0
  let stall: (process: number) => void = () => undefined
  const faults: Readonly<Record<Moment, readonly Fault[]>> = {
    before: [{ is: 'wait', when: 'before', ms: away }],
    after: [{ is: 'wait', when: 'after', ms: away }],
    reply: [],
  }
  const trouble: Trouble = {
    id: 'L1',
    fired: 0,
    certain: true,
    arm: ({ processes }) => {
      stall = (process) => processes.stall(process, away)
    },
    meets: (met) => {
      if (met.process === zombie && leaseCall(met)) return [{ is: 'lose', when: 'before' }]
      if (met.n !== call) return []
      trouble.fired++
      zombie = met.process
      if (when === 'reply') stall(met.process)
      return faults[when]
    },
    calm: () => {
      zombie = 0
    },
  }
  return trouble
}

/** What can be done to a kind, each act with its run by two processes that have a lease between them. */
export async function relayed(script: Script): Promise<Script> {
  const acts: Act[] = []
  for (const { scenario, prepared } of script.acts) {
    const { subject, fixtures } = prepared
    const reference = await run({ ...pair, subject, fixtures, scenario, troubles: [], exact: false })
    acts.push({ prepared, scenario, reference })
  }
  return { ...script, acts }
}

const pair = { seed: 1, processes: 2, elect: true, latency: 0 }

/** Plays an act in which the lease changes hands at a call. */
export async function handOver(act: Act, call: number, when: Moment): Promise<RunResult> {
  const { scenario, reference, prepared } = act
  const { subject, fixtures } = prepared
  const within = { oracle: 'O-16', ms: away + vacancy + sweep + reference.took + doubt(act) }
  return await run({
    ...pair,
    subject,
    fixtures,
    scenario,
    troubles: [handover(call, when)],
    reference,
    exact: true,
    within,
  })
}

/**
 * How much longer (ms) an act may take for the doubt that a hand-over leaves: whether a create without a token has happened, and
 * whether an object made a moment ago is gone or not shown yet.
 */
const doubt = (act: Act): number =>
  deletes(act) || act.scenario.name === 'recreate' || (creates(act) && act.prepared.subject.kind.token === undefined)
    ? quarantine
    : 0
