import { type Item, isItem, type Kind } from '@windlass/core'
import { crdOf } from '@windlass/core/generate'
import { resourceOf } from '@windlass/core/kube'
import { ackAnnotation, ownerTags } from '@windlass/core/object'
import type { Random } from '@windlass/core/time'
import { idOf, rowOf } from '../invariant/model.ts'
import type { Controls } from '../run/contract.ts'
import type { Call } from '../run/network.ts'
import {
  any,
  between,
  calls,
  creates,
  type Draw,
  deed,
  type Filter,
  kubeError,
  type Operator,
  type Parts,
  statusWrite,
  storm,
} from './fault.ts'
import { older } from './older.ts'
import { after, discard, errand, notDeleted, objectOf, once, present, settled, tagged, told } from './people.ts'

/** The scenario has begun, and the subject is there and stays. */
const underway = (controls: Controls) => controls.begun() && present(controls)

const anew = (draw: Draw) => errand(draw, 'deletes the object and makes it anew', underway, remake)

/** Deletes the object, and makes it anew under its name the moment that is free. */
export async function remake(controls: Controls): Promise<void> {
  const { scene, subject } = controls
  const { spec = subject.manifest.spec, metadata } = objectOf(controls) ?? {}
  await discard(controls, subject.kind, subject.manifest.metadata.name)
  // Somebody else may make it anew in the same moment.
  await once(controls, () => objectOf(controls)?.metadata.uid !== metadata?.uid || objectOf(controls) === undefined)
  if (objectOf(controls) === undefined) await scene.apply({ ...subject.manifest, spec })
}

/** Everything in the namespace is deleted, and nothing new is taken there. */
function terminating(draw: Draw): Parts {
  let ending = false
  const parts = deed(draw, any, (controls) => {
    if (!controls.begun()) return false
    ending = true
    told(controls, 'deletes the namespace', emptied(controls))
    return true
  })
  return (hit) => {
    const inner = parts(hit)
    return {
      ...inner,
      meets: (call) => {
        const faults = inner.meets?.(call) ?? []
        return ending && fills(call) ? [...faults, forbidden()] : faults
      },
      done: ({ scene }) => scene.kinds.every((kind) => scene.list(kind).length === 0),
    }
  }
}

/** Whether a call makes something in the namespace where all is played: others, with the leases, take new things still. */
function fills({ to, what, input }: Call): boolean {
  if (to !== 'kube' || !what.startsWith('POST ') || !isItem(input) || !isItem(input.metadata)) return false
  return input.metadata.namespace === 'default'
}

const forbidden = () =>
  kubeError(403, 'Forbidden', 'unable to create new content in namespace default because it is being terminated')

async function emptied(controls: Controls): Promise<void> {
  const { scene } = controls
  // What was on its way into the namespace is found in the next round.
  for (; scene.kinds.some((kind) => scene.list(kind).length > 0); await after(controls, 500))
    for (const kind of scene.kinds)
      for (const { metadata } of scene.list(kind))
        if (metadata.deletionTimestamp === undefined) await discard(controls, kind, metadata.name)
}

/** The definition of the subject's kind loses fields of status, and gets them back with new processes. */
function pruned(draw: Draw): Parts {
  const parts = deed(draw, any, ({ scene, subject, invariants, note }) => {
    for (const { metadata } of scene.list(subject.kind)) invariants.tamper(subject.kind, metadata.name)
    note('admin', `installs an older definition of ${subject.kind.name}`)
    scene.cluster.install([older(subject.kind, draw.random)])
    return true
  })
  return (hit) => {
    let controls: Controls | undefined
    let struck: number | undefined
    const strike = () => {
      struck = controls?.scene.clock.monotonic()
      hit()
    }
    const inner = parts(strike)
    return {
      ...inner,
      arm: (armed) => {
        controls = armed
        inner.arm?.(armed)
      },
      meets: (call) => {
        const faults = inner.meets?.(call) ?? []
        const now = controls?.scene.clock.monotonic() ?? 0
        if (struck !== undefined && statusWrite(call) && now - struck >= spell) strike()
        return faults
      },
      calm: (controls) => {
        inner.calm?.(controls)
        if (struck === undefined) return
        struck = undefined
        controls.note('admin', 'installs the present definition, and new controllers')
        controls.scene.cluster.install([crdOf(controls.subject.kind)])
        for (const place of [1, 2]) controls.processes.kill(place)
      },
    }
  }
}

/** What an older definition drops from one status after another counts as one strike in so long (virtual ms). */
const spell = 30_000

/** A copy of the object appears in another namespace, with status, annotations and finalizers, as a backup restored there does. */
const copied = (draw: Draw) =>
  errand(draw, 'restores a copy in another namespace', grown, async (controls) => {
    const { scene, subject } = controls
    const object = objectOf(controls)
    if (object === undefined) return
    const { name, annotations, labels, finalizers } = object.metadata
    scene.cluster.install([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: elsewhere } }])
    const resource = resourceOf(subject.kind.target)
    const metadata = { name, namespace: elsewhere, annotations, labels, finalizers }
    const spec = draw.random() < 0.5 ? object.spec : referringTo('default', object.spec)
    const copy = await scene.user.create(resource, { metadata, spec }, scene.forever)
    const at = { name, namespace: elsewhere }
    const body = { metadata: { uid: copy.metadata.uid }, status: object.status }
    await scene.user.mergePatch(resource, { ...at, subresource: 'status' }, body, scene.forever)
    await after(controls, 20_000 + draw.random() * 60_000)
    controls.note('user', 'deletes the copy')
    await scene.user.delete(resource, at, {}, scene.forever)
    await once(controls, () => scene.get(subject.kind, name, elsewhere) === undefined)
  })

