import { type Item, isItem } from '@windlass/core'
import { type KubeObject, resourceOf } from '@windlass/core/kube'
import { ackAnnotation, annotation } from '@windlass/core/object'
import type { Random } from '@windlass/core/time'
import { alive, idOf, rowOf } from '../invariant/model.ts'
import { saysSynced } from '../invariant/resource.ts'
import type { Controls } from '../run/contract.ts'
import { grown, referringTo } from './cluster.ts'
import { between, type Draw, type Operator, type Parts } from './fault.ts'
import { type ActLike, after, errand, notDeleted, objectOf, once, tagged } from './people.ts'

type Notes = Readonly<Record<string, string>>

/** One of these, by chance. */
const one = <T>(random: Random, of: readonly [T, ...T[]]): T => of[Math.floor(random() * of.length)] ?? of[0]

/** What becomes of the record of the original on the way: nothing, it is left out, or somebody edits it. */
const records: readonly [(intent: string) => Notes, ...((intent: string) => Notes)[]] = [
  (intent) => ({ [annotation.intent]: intent }),
  () => ({}),
  (intent) => ({ [annotation.intent]: altered(intent, { token: 'edited' }) }),
  (intent) => ({ [annotation.intent]: altered(intent, { epoch: 7 }) }),
  (intent) => ({ [annotation.intent]: altered(intent, { region: 'eu-central-1' }) }),
  () => ({ [annotation.intent]: '{"epoch":' }),
]

function altered(intent: string, change: Item): string {
  const value: unknown = JSON.parse(intent)
  return JSON.stringify(isItem(value) ? { ...value, ...change } : value)
}

/** The metadata that a copy takes along. */
function carried(random: Random, { metadata: { annotations = {}, finalizers } }: KubeObject) {
  const { [annotation.intent]: intent, ...rest } = annotations
  const record = intent === undefined ? {} : one(random, records)(intent)
  const reader: Notes = random() < 0.3 ? { [ackAnnotation.readOnly]: 'true' } : {}
  return { annotations: { ...rest, ...record, ...reader }, ...(random() < 0.5 ? { finalizers } : {}) }
}

/** A copy of the object stands beside it for a while, and is deleted. */
const beside = (draw: Draw): Parts =>
  errand(draw, 'applies a copy', grown, async (controls) => {
    const { scene, subject } = controls
    const { random } = draw
    const object = objectOf(controls)
    if (object === undefined) return
    const away = random() < 0.5
    const at = { name: `${object.metadata.name}-copy`, namespace: away ? elsewhere : 'default' }
    if (away) scene.cluster.install([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: elsewhere } }])
    const resource = resourceOf(subject.kind.target)
    const spec = away ? referringTo('default', object.spec) : object.spec
    const copy = await scene.user.create(
      resource,
      { metadata: { ...at, ...carried(random, object) }, spec },
      scene.forever,
    )
    const body = { metadata: { uid: copy.metadata.uid }, status: object.status }
    if (random() < 0.5) await scene.user.mergePatch(resource, { ...at, subresource: 'status' }, body, scene.forever)
    await after(controls, between(random, 20_000, 80_000))
    controls.note('user', 'deletes the copy')
    await scene.user.delete(resource, at, {}, scene.forever)
    await once(controls, () => scene.get(subject.kind, at.name, at.namespace) === undefined)
  })

const elsewhere = 'elsewhere'

/** The subject is there, in sync, and alive in AWS. */
const still = (controls: Controls) => {
  const object = objectOf(controls)
  const id = idOf(controls.subject.kind, object)
  if (object === undefined || id === undefined || !grown(controls) || !saysSynced(object)) return false
  return alive(controls.subject.kind, rowOf(controls.scene, id))
}

/** How long (virtual ms) a reader may take to be in sync. */
const patience = 600_000

