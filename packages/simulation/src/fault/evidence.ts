import { isItem } from '@windlass/core'
import { AwsFault, relisted } from '@windlass/simulator'
import { idOf, rowOf } from '../invariant/model.ts'
import type { Controls } from '../run/contract.ts'
import type { Call, Fault } from '../run/network.ts'
import {
  aws,
  awsRead,
  between,
  calls,
  type Draw,
  deletes,
  type Filter,
  type Operator,
  type Parts,
  refusal,
  some,
} from './fault.ts'
import { settled } from './people.ts'

/**
 * How long (virtual ms) after the deed a spell comes that is to find everything older than what was made a moment ago, for which
 * AWS may be late.
 */
const later = 360_000

/** What befalls a call during a spell; nothing where it has nothing to strike. */
type Spell = (call: Call, controls: Controls) => Fault | undefined

/**
 * Strikes every call that the filter lets through, for between `least` and `most` ms: from one on that chance picks while the
 * deed is carried out, or once all is settled and old, so that a sweep meets it. The run goes on until it is over.
 */
function spell(draw: Draw, filter: Filter, [least, most]: readonly [number, number], of: () => Spell): Parts {
  const { random, act } = draw
  const old = random() < 0.5 && !deletes(act)
  const first = old ? filter : some(draw, filter, Number.POSITIVE_INFINITY)
  const ms = between(random, least, most)
  return (hit) => {
    let controls: Controls | undefined
    let state: 'before' | 'during' | 'over' = 'before'
    let ripe = !old
    const strike = of()
    return {
      arm: (armed) => {
        controls = armed
        if (old)
          armed.scene.clock.after(later, () => {
            ripe = true
          })
      },
      meets: (call) => {
        if (controls === undefined || state === 'over' || !first(call) || !controls.begun() || !ripe) return []
        const fault = strike(call, controls)
        if (fault === undefined) return []
        if (state === 'before') {
          state = 'during'
          controls.scene.clock.after(ms, () => {
            state = 'over'
          })
        }
        hit()
        return [fault]
      },
      busy: () => state === 'during' || (old && state === 'before'),
      calm: () => {
        state = 'over'
      },
    }
  }
}

/** Long enough to be met by a sweep and by every repetition of a look. */
const lasting = [5000, 70_000] as const

const lists =
  (change: Parameters<typeof relisted>[1]): Spell =>
  () => ({ is: 'garble', change: (output) => relisted(output, change) })

/** The service of a call: that of the kind, unless it does not have the operation. */
function serviceOf({ scene, subject }: Controls, { what }: Call): string {
  const supported = scene.aws.supported()
  const names = [subject.kind.service.name, ...scene.aws.services.map(({ name }) => name)]
  return names.find((name) => supported.includes(`${name}/${what}`)) ?? subject.kind.service.name
}

/** What AWS answers to a read with this input in an account; the account that the reply names, or that it names none. */
function answer(controls: Controls, call: Call, input: object, account: string, named: string | undefined): Fault {
  const metadata = named === undefined ? {} : { account: named }
  try {
    const { aws: world } = controls.scene
    const output = world.truth(serviceOf(controls, call), call.what, input, {
      account,
      region: call.region ?? world.region,
    })
    const $metadata = { httpStatusCode: 200, requestId: '', attempts: 1, ...metadata }
    return { is: 'garble', effect: false, change: () => ({ ...output, $metadata }) }
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error
    const { code, message, status, fields } = error
    const made = () => new AwsFault(code, message, status, fields)
    const signed = () => Object.assign(made(), { $metadata: { ...made().$metadata, ...metadata } })
    return { is: 'answer', effect: false, error: signed }
  }
}

const inputOf = ({ input }: Call): object => (isItem(input) ? input : {})

