import { canary } from '../invariant/secret.ts'
import type { Controls } from '../run/contract.ts'
import type { Fault } from '../run/network.ts'
import {
  aws,
  awsRead,
  awsWrite,
  between,
  calls,
  creates,
  type Draw,
  type Filter,
  named,
  type Operator,
  oneAction,
  type Parts,
  refusal,
  some,
  storm,
  striking,
} from './fault.ts'

const throttled = () => refusal('RequestLimitExceeded', 'Request limit exceeded.', 503)
const broken = (effect: boolean) => () => refusal('InternalError', 'An internal error has occurred', 500, effect)
const pick = <T>(random: () => number, of: readonly T[]): T | undefined => of[Math.floor(random() * of.length)]

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

/** Changes that AWS answers with a list of what it has not done. */
const bulk: Filter = ({ what }) =>
  /^(CreateFlowLogs|DeleteFlowLogs|DeleteVpcEndpoints|DeleteVpcEndpointServiceConfigurations)$/.test(what)

const unsuccessful = (random: () => number) => {
  const Code = pick(random, ['InternalError', 'RequestLimitExceeded', 'IncorrectState'])
  return () => ({ Unsuccessful: [{ Error: { Code, Message: 'The endpoint was not deleted' } }] })
}

/** Changes of which AWS knows the second arrival: all but creates without a token, that of the subject or of another object. */
const repeatable =
  ({ prepared: { subject } }: Draw): Filter =>
  (call) =>
    awsWrite(call) && !subject.kinds.some(({ token, create }) => !token && create.name === `${call.what}Command`)

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
    suits: (act, { subject }) => calls(awsWrite)(act) && (subject.kind.token !== undefined || !creates(act)),
    make: (draw) => striking(some(draw, repeatable(draw)), () => ({ is: 'twice' })),
  },
  {
    id: 'A14',
    says: 'a create that carries no token arrives twice',
    exact: true,
    suits: (act, { subject }) => creates(act) && subject.kind.token === undefined,
    make: (draw) => multiplied(draw, () => ({ is: 'twice' })),
  },
  {
    id: 'A15',
    says: 'a create arrives up to a quarter of an hour after the caller gave up',
    exact: true,
    suits: creates,
    make: (draw) => multiplied(draw, () => ({ is: 'late', ms: between(draw.random, 60_000, 900_000) })),
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
    says: 'a reply of 200 says that the change failed, with the effect or without',
    exact: true,
    weight: 20,
    suits: calls(bulk),
    make: (draw) => {
      const fault: Fault = { is: 'garble', effect: draw.random() < 0.5, change: unsuccessful(draw.random) }
      return striking(some(draw, bulk, 1 + Math.floor(draw.random() * 2)), () => fault)
    },
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
]

/** How long (virtual ms) a request may take on its way besides. */
const underway = 60_000

/** Strikes one create, in a way that may leave AWS with an object too many: the controller has to find and remove that. */
function multiplied(draw: Draw, fault: () => Extract<Fault, { is: 'twice' | 'late' }>): Parts {
  const which = some(draw, named(draw, 'create'))
  return (hit) => {
    let controls: Controls | undefined
    let arrives = 0
    return {
      arm: (armed) => {
        controls = armed
      },
      meets: (call) => {
        if (controls === undefined || !which(call)) return []
        hit()
        const struck = fault()
        if (struck.is === 'late') arrives = controls.scene.clock.monotonic() + struck.ms + underway
        if (draw.prepared.subject.kind.token === undefined) controls.invariants.doubles(call)
        return [struck]
      },
      busy: () =>
        controls !== undefined && (controls.scene.clock.monotonic() <= arrives || controls.invariants.crowded()),
    }
  }
}
