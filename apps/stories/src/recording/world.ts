import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Item, isItem, item } from '@windlass/core'
import { ackAnnotation, ownerTags } from '@windlass/core/object'
import { control } from '@windlass/simulator'
import { condition, type Recording, Stage } from '@windlass/testing'
import { parseAllDocuments } from 'yaml'
import { allKinds } from '../backend/kinds.ts'
import { acked } from './ack.ts'

const root = join(import.meta.dirname, '../../../..')
const examples = readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.yaml'))
const fixture = (name: string) => readFileSync(join(root, 'apps/stories/test/fixtures', name), 'utf8')

/** What the objects of `late.yaml` need beside the examples: mount targets of one file system stand in different zones. */
const spare = `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: spare }
spec: { vpcRef: { from: { name: shop } }, cidrBlock: 10.20.8.0/24, availabilityZone: us-west-2d }
`

/** A world as this version leaves it, by name. */
export type Name = 'settled' | 'adopted' | 'made' | 'unmade' | 'deleting' | 'ack'

/** How each world comes about. `made`, `unmade`: a create of each kind whose outcome is unknown, which AWS carried out, or did not. */
export const worlds: Readonly<Record<Name, () => Promise<Recording>>> = {
  settled: async () => (await settled()).record(),
  adopted: async () => (await adopted()).record(),
  made: async () => await unknown('drop', 700),
  unmade: async () => await unknown('reset', 3000),
  deleting,
  ack: async () => {
    const stage = await Stage.open({ kinds: allKinds })
    const objects = documents(fixture('ack.yaml'))
    await playing(stage, async () => {
      for (const { apiVersion, kind, metadata, spec } of objects.map(referring))
        await stage.apply(JSON.stringify({ apiVersion, kind, metadata: { name: item(metadata).name }, spec }))
      await inSync(stage)
    })
    return acked(stage.record(), objects)
  },
}

const documents = (yaml: string): readonly Item[] =>
  parseAllDocuments(yaml)
    .map((document): unknown => document.toJS())
    .filter(isItem)

/** The same without ids, which are others here: what they name is named by reference. */
function referring(object: Item): Item {
  const { subnetID, vpcID: _vpc, ipAddress: _address, ...spec } = item(object.spec)
  const subnetRef = subnetID === undefined ? {} : { subnetRef: { from: { name: 'demo' } } }
  return { ...object, spec: { ...spec, ...subnetRef } }
}

/** Does something while a controller runs, which ends as a crash does. */
async function playing(stage: Stage, deed: () => Promise<void>): Promise<void> {
  const actor = stage.start()
  await deed()
  actor.kill()
}

/** Waits until everything is in sync. */
async function inSync(stage: Stage): Promise<void> {
  await stage.until(async () => {
    const lists = await Promise.all(allKinds.map((kind) => stage.list(kind.name)))
    return lists.flat().every((object) => condition(object, 'ACK.ResourceSynced')?.status === 'True')
  }, 1_800_000)
  await stage.clock.advance(65_000)
}

/** The examples in sync. */
async function settled(): Promise<Stage> {
  const stage = await Stage.open({ kinds: allKinds })
  await playing(stage, async () => {
    for (const name of examples) await stage.apply(readFileSync(join(root, 'examples', name), 'utf8'))
    await stage.apply(spare)
    await inSync(stage)
  })
  return stage
}

/** The examples in sync, after their AWS objects had lost their Kubernetes objects and owner tags and were adopted. */
async function adopted(): Promise<Stage> {
  const stage = await settled()
  const lists = await Promise.all(allKinds.map(async (kind) => ({ kind, objects: await stage.list(kind.name) })))
  const all = lists.flatMap(({ kind, objects }) => objects.map((object) => ({ kind, object })))
  await playing(stage, async () => {
    for (const { kind, object } of all) {
      const annotations = { [ackAnnotation.deletionPolicy]: 'retain' }
      await stage.edit(kind.name, object.metadata.name, { metadata: { annotations } })
      await stage.delete(kind.name, object.metadata.name)
    }
    await stage.until(async () => (await Promise.all(allKinds.map(({ name }) => stage.list(name)))).flat().length === 0)
  })
  const owners: readonly string[] = Object.values(ownerTags)
  for (const table of Object.values(stage.aws.at().tables))
    for (const { id, Tags } of table.all().map((row): { id: string; Tags?: unknown } => ({ ...row })))
      if (Array.isArray(Tags)) {
        const kept = Tags.filter((tag) => !owners.includes(String(item(tag).Key)))
        await control(stage.aws, { do: 'alter', id, set: { Tags: kept } })
      }
  await playing(stage, async () => {
    for (const { kind, object } of all) {
      const annotations = {
        [ackAnnotation.adoptionPolicy]: 'adopt',
        [ackAnnotation.adoptionFields]: JSON.stringify({ [kind.id.field]: object.status?.[kind.id.field] }),
      }
      const { name } = object.metadata
      const { apiVersion, spec } = object
      await stage.apply(JSON.stringify({ apiVersion, kind: kind.name, metadata: { name, annotations }, spec }))
    }
    await inSync(stage)
  })
  return stage
}

const late = documents(fixture('late.yaml'))

/** A create of each kind is on its way, and no process hears what became of it. */
async function unknown(fault: 'drop' | 'reset', ms: number): Promise<Recording> {
  const stage = await settled()
  await playing(stage, async () => {
    for (const { create } of allKinds)
      await control(stage.aws, { do: 'fault', fault, operation: create.name.replace(/Command$/, '') })
    await control(stage.aws, { do: 'stale', byFilter: 60_000 })
    await stage.apply(fixture('late.yaml'))
    await stage.clock.advance(ms)
  })
  return stage.record()
}

/** AWS was asked to delete an object of each kind, and no process has seen that it is gone. */
async function deleting(): Promise<Recording> {
  const stage = await settled()
  await playing(stage, async () => {
    await stage.apply(fixture('late.yaml'))
    await inSync(stage)
    await control(stage.aws, { do: 'stale', byId: 60_000, byFilter: 60_000 })
    for (const { kind } of late) await stage.delete(String(kind), 'late')
    await stage.clock.advance(3000)
  })
  return stage.record()
}
