import { type Item, isItem } from '@windlass/core'
import { createRequest } from '@windlass/core/kind'
import type { KubeObject } from '@windlass/core/kube'
import { ownerTags } from '@windlass/core/object'
import { type AnyTable, control } from '@windlass/simulator'
import { alive, idOf, resolved, rowOf, rows } from '../invariant/model.ts'
import type { Controls } from '../run/contract.ts'
import { destroy } from '../run/scenario.ts'
import { any, between, type Draw, deed, deletes, named, type Operator, type Parts } from './fault.ts'
import { after, objectOf, tagged, told } from './people.ts'

/** Members of records that a create gives and nothing changes later: by them an object is known to be of another make. */
const marks: Readonly<Record<string, string>> = {
  CidrBlock: '192.0.2.0/24',
  GroupName: 'of-somebody-else',
  Description: 'of somebody else',
}
const marked = ['VPC', 'Subnet', 'SecurityGroup']

type Tags = readonly Item[]

/** For a while there is an object of somebody else like ours, with these tags in place of ours. */
const doppelganger =
  (whose: string, tags: (ours: Tags) => Tags) =>
  (draw: Draw): Parts => {
    const digit = draw.random() < 0.5 ? '0' : 'f'
    const ms = between(draw.random, 10_000, 400_000)
    let running = false
    const parts = deed(draw, any, (controls) => {
      const { scene, subject, invariants, note } = controls
      const id = idOf(subject.kind, objectOf(controls))
      const row = rowOf(scene, id ?? '')
      if (id === undefined || row === undefined || !controls.begun() || !alive(subject.kind, row)) return false
      const other = id.replace(/[0-9a-f]{17}$/, digit.repeat(17))
      const table = tableOf(controls, id)
      const own = { id: other, [subject.kind.id.member]: other, CreationToken: other, ClientToken: other }
      const Tags = tags(row.Tags?.map((tag) => ({ ...tag })) ?? [])
      const make = Object.entries(marks).filter(([member]) => member in row)
      table?.restore(other, {
        order: 1_000_000,
        row: { ...apart({ ...row }, digit), ...Object.fromEntries(make), ...own, Tags },
      })
      invariants.foreign(other)
      note('admin', `makes ${other} with ${whose}`)
      running = true
      scene.clock.after(ms, () => {
        running = false
        table?.restore(other, undefined)
        note('admin', `takes ${other} away`)
      })
      return true
    })
    return (hit) => ({ ...parts(hit), busy: () => running })
  }

/** A record with nothing of the original in it: what it has of its own has other ids. */
function apart(row: Item, digit: string): Item {
  const of = (member: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((one) => of(member, one))
    if (isItem(value)) return apart(value, digit)
    return member === 'AssociationId' ? String(value).replace(/[0-9a-f]{17}$/, digit.repeat(17)) : value
  }
  return Object.fromEntries(Object.entries(row).map(([member, value]) => [member, of(member, value)]))
}

/** Tags as the controllers of another cluster give them to an object of the same name. */
const elsewhere = (ours: Tags): Tags =>
  ours.map((tag) =>
    tag.Key === ownerTags.uid || tag.Key === ownerTags.cluster ? { ...tag, Value: `${tag.Value}-elsewhere` } : tag,
  )

function tableOf({ scene }: Controls, id: string): AnyTable | undefined {
  for (const region of scene.aws.regions()) {
    const tables: readonly AnyTable[] = region.every()
    const found = tables.find((table) => table.get(id) !== undefined)
    if (found !== undefined) return found
  }
  return undefined
}

/** Kinds of which AWS has one at most with the same key: a range of addresses, a name, a place. */
const keyed = ['Subnet', 'SecurityGroup', 'MountTarget', 'VPCEndpoint']

/** Somebody else has made an object with the same key before us, and deletes it some time after we met it. */
function rival(draw: Draw): Parts {
  const ms = between(draw.random, 30_000, 180_000)
  const isCreate = named(draw, 'create')
  return (hit) => {
    let controls: Controls | undefined
    let ids: readonly string[] = []
    let left = false
    let leaving = false
    const leave = async (armed: Controls) => {
      for (const id of ids) await destroy(armed.scene, armed.subject.kind, id)
      left = true
    }
    return {
      arm: (armed) => {
        controls = armed
        const done = theirs(armed).then((made) => {
          ids = made
        })
        told(armed, 'somebody else makes an object with the same key', done)
      },
      meets: (call) => {
        if (controls === undefined || leaving || !(isCreate(call) || refused(controls))) return []
        const armed = controls
        leaving = true
        hit()
        told(
          armed,
          'somebody else deletes it again',
          after(armed, ms).then(() => leave(armed)),
        )
        return []
      },
      busy: () => leaving && !left,
      calm: (armed) => {
        if (!leaving) told(armed, 'somebody else deletes it again', leave(armed))
        leaving = true
      },
    }
  }
}

