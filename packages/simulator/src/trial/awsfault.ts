import { control } from '../aws/control.ts'
import {
  aws,
  awsRead,
  awsWrite,
  between,
  calls,
  type Draw,
  type Filter,
  type Operator,
  type Parts,
  refusal,
  some,
  storm,
  striking,
} from './fault.ts'
import { canary } from './run.ts'

const named = (draw: Draw, of: 'create' | 'delete'): Filter => {
  const action = draw.prepared.cast.kind[of].name.replace(/Command$/, '')
  return ({ to, what }) => to === 'aws' && what === action
}
const creates = (act: { readonly scenario: { readonly name: string } }) =>
  ['create', 'recreate'].includes(act.scenario.name)
const deletes = (act: { readonly scenario: { readonly name: string } }) => act.scenario.name === 'delete'
const updates = (act: { readonly scenario: { readonly name: string } }) => act.scenario.name.startsWith('update')

/** One action of those the act uses, whichever chance picks. */
function oneAction({ random, act }: Draw, filter: Filter): Filter {
  const actions = [...new Set(act.reference.calls.filter(filter).map(({ what }) => what))]
  const action = actions[Math.floor(random() * actions.length)]
  return ({ to, what }) => to === 'aws' && what === action
}

const throttled = () => refusal('RequestLimitExceeded', 'Request limit exceeded.', 503)
const broken = (effect: boolean) => () => refusal('InternalError', 'An internal error has occurred', 500, effect)
const pick = <T>(random: () => number, of: readonly T[]): T | undefined => of[Math.floor(random() * of.length)]

/** Reads lag behind writes by so much (ms): by id, by filter. */
function stale(byId: number, byFilter: number): Parts {
  return (hit) => ({
    arm: ({ scene }) => {
      control(scene.aws, { do: 'stale', byId, byFilter })
    },
    meets: (call) => {
      if (awsRead(call)) hit()
      return []
    },
    calm: ({ scene }) => {
      control(scene.aws, { do: 'stale', byId: 0, byFilter: 0 })
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

/** The reply misses an object, as when a page is lost. */
const without = (output: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(output).map(([key, value]) => [key, Array.isArray(value) ? value.slice(1) : value]))

/** The reply has members and states that nobody knows yet. */
const novel = (output: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(output).map(([key, value]) => [
      key,
      Array.isArray(value)
        ? value.map((one) => ({ ...one, State: 'novel', LifeCycleState: 'novel', Novel: { a: 1 } }))
        : value,
    ]),
  )

/** What AWS's replies do. */
export const awsFaults: readonly Operator[] = [
  {
    id: 'A1',
    says: 'the reply to a change is lost',
    exact: true,
    suits: calls(awsWrite),
    make: (draw) => striking(some(draw, awsWrite), () => ({ is: 'lose', when: 'after' })),
  },
  {
    id: 'A2',
    says: 'the connection breaks before a request is sent',
    exact: true,
    suits: calls(aws),
    make: (draw) => striking(some(draw, aws, 2), () => ({ is: 'lose', when: 'before' })),
  },
  {
    id: 'A3',
    says: 'a change arrives up to a minute after the caller gave up',
    exact: true,
    suits: calls(awsWrite),
    make: (draw) => striking(some(draw, awsWrite), () => ({ is: 'late', ms: between(draw.random, 100, 60_000) })),
  },
  {
    id: 'A4',
    says: 'a change arrives twice',
    exact: true,
    suits: (act, { cast }) => calls(awsWrite)(act) && (cast.kind.token !== undefined || !creates(act)),
    make: (draw) => striking(some(draw, awsWrite), () => ({ is: 'twice' })),
  },
  {
    id: 'A5',
    says: 'AWS throttles everything, or one action, for up to a minute',
    exact: true,
    suits: calls(aws),
    make: (draw) =>
      storm(draw, draw.random() < 0.5 ? aws : oneAction(draw, aws), between(draw.random, 1000, 60_000), throttled),
  },
  {
    id: 'A6',
    says: 'AWS answers 500, with the effect or without',
    exact: true,
    suits: calls(awsWrite),
    make: (draw) => striking(some(draw, awsWrite, 1 + Math.floor(draw.random() * 2)), broken(draw.random() < 0.5)),
  },
  {
    id: 'A7',
    says: 'a call is never answered, with the effect or without',
    exact: true,
    suits: calls(aws),
    make: (draw) => striking(some(draw, aws), () => ({ is: 'hang', effect: draw.random() < 0.5 })),
  },
  {
    id: 'A8',
    says: 'a reply to a change cannot be read',
    exact: true,
    suits: calls(awsWrite),
    make: (draw) =>
      striking(some(draw, awsWrite), () => ({
        is: 'answer',
        effect: true,
        error: () => new SyntaxError('Unexpected end of input'),
      })),
  },
  {
    id: 'A9',
    says: 'a reply of 200 says that the change failed',
    exact: true,
    suits: ({ reference }) => reference.calls.some(bulk),
    make: (draw) => striking(some(draw, bulk), () => ({ is: 'garble', change: unsuccessful })),
  },
  {
    id: 'A10',
    says: 'the credentials are refused in the middle',
    exact: true,
    suits: calls(aws),
    make: (draw) =>
      striking(some(draw, aws, 3), () =>
        refusal(
          pick(draw.random, ['ExpiredToken', 'AuthFailure']) ?? '',
          'AWS was not able to validate the provided access credentials',
          401,
        ),
      ),
  },
  {
    id: 'A11',
    says: 'one action is not allowed for up to two minutes',
    exact: true,
    suits: calls(aws),
    make: (draw) =>
      storm(draw, oneAction(draw, aws), between(draw.random, 1000, 120_000), () =>
        refusal(
          'UnauthorizedOperation',
          `You are not authorized to perform this operation. Encoded authorization failure message: ${canary}`,
          403,
        ),
      ),
  },
  {
    id: 'A12',
    lag: true,
    says: 'replies have members and states that nobody knows',
    exact: true,
    suits: calls(awsRead),
    make: (draw) => striking(some(draw, awsRead, 3), () => ({ is: 'garble', change: novel })),
  },
  {
    id: 'A13',
    lag: true,
    says: 'a page of a reply misses an object, or its token has expired',
    exact: true,
    suits: calls(awsRead),
    make: (draw) =>
      striking(some(draw, awsRead), () =>
        draw.random() < 0.5
          ? { is: 'garble', change: without }
          : refusal('InvalidNextToken', 'The token has expired.', 400),
      ),
  },
  {
    id: 'E1',
    lag: true,
    says: 'for up to a minute reads do not show what was made',
    exact: true,
    suits: creates,
    make: ({ random }) => {
      const ms = between(random, 1000, 60_000)
      return stale(ms, ms)
    },
  },
  {
    id: 'E2',
    lag: true,
    says: 'reads by filter lag, reads by id do not',
    exact: true,
    make: ({ random, act }) => stale(0, between(random, 1000, act.scenario.name === 'create' ? 60_000 : 9000)),
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
    says: 'the quota is used up and then freed',
    exact: true,
    suits: creates,
    make: (draw) =>
      storm(draw, named(draw, 'create'), 90_000, () =>
        refusal('ResourceLimitExceeded', 'The maximum number has been reached', 400),
      ),
  },
]

const bulk: Filter = ({ what }) =>
  /^(CreateFlowLogs|DeleteFlowLogs|DeleteVpcEndpoints|DeleteVpcEndpointServiceConfigurations)$/.test(what)
const unsuccessful = () => ({
  Unsuccessful: [{ Error: { Code: 'InternalError', Message: 'An internal error has occurred' } }],
})
