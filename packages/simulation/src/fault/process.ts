import type { Controls } from '../run/contract.ts'
import type { Fault } from '../run/network.ts'
import {
  any,
  aws,
  awsWrite,
  between,
  calls,
  type Draw,
  deed,
  type Filter,
  leaseCall,
  type Operator,
  type Parts,
  refusal,
  some,
  statusWrite,
  storm,
  striking,
} from './fault.ts'

const crash =
  (when: 'before' | 'after' | 'reply'): (() => Fault) =>
  () => ({ is: 'crash', when })

/** Ends the process at every so many calls. */
function loop({ random, act }: Draw): Parts {
  const every = 6 + Math.floor(random() * Math.min(20, Math.max(1, act.reference.calls.length - 6)))
  let left = 6
  let seen = 0
  return (hit) => ({
    meets: () => {
      if (left === 0 || ++seen % every !== 0) return []
      left--
      hit()
      return [{ is: 'crash', when: random() < 0.5 ? 'before' : 'after' }]
    },
  })
}

const stall = (draw: Draw, least: number, most: number) =>
  deed(draw, any, ({ processes, note }) => {
    const ms = between(draw.random, least, most)
    note('fault', `controller stands still for ${Math.round(ms)} ms`)
    for (const place of [1, 2]) processes.at(place)?.network.stall(ms)
    return true
  })

const jump = (draw: Draw, filter: Filter, ms: number) =>
  deed(draw, filter, ({ processes, note }) => {
    note('fault', `the time of day jumps by ${Math.round(ms / 1000)} s`)
    processes.at(1)?.network.jump(ms)
    return true
  })

const terminate = (grace: number) => (draw: Draw) =>
  deed(draw, any, ({ processes, note }) => {
    note('fault', `the process is told to stop, and killed after ${grace} ms`)
    processes.terminate(1, grace)
    return true
  })

const noLease = (): Fault => ({ is: 'lose', when: 'before' })

/** What befalls processes, leaders and clocks. */
export const processFaults: readonly Operator[] = [
  {
    id: 'P1',
    says: 'the process ends before a call',
    exact: true,
    make: (draw) => striking(some(draw, any), crash('before')),
  },
  {
    id: 'P2',
    says: 'the process ends after the effect of a call, before its reply',
    exact: true,
    make: (draw) => striking(some(draw, any), crash('after')),
  },
  {
    id: 'P3',
    says: 'the process ends after a reply of AWS, before anything is kept of it',
    exact: true,
    suits: calls(aws),
    make: (draw) => striking(some(draw, aws), crash('reply')),
  },
  {
    id: 'P4',
    says: 'the process ends right after it wrote status',
    exact: true,
    suits: calls(statusWrite),
    make: (draw) => striking(some(draw, statusWrite), crash('reply')),
  },
  {
    id: 'P5',
    says: 'the process ends at a step of a delete',
    exact: true,
    suits: (act) => act.scenario.name === 'delete' && calls(awsWrite)(act),
    make: (draw) => striking(some(draw, awsWrite), crash('after')),
  },
  {
    id: 'P6',
    says: 'the process is told to stop and killed before its calls have ended',
    exact: true,
    make: terminate(20),
  },
  {
    id: 'P7',
    says: 'the process stands still for 5 to 45 seconds',
    exact: true,
    make: (draw) => stall(draw, 5000, 45_000),
  },
  {
    id: 'P8',
    says: 'the process ends at every so many calls',
    exact: true,
    suits: ({ reference }) => reference.calls.length > 6,
    make: loop,
  },
  {
    id: 'L1',
    says: 'the leader cannot renew its lease for a minute while its calls to AWS go on',
    exact: true,
    processes: 'elected',
    make: (draw) => storm(draw, leaseCall, 60_000, noLease),
  },
  {
    id: 'L2',
    says: 'two processes both believe that they lead',
    exact: true,
    processes: 'rivals',
    make: () => (hit) => ({ arm: hit }),
  },
  {
    id: 'L3',
    says: 'the leader is told to stop and takes 20 seconds to drain',
    exact: true,
    processes: 'elected',
    make: terminate(20_000),
  },
  {
    id: 'L4',
    says: 'the leader stands still for longer than its lease',
    exact: true,
    processes: 'elected',
    make: (draw) => stall(draw, 16_000, 40_000),
  },
  {
    id: 'L5',
    says: 'the leases cannot be reached for longer than the renew deadline',
    exact: true,
    processes: 'elected',
    make: (draw) => storm(draw, leaseCall, 20_000, noLease),
  },
  {
    id: 'L6',
    says: 'the clock of a leader runs at half or at double speed',
    exact: true,
    processes: 'elected',
    pace: 2,
    make: skewed,
  },
  {
    id: 'T1',
    says: 'the time of day jumps by up to an hour, either way',
    exact: true,
    make: (draw) => jump(draw, any, between(draw.random, -3_600_000, 3_600_000)),
  },
  { id: 'T2', says: 'the time of day runs a day ahead', exact: true, make: (draw) => jump(draw, any, 86_400_000) },
  { id: 'T5', says: 'the time of day falls back by a day', exact: true, make: (draw) => jump(draw, any, -86_400_000) },
  {
    id: 'T3',
    says: 'the process ends after the effect of a change, and stays away until AWS has forgotten its tokens',
    exact: false,
    suits: calls(awsWrite),
    make: forgotten,
  },
  {
    id: 'T4',
    says: 'the credentials have expired for up to a minute',
    exact: true,
    suits: calls(aws),
    make: (draw) =>
      storm(draw, aws, between(draw.random, 5000, 60_000), () =>
        refusal('ExpiredToken', 'The security token included in the request is expired', 403),
      ),
  },
]

/** The process ends after the effect of a change, and none takes its place for longer than AWS remembers tokens. */
function forgotten(draw: Draw): Parts {
  const which = some(draw, awsWrite)
  const ms = between(draw.random, 1, 2) * 86_400_000
  return (hit) => {
    let controls: Controls | undefined
    let over = false
    return {
      arm: (armed) => {
        controls = armed
      },
      meets: (call) => {
        if (over || !which(call)) return []
        hit()
        controls?.processes.keepAway(ms)
        controls?.invariants.twins.away(ms)
        return [{ is: 'crash', when: 'after' }]
      },
      calm: () => {
        over = true
      },
    }
  }
}

/** The clock of one process runs at another speed than the others'. */
function skewed(draw: Draw): Parts {
  const times = draw.random() < 0.5 ? 2 : 0.5
  const parts = deed(draw, any, ({ processes, note }) => {
    note('fault', `the clock of a process runs ${times} times as fast`)
    processes.at(1)?.network.skew(times)
    return true
  })
  return (hit) => {
    const inner = parts(hit)
    return {
      ...inner,
      calm: (controls) => {
        inner.calm?.(controls)
        controls.processes.at(1)?.network.skew(1)
      },
    }
  }
}
