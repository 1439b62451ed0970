import { type Item, items, type Kind } from '@windlass/core'
import { control } from '@windlass/simulator'
import { idOf, observedOf, rowOf, rows } from '../invariant/model.ts'
import type { Controls } from '../run/contract.ts'
import { remake } from './cluster.ts'
import { any, between, creates, type Draw, deed, type Operator, type Parts } from './fault.ts'
import { after, objectOf, once, settled, standing, told } from './people.ts'

/** The step of AWS by which an object of a kind becomes ready, where that may fail. */
const births: Readonly<Record<string, string>> = {
  NATGateway: 'nat.available',
  Subnet: 'subnet.available',
  TransitGatewayVPCAttachment: 'tgw.attachment.available',
  VPCEndpoint: 'endpoint.available',
  VPCEndpointServiceConfiguration: 'endpointservice.available',
  FileSystem: 'filesystem.available',
  AccessPoint: 'accesspoint.available',
  MountTarget: 'mounttarget.available',
}

const born = (_act: object, { subject }: { readonly subject: { readonly kind: Kind } }) => subject.kind.name in births

const fatal = { code: 'InternalError', message: 'An internal error has occurred' }

/** Whether AWS shows an object as broken for good, and whether as dead: that of the subject, or of this id when status names none. */
function ending(controls: Controls, id = ''): 'failed' | 'gone' | undefined {
  const { kind } = controls.subject
  const row = rowOf(controls.scene, idOf(kind, objectOf(controls)) ?? id)
  const is = row === undefined ? undefined : kind.state({ ...row }).is
  return is === 'failed' || is === 'gone' ? is : undefined
}

/** Once AWS shows the object as broken, people do something about it: AWS mends it, or the user makes it anew. */
function watched(draw: Draw, begin: Parts): Parts {
  let running = false
  const mends = draw.random() < 0.5
  const ms = between(draw.random, 20_000, 120_000)
  return (hit) => {
    let struck = false
    let died = false
    let controls: Controls | undefined
    const inner = begin(() => undefined)
    return {
      ...inner,
      arm: (armed) => {
        controls = armed
        inner.arm?.(armed)
      },
      meets: (call) => {
        const faults = inner.meets?.(call) ?? []
        const is = controls === undefined || struck ? undefined : ending(controls)
        if (controls === undefined || is === undefined) return faults
        if (is === 'failed' || !died) hit()
        died ||= is === 'gone'
        // One that somebody has deleted is not what breaks: that comes yet, and is looked after then.
        if (is === 'gone') return faults
        struck = true
        controls.note('AWS', `the object is ${is}`)
        running = true
        const relief = mends ? mended(controls, ms) : given(controls)
        const end = () => {
          running = false
        }
        told(
          controls,
          mends ? 'waits for AWS to mend it' : 'makes it anew once it is said to have failed',
          relief.finally(end),
        )
        return faults
      },
      busy: () => running,
    }
  }
}

async function mended(controls: Controls, ms: number): Promise<void> {
  const { scene, subject } = controls
  const id = idOf(subject.kind, objectOf(controls)) ?? ''
  await after(controls, ms)
  if (ending(controls, id) === 'failed' && rowOf(scene, id) !== undefined)
    control(scene.aws, { do: 'alter', id, set: ready(subject.kind) })
}

async function given(controls: Controls): Promise<void> {
  const id = idOf(controls.subject.kind, objectOf(controls))
  const says = () => JSON.stringify(objectOf(controls)?.status?.conditions ?? []).includes('FailedState')
  await once(controls, () => objectOf(controls) === undefined || says() || ending(controls, id) === undefined)
  if (ending(controls, id) === 'failed') await remake(controls)
}

/** The members of a record that say that the object is ready. */
const ready = (kind: Kind): Item => stateOf(kind, 'ready')
const stateOf = (kind: Kind, is: 'ready' | 'wait' | 'gone'): Item =>
  Object.fromEntries(
    Object.entries(kind.states).flatMap(([member, states]) => {
      const [value] = states[is] ?? []
      return value === undefined ? [] : [[member, value]]
    }),
  )

