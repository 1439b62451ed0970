import { control } from '@windlass/simulator'
import {
  awsRead,
  awsWrite,
  between,
  calls,
  creates,
  type Draw,
  deletes,
  named,
  type Operator,
  oneAction,
  type Parts,
  refusal,
  storm,
  updates,
} from './fault.ts'

/** Reads lag behind writes by so much (ms): by id, by filter; and changes of what was made, which then do not know it. */
function stale(byId: number, byFilter: number, references = 0): Parts {
  return (hit) => ({
    arm: ({ scene }) => {
      control(scene.aws, { do: 'stale', byId, byFilter, references })
    },
    meets: (call) => {
      if (awsRead(call)) hit()
      return []
    },
    calm: ({ scene }) => {
      control(scene.aws, { do: 'stale', byId: 0, byFilter: 0, references: 0 })
    },
  })
}

/** Every other read is answered by a replica that lags. */
function flapping({ random }: Draw): Parts {
  const byFilter = between(random, 2000, 30_000)
  return (hit) => {
    let set: (ms: number) => void = () => undefined
    let over = false
    let reads = 0
    return {
      arm: ({ scene }) => {
        set = (ms) => control(scene.aws, { do: 'stale', byId: ms, byFilter: ms })
        set(byFilter)
      },
      meets: (call) => {
        if (over || !awsRead(call)) return []
        const lags = reads++ === 0 || random() < 0.5
        set(lags ? byFilter : 0.001)
        if (lags) hit()
        return []
      },
      calm: () => {
        over = true
        set(0)
      },
    }
  }
}

/** What AWS does by itself waits for so long (ms). */
function held(ms: number): Parts {
  return (hit) => ({
    arm: ({ scene }) => {
      control(scene.aws, { do: 'hold' })
      hit()
      scene.clock.after(ms, () => control(scene.aws, { do: 'release' }))
    },
    calm: ({ scene }) => {
      control(scene.aws, { do: 'release' })
    },
  })
}

/** How AWS lags behind itself, and what its life cycles do. */
export const lagFaults: readonly Operator[] = [
  {
    id: 'E1',
    lag: true,
    says: 'for up to a minute reads do not show what was made, and changes may not know it either',
    exact: true,
    suits: creates,
    make: ({ random }) => {
      const ms = between(random, 1000, 60_000)
      return stale(ms, ms, random() < 0.5 ? ms : 0)
    },
  },
  {
    id: 'E2',
    lag: true,
    says: 'reads by filter lag, reads by id do not',
    exact: true,
    make: ({ random }) => stale(0, between(random, 1000, 60_000)),
  },
  {
    id: 'E3',
    lag: true,
    says: 'reads show the old value after a change',
    exact: true,
    suits: updates,
    make: ({ random }) => {
      const ms = between(random, 500, 9000)
      return stale(ms, ms)
    },
  },
  {
    id: 'E4',
    lag: true,
    says: 'what was deleted is still listed',
    exact: true,
    suits: deletes,
    make: ({ random }) => {
      const ms = between(random, 1000, 60_000)
      return stale(ms, ms)
    },
  },
  { id: 'E6', lag: true, says: 'what was made comes and goes as replicas take turns', exact: true, make: flapping },
  {
    id: 'E7',
    says: 'a delete is refused for a minute although nothing depends on the object any more',
    exact: true,
    suits: deletes,
    make: (draw) =>
      storm(draw, named(draw, 'delete'), 60_000, () =>
        refusal('DependencyViolation', 'The resource has a dependent object', 400),
      ),
  },
  {
    id: 'S1',
    says: 'life cycles stand still for up to nine minutes',
    exact: true,
    make: ({ random }) => held(between(random, 10_000, 540_000)),
  },
  {
    id: 'S3',
    says: 'a change is refused with IncorrectState for a while',
    exact: true,
    suits: calls(awsWrite),
    make: (draw) =>
      storm(draw, awsWrite, between(draw.random, 1000, 30_000), () =>
        refusal('IncorrectState', 'The resource is in an incorrect state for the request', 400),
      ),
  },
  {
    id: 'S4',
    says: 'one step of many is refused for a while',
    exact: true,
    suits: calls(awsWrite),
    make: (draw) =>
      storm(draw, oneAction(draw, awsWrite), between(draw.random, 1000, 120_000), () =>
        refusal('InvalidParameterValue', 'The value is not valid', 400),
      ),
  },
  {
    id: 'S5',
    says: 'the quota is used up, and AWS has no capacity, by turns for a while',
    exact: true,
    suits: creates,
    make: (draw) => {
      const efs = draw.prepared.subject.kind.service.name === 'efs'
      let full = draw.random() < 0.5
      return storm(draw, named(draw, 'create'), 90_000, () => {
        full = !full
        const [most, none] = ['ResourceLimitExceeded', efs ? 'InsufficientThroughputCapacity' : 'InsufficientCapacity']
        return refusal(full ? none : most, 'AWS has no more of them', 400)
      })
    },
  },
]