/** Somebody in another namespace reads the AWS object that the subject manages, for a while. */
const reading = (draw: Draw): Parts =>
  errand(draw, 'reads the object from another namespace', still, async (controls) => {
    const { scene, subject, invariants } = controls
    const object = objectOf(controls)
    const id = idOf(subject.kind, object)
    if (object === undefined || id === undefined) return
    scene.cluster.install([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: elsewhere } }])
    const at = { name: 'reader', namespace: elsewhere }
    const annotations = {
      [ackAnnotation.readOnly]: 'true',
      [ackAnnotation.adoptionPolicy]: 'adopt',
      [ackAnnotation.adoptionFields]: JSON.stringify({ [subject.kind.id.field]: id }),
    }
    const resource = resourceOf(subject.kind.target)
    const spec = referringTo('default', object.spec)
    await scene.user.create(resource, { metadata: { ...at, annotations }, spec }, scene.forever)
    const reader = () => scene.get(subject.kind, at.name, at.namespace)
    const inSync = () => [reader()].some((each) => each !== undefined && saysSynced(each))
    const until = scene.clock.monotonic() + patience
    await once(controls, () => inSync() || scene.clock.monotonic() >= until)
    if (!inSync())
      invariants.breach(
        'O-12',
        `a reader of ${id} is in sync beside its manager`,
        JSON.stringify(reader()?.status ?? {}),
      )
    await scene.user.delete(resource, at, {}, scene.forever)
    await once(controls, () => reader() === undefined)
  })

/** Somebody who prunes annotations takes our record off the object. */
const stripped = (draw: Draw): Parts =>
  errand(
    draw,
    'strips the record',
    (controls) => controls.begun() && objectOf(controls)?.metadata.annotations?.[annotation.intent] !== undefined,
    async ({ scene, subject, invariants }) => {
      const { name } = subject.manifest.metadata
      invariants.tamper(subject.kind, name)
      await scene.edit(subject.kind, name, { metadata: { annotations: { [annotation.intent]: null } } })
    },
  )

/** The storage of the API server is put back to what it was a while ago. */
const rolledBack = (draw: Draw): Parts =>
  errand(
    draw,
    'makes a snapshot of the API server',
    (controls) => controls.begun(),
    async (controls) => {
      const { scene, invariants } = controls
      const kept = scene.cluster.snapshot()
      await after(controls, between(draw.random, 1000, 90_000))
      controls.note('admin', 'restores the snapshot of the API server')
      scene.cluster.faults.expireWatches()
      scene.cluster.restore(kept)
      invariants.rolledBack()
    },
  )

/** Records that travel, are lost, or go back in time. */
export const copyFaults: readonly Operator[] = [
  {
    id: 'K22',
    says: 'a copy stands beside the object, with or without status, its record as it is, left out or edited, and is deleted',
    exact: true,
    edits: true,
    suits: (act, prepared) =>
      notDeleted(act) && tagged(act, prepared) && copied.includes(prepared.subject.kind.name) && !leaving(act),
    make: beside,
  },
  {
    id: 'K23',
    says: 'somebody reads the AWS object that the object manages, from another namespace',
    exact: true,
    edits: true,
    suits: notDeleted,
    make: reading,
  },
  {
    id: 'K24',
    says: 'the API server is rolled back by up to 90 seconds',
    exact: true,
    edits: true,
    suits: tagged,
    make: rolledBack,
  },
  {
    id: 'K25',
    says: 'the user strips our record off the object',
    exact: false,
    edits: true,
    suits: (act, prepared) => notDeleted(act) && tagged(act, prepared),
    make: stripped,
  },
]

/** What a copy replicates to stays, as a file system of its own. */
const leaving = (act: ActLike) => act.scenario.name === 'update of replicationConfiguration'

/** Kinds of which AWS takes a second one like the first, or refuses it at once. */
const copied = ['VPC', 'ElasticIPAddress', 'RouteTable', 'SecurityGroup', 'AccessPoint', 'FileSystem', 'Subnet']