/** The calls are signed for another account, which may look and change nothing. */
const elsewhere = (account: string, named: boolean): Spell => {
  return (call, controls) =>
    call.mutates
      ? refusal('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403)
      : answer(controls, call, inputOf(call), account, named ? account : undefined)
}

/** STS answers without an account, so that no reply says for whom it was signed. */
const unnamed: Spell = (call, controls) => answer(controls, call, inputOf(call), controls.scene.aws.account, undefined)

/** A read is answered as if AWS did not have the subject, while it lives. */
function unseen(): Spell {
  return (call, controls) => {
    const { scene, subject } = controls
    const id = idOf(subject.kind, scene.get(subject.kind, subject.manifest.metadata.name))
    const text = JSON.stringify(inputOf(call))
    if (id === undefined || rowOf(scene, id) === undefined || !text.includes(id)) return undefined
    const other = id.replace(/[0-9a-f]{17}$/, '0'.repeat(17))
    const input: unknown = JSON.parse(text.replaceAll(id, other))
    const { account } = scene.aws
    const fault = answer(controls, call, isItem(input) ? input : {}, account, account)
    if (fault.is !== 'answer') return fault
    return { ...fault, error: () => renamed(fault.error(), other, id) }
  }
}

function renamed(error: Error, from: string, to: string): Error {
  error.message = error.message.replaceAll(from, to)
  return error
}

/** The name of the service's host does not resolve. */
const unresolved = (): Fault => ({
  is: 'answer',
  effect: false,
  error: () =>
    Object.assign(new Error('getaddrinfo ENOTFOUND ec2.us-west-2.amazonaws.com'), {
      code: 'ENOTFOUND',
      syscall: 'getaddrinfo',
      hostname: 'ec2.us-west-2.amazonaws.com',
    }),
})

/** More words than anybody reads, with what clears a terminal among them. */
export const flood = `\u001b[2J\u001b]0;owned\u0007\r\n${'words without end '.repeat(6000)}`

const floods = ({ random }: Draw): Fault =>
  random() < 0.5
    ? refusal('InternalError', flood, 500)
    : refusal('UnauthorizedOperation', `You are not authorized: ${flood}`, 403)

/** What AWS's replies do not prove. */
export const evidenceFaults: readonly Operator[] = [
  {
    id: 'A16',
    lag: true,
    says: 'replies come without their lists for up to 70 seconds',
    exact: true,
    suits: calls(awsRead),
    make: (draw) => spell(draw, awsRead, lasting, () => lists(() => undefined)),
  },
  {
    id: 'A17',
    lag: true,
    says: 'replies come with empty lists for up to 70 seconds',
    exact: true,
    suits: calls(awsRead),
    make: (draw) => spell(draw, awsRead, lasting, () => lists(() => [])),
  },
  {
    id: 'A18',
    lag: true,
    says: 'replies miss some of their rows for up to 70 seconds',
    exact: true,
    suits: (act) => calls(awsRead)(act) && act.scenario.name !== 'adopt',
    make: (draw) => spell(draw, awsRead, lasting, () => lists((list) => list.filter(() => draw.random() < 0.5))),
  },
  {
    id: 'A19',
    lag: true,
    says: 'the credentials are those of another account for up to 70 seconds: it has none of our objects',
    exact: true,
    suits: calls(awsRead),
    make: (draw) => {
      const named = draw.random() < 0.5
      return spell(draw, aws, lasting, () => elsewhere('999999999999', named))
    },
  },
  {
    id: 'A20',
    says: 'the name of the region does not resolve for up to two minutes: no call leaves',
    exact: true,
    suits: calls(aws),
    make: (draw) => spell(draw, aws, [5000, 120_000], () => unresolved),
  },
  {
    id: 'A21',
    says: 'STS answers without an account, so that no reply says whose it is, for up to 70 seconds',
    exact: true,
    suits: calls(awsRead),
    make: (draw) => spell(draw, awsRead, lasting, () => unnamed),
  },
  {
    id: 'A22',
    says: 'errors of AWS carry 100 kB of words, and control characters, for up to a minute',
    exact: true,
    suits: calls(aws),
    make: (draw) => spell(draw, aws, [1000, 60_000], () => () => floods(draw)),
  },
  {
    id: 'E8',
    lag: true,
    says: 'reads by its id do not know a living object, whatever its age, for up to 15 seconds',
    exact: true,
    suits: settled,
    make: (draw) => spell(draw, awsRead, [1000, 15_000], unseen),
  },
]