const elsewhere = 'elsewhere'

/** Whether the object has an id, and its tag or a whole second of age says that it is the first to have it. */
export const grown = (controls: Controls) => {
  const object = objectOf(controls)
  const id = idOf(controls.subject.kind, object)
  const owner = rowOf(controls.scene, id ?? '')?.Tags?.find(({ Key }) => Key === ownerTags.uid)?.Value
  const age = controls.scene.clock.now() - Date.parse(object?.metadata.creationTimestamp ?? '')
  return controls.begun() && id !== undefined && (owner === object?.metadata.uid || age > 1000)
}

/** The same with every reference naming the namespace. */
export function referringTo(namespace: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => referringTo(namespace, each))
  if (!isItem(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([field, each]) => [
      field,
      field === 'from' && isItem(each) ? { namespace, ...each } : referringTo(namespace, each),
    ]),
  )
}

/** Another manager of fields takes over the conditions and the id in status, and then gives them up. */
async function contested(controls: Controls, random: Random): Promise<void> {
  const { scene, subject, invariants } = controls
  const { name } = subject.manifest.metadata
  const resource = resourceOf(subject.kind.target)
  const at = { name, namespace: 'default', subresource: 'status' as const }
  const id = idOf(subject.kind, objectOf(controls))
  const apply = (status: Item) =>
    scene.user.apply(
      resource,
      at,
      { metadata: { name }, status },
      { fieldManager: 'other', force: true },
      scene.forever,
    )
  invariants.tamper(subject.kind, name)
  await apply({
    ...(id === undefined ? {} : { [subject.kind.id.field]: id }),
    conditions: [
      { type: 'ACK.ResourceSynced', status: 'Unknown', reason: 'Other', message: 'said by another manager' },
    ],
  })
  await after(controls, 1000 + random() * 20_000)
  controls.note('user', 'the other manager gives its fields up')
  invariants.tamper(subject.kind, name)
  await apply({})
}

/** For a while the namespace says that what is made in it goes to another region; what is there already stays. */
const moved = (draw: Draw) =>
  errand(
    draw,
    'gives the namespace another region',
    () => true,
    async (controls) => {
      regional(controls, { [ackAnnotation.defaultRegion]: abroad })
      await after(controls, between(draw.random, 1000, 120_000))
      controls.note('user', 'gives the namespace its region back')
      regional(controls, {})
    },
  )

/** Whether AWS refuses to make an object of this kind where what it refers to is not: others may be made anywhere. */
const bound = ({ references, requestMembers }: Kind) =>
  references.length === 0 ||
  references.some(({ path }) => Object.values(requestMembers).some((field) => new RegExp(`^${field}\\b`).test(path)))

const abroad = 'ap-southeast-2'

const regional = ({ scene }: Controls, annotations: Item) =>
  scene.cluster.install([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default', annotations } }])

/** What happens to custom resources as a whole, and to what defines them. */
export const clusterFaults: readonly Operator[] = [
  {
    id: 'K9',
    says: 'the object is deleted and made anew under its name, as soon as that is free',
    exact: false,
    edits: true,
    suits: (act) => notDeleted(act) && act.scenario.name !== 'adopt',
    make: anew,
  },
  {
    id: 'K12',
    says: 'the namespace is deleted with all that is in it, and takes nothing new',
    exact: false,
    edits: true,
    suits: (act) => act.scenario.name !== 'adopt',
    make: terminating,
  },
  {
    id: 'K13',
    says: 'the definition loses fields of status, which the API server then drops, until a new one is installed',
    exact: true,
    make: pruned,
  },
  {
    id: 'K15',
    says: 'the object is copied to another namespace with status, annotations and finalizers, and the copy deleted',
    exact: true,
    edits: true,
    suits: (act, prepared) => notDeleted(act) && (tagged(act, prepared) || creates(act)),
    make: copied,
  },
  {
    id: 'K16',
    says: 'writes of status that are longer than a limit are refused for up to five minutes',
    exact: true,
    suits: calls(statusWrite),
    make: (draw) => {
      const length = (call: Pick<Call, 'input'>) => JSON.stringify(call.input).length
      const lengths = draw.act.reference.calls.filter(statusWrite).map(length)
      const limit = lengths[Math.floor(draw.random() * lengths.length)] ?? 0
      const long: Filter = (call) => statusWrite(call) && length(call) >= limit
      return storm(draw, long, draw.random() * 300_000, tooLarge)
    },
  },
  {
    id: 'K17',
    says: 'another manager of fields takes over the conditions and the id in status, and gives them up again',
    exact: true,
    suits: settled,
    make: (draw) =>
      errand(draw, 'another manager writes status', underway, (controls) => contested(controls, draw.random)),
  },
  {
    id: 'K18',
    says: 'the namespace asks for another region for a while',
    exact: false,
    edits: true,
    suits: (_act, { subject }) => bound(subject.kind),
    make: moved,
  },
]

const tooLarge = () => kubeError(413, 'RequestEntityTooLarge')