/** The next object of the kind does not become ready. */
const stillborn = (draw: Draw) =>
  watched(draw, () => ({
    arm: ({ scene, subject }) => {
      control(scene.aws, { do: 'fail', transition: births[subject.kind.name] ?? '', ...fatal })
    },
  }))

/** The object breaks, for no reason that anybody here would know. */
const dying = (draw: Draw) =>
  watched(
    draw,
    deed(draw, any, (controls) => {
      const { scene, subject } = controls
      const id = standing(controls)
      const place = rows(scene).find(({ row }) => row.id === id)
      if (id === undefined || place === undefined || !controls.begun() || kindOf(controls, place.row) !== 'ready')
        return false
      const transition = births[subject.kind.name] ?? ''
      // Up to here AWS may have been as the spec says, without anybody's doing.
      controls.invariants.after()
      control(scene.aws, { do: 'alter', id, set: stateOf(subject.kind, 'wait') })
      control(scene.aws, { do: 'fail', transition, id, ...fatal })
      place.region.begin(transition, id, '', 1)
      controls.note('AWS', `${id} breaks`)
      return true
    }),
  )

const kindOf = ({ subject }: Controls, row: object) => subject.kind.state({ ...row }).is

/** AWS goes on listing the deleted object as dead, beside the one that takes its place. */
function tombstone(): Parts {
  return (hit) => {
    let controls: Controls | undefined
    let item: Item | undefined
    let over = false
    return {
      arm: (armed) => {
        controls = armed
        const { scene, subject, facts } = armed
        item = facts.id === undefined ? undefined : observedOf(scene, subject.kind, facts.id, {})?.item
      },
      meets: (call) => {
        const { subject, scene, facts } = controls ?? {}
        if (over || subject === undefined || scene === undefined || item === undefined || facts?.id === undefined)
          return []
        const dead = { ...item, ...stateOf(subject.kind, 'gone') }
        if (call.to !== 'aws' || `${call.what}Command` !== subject.kind.read.operation.name) return []
        if (!gone(subject.kind, scene, facts.id) || !about(JSON.stringify(call.input) ?? '', facts.id)) return []
        hit()
        return [{ is: 'garble', change: (reply) => listing(reply, subject.kind.id.member, dead) }]
      },
      calm: () => {
        over = true
      },
    }
  }
}

function gone(kind: Kind, scene: Controls['scene'], id: string): boolean {
  const row = rowOf(scene, id)
  return row === undefined || kind.state({ ...row }).is === 'gone'
}

/** Whether a read asks for this object, or for none by its id. */
function about(input: string, id: string): boolean {
  const ids: readonly string[] = input.match(new RegExp(`\\b${id.replace(/-[0-9a-f]+$/, '')}-[0-9a-f]+`, 'g')) ?? []
  return ids.length === 0 || ids.includes(id)
}

/** A reply that lists one more, in front. */
function listing(reply: Item, member: string, dead: Item): Item {
  return Object.fromEntries(
    Object.entries(reply).map(([key, value]) => {
      const lists = Array.isArray(value) && !items(value).some((each) => each[member] === dead[member])
      return [key, lists ? [dead, ...items(value)] : value]
    }),
  )
}

/** How AWS objects die of themselves, and stay in sight. */
export const lifeFaults: readonly Operator[] = [
  {
    id: 'E5',
    lag: true,
    says: 'what was deleted is still listed as dead beside the one that takes its place',
    exact: true,
    suits: (act, { subject }) =>
      act.scenario.name === 'recreate' && Object.keys(stateOf(subject.kind, 'gone')).length > 0,
    make: tombstone,
  },
  {
    id: 'S2',
    says: 'what was made fails instead of becoming ready; AWS mends it, or the user makes it anew',
    exact: false,
    edits: true,
    // A gateway endpoint is ready at once.
    suits: (act, prepared) => creates(act) && born(act, prepared) && prepared.subject.kind.name !== 'VPCEndpoint',
    make: stillborn,
  },
  {
    id: 'S6',
    says: 'what was ready fails by itself; AWS mends it, or the user makes it anew',
    exact: false,
    edits: true,
    suits: (act, prepared) => settled(act) && act.scenario.name !== 'recreate' && born(act, prepared),
    make: dying,
  },
]