/** Whether the object says that something is in its place. */
const refused = (controls: Controls) => JSON.stringify(objectOf(controls)?.status ?? {}).includes('"AlreadyExists"')

async function theirs(controls: Controls): Promise<readonly string[]> {
  const { scene, subject, invariants } = controls
  const object: KubeObject = {
    ...subject.manifest,
    metadata: { ...subject.manifest.metadata, namespace: 'default', uid: '', resourceVersion: '' },
  }
  const request = createRequest(subject.kind, resolved(scene, subject.kind, object))
  const made = await added(controls, [[subject.kind.create.name.replace(/Command$/, ''), request]])
  for (const id of made) invariants.foreign(id)
  return made
}

/** What somebody else hangs on an object of ours, as calls. */
const guests: Readonly<Record<string, (id: string, row: Item) => readonly Deed[]>> = {
  VPC: (VpcId) => [['CreateSecurityGroup', { GroupName: 'guest', Description: 'guest', VpcId }]],
  Subnet: (SubnetId) => [['CreateNetworkInterface', { SubnetId }]],
  SecurityGroup: (GroupId, { VpcId }) => [
    ['CreateSecurityGroup', { GroupName: 'guest', Description: 'guest', VpcId }],
    [
      'AuthorizeSecurityGroupIngress',
      { GroupId: latest, IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId }] }] },
    ],
  ],
  RouteTable: (RouteTableId, { VpcId }) => [
    ['CreateSubnet', { VpcId, CidrBlock: '10.20.200.0/28' }],
    ['AssociateRouteTable', { RouteTableId, SubnetId: latest }],
  ],
}

type Deed = readonly [operation: string, input: Item]

/** Stands for the id of what was made before. */
const latest = 'latest'

/** What AWS has that it did not have before these calls. */
async function added({ scene, subject }: Controls, deeds: readonly Deed[]): Promise<readonly string[]> {
  const before = new Set(rows(scene).map(({ row }) => row.id))
  const fresh = () => rows(scene).flatMap(({ row }) => (before.has(row.id) ? [] : [row.id]))
  for (const [operation, input] of deeds) {
    const [last = ''] = fresh()
    const known = Object.entries(input).map(([member, value]) => [member, value === latest ? last : value])
    await scene.aws.invoke(subject.kind.service.name, operation, Object.fromEntries(known))
  }
  return fresh()
}

/** Somebody else hangs something on the object while we delete it, and takes it away later. */
function guest(draw: Draw): Parts {
  const ms = between(draw.random, 10_000, 180_000)
  return (hit) => {
    let controls: Controls | undefined
    let come = false
    return {
      arm: (armed) => {
        controls = armed
      },
      meets: () => {
        if (controls === undefined || come || !controls.begun()) return []
        come = true
        hit()
        told(controls, 'somebody else hangs something on it', visit(controls, ms))
        return []
      },
    }
  }
}

async function visit(controls: Controls, ms: number): Promise<void> {
  const { scene, subject, facts, invariants } = controls
  const id = facts.id ?? ''
  const ids = await added(controls, guests[subject.kind.name]?.(id, { ...rowOf(scene, id) }) ?? [])
  for (const each of ids) invariants.foreign(each)
  await after(controls, ms)
  for (const each of ids.toReversed())
    if (each.startsWith('subnet-')) await scene.aws.invoke('ec2', 'DeleteSubnet', { SubnetId: each })
    else await control(scene.aws, { do: 'remove', id: each })
  controls.note('admin', `takes ${ids.join(', ')} away`)
}

/** What other people do in the same AWS account. */
export const thirdPartyFaults: readonly Operator[] = [
  {
    id: 'O4',
    says: "somebody else's object has our owner's tags for a while",
    exact: true,
    suits: (act, prepared) =>
      tagged(act, prepared) &&
      !['recreate', 'delete'].includes(act.scenario.name) &&
      (prepared.subject.kind.token !== undefined || marked.includes(prepared.subject.kind.name)),
    make: doppelganger("our owner's tags", (ours) => ours),
  },
  {
    id: 'O7',
    says: 'another cluster with an object of the same name has one like ours for a while',
    exact: true,
    suits: (act, prepared) =>
      tagged(act, prepared) &&
      act.scenario.name !== 'delete' &&
      (prepared.subject.kind.token !== undefined || marked.includes(prepared.subject.kind.name)),
    make: doppelganger("another cluster's tags", elsewhere),
  },
  {
    id: 'O5',
    says: 'somebody else has made an object with the same key before us, and deletes it later',
    exact: true,
    edits: true,
    suits: (act, { subject }) => act.scenario.name === 'create' && keyed.includes(subject.kind.name),
    make: rival,
  },
  {
    id: 'O6',
    says: 'somebody else hangs something on the object while we delete it, and takes it away later',
    exact: true,
    edits: true,
    suits: (act, { subject }) => deletes(act) && subject.kind.name in guests,
    make: guest,
  },
]
