import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Item, isItem, type Kind } from '@windlass/core'
import type { KubeObject } from '@windlass/core/kube'
import { ownerTags } from '@windlass/core/object'
import { condition, type Recording, Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { allKinds } from '../src/backend/kinds.ts'
import type { Name } from '../src/recording/world.ts'

function recording(name: Name): Recording {
  const file: unknown = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8'))
  if (!isItem(file) || typeof file.now !== 'number') throw new TypeError(`${name}.json is no recording.`)
  return { now: file.now, aws: file.aws, cluster: file.cluster }
}

/** A recorded world in which the controllers of today start. */
async function resumed(name: Name) {
  const stage = await Stage.open({ kinds: allKinds, recording: recording(name) })
  const before = await idsOf(stage)
  const standing = rows(stage)
  const most = watched(stage)
  stage.start()
  return { stage, before, standing, most }
}

/** Every AWS object of our kinds, by id. */
function rows(stage: Stage): ReadonlyMap<string, Item> {
  const tables = Object.values(stage.aws.at().tables)
  const all = tables.flatMap((table) => table.all().map((row): [string, Item] => [row.id, { ...row }]))
  return new Map(all.filter(([id, row]) => kindOf(id, row) !== undefined))
}

const kindOf = (id: string, row: Item) => allKinds.find((kind) => row[kind.id.member] === id)

async function every(stage: Stage): Promise<readonly { kind: Kind; object: KubeObject }[]> {
  const lists = await Promise.all(
    allKinds.map(async (kind) => (await stage.list(kind.name)).map((object) => ({ kind, object }))),
  )
  return lists.flat()
}

/** How many kinds the version that was recorded had: an object of each was under way. */
const recorded = 11

const nameOf = (kind: Kind, object: KubeObject) => `${kind.name} ${object.metadata.name}`
const synced = (object: KubeObject) => condition(object, 'ACK.ResourceSynced')?.status

/** The ids that status names, by object. */
async function idsOf(stage: Stage): Promise<Readonly<Record<string, unknown>>> {
  return Object.fromEntries(
    (await every(stage)).map(({ kind, object }) => [nameOf(kind, object), object.status?.[kind.id.field]]),
  )
}

/** The living AWS objects of each owner: by its tag, mount targets by where they stand. */
function owned(stage: Stage): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const [id, row] of rows(stage)) {
    const kind = kindOf(id, row)
    const tags = Array.isArray(row.Tags) ? row.Tags : []
    const uid: unknown = tags.find((tag) => isItem(tag) && tag.Key === ownerTags.uid)?.Value
    const owner = kind?.name === 'MountTarget' ? `${row.FileSystemId} in ${row.SubnetId}` : uid
    if (kind === undefined || typeof owner !== 'string' || kind.state(row).is === 'gone') continue
    counts.set(owner, (counts.get(owner) ?? 0) + 1)
  }
  return counts
}

/** How many AWS objects any owner has had at a time: looked at after every call. */
function watched(stage: Stage): () => number {
  let most = 0
  const invoke = stage.aws.invoke.bind(stage.aws)
  stage.aws.invoke = async (...call) => {
    try {
      return await invoke(...call)
    } finally {
      most = Math.max(most, ...owned(stage).values())
    }
  }
  return () => most
}

async function unsynced(stage: Stage): Promise<readonly string[]> {
  return (await every(stage)).flatMap(({ kind, object }) => (synced(object) === 'True' ? [] : [nameOf(kind, object)]))
}

/** The calls that change AWS. */
const changes = (stage: Stage) =>
  stage.aws.journal
    .entries()
    .filter(({ mutates }) => mutates)
    .map(({ operation }) => operation)

test.each(['settled', 'adopted'] as const)(
  'what an earlier version left %s comes up in sync, and nothing is written to AWS',
  async (name) => {
    const { stage, before, standing } = await resumed(name)
    await stage.clock.advance(900_000)
    expect(changes(stage)).toEqual([])
    expect(await idsOf(stage)).toEqual(before)
    expect(await unsynced(stage)).toEqual([])
    expect([...rows(stage).keys()]).toEqual([...standing.keys()])
  },
)

test('a create that AWS carried out unheard, under an earlier version, is found, and never made a second time', async () => {
  const { stage, standing, most } = await resumed('made')
  await stage.until(async () => (await unsynced(stage)).length === 0, 900_000)
  await stage.clock.advance(900_000)
  const late = (await every(stage)).filter(({ object }) => object.metadata.name === 'late')
  expect(late).toHaveLength(recorded)
  for (const { kind, object } of late)
    expect([kind.name, standing.has(String(object.status?.[kind.id.field]))]).toEqual([kind.name, true])
  expect(most()).toBe(1)
  expect([...rows(stage).keys()].filter((id) => !standing.has(id))).toEqual([])
})

test('a create that never reached AWS, under an earlier version, is made once', async () => {
  const { stage, before, most } = await resumed('unmade')
  const owners = owned(stage).size
  await stage.until(async () => (await unsynced(stage)).length === 0, 900_000)
  await stage.clock.advance(900_000)
  const late = (await every(stage)).filter(({ object }) => object.metadata.name === 'late')
  expect(late).toHaveLength(recorded)
  expect(most()).toBe(1)
  expect(owned(stage).size).toBe(owners + recorded)
  expect(await idsOf(stage)).toMatchObject(
    Object.fromEntries(Object.entries(before).filter(([, id]) => id !== undefined)),
  )
})

test('what an earlier version was deleting goes, in AWS and in Kubernetes, and nothing else does', async () => {
  const { stage, before } = await resumed('deleting')
  const left = async () => (await every(stage)).filter(({ object }) => object.metadata.name === 'late').length
  expect(await left()).toBe(recorded)
  await stage.until(async () => (await left()) === 0, 900_000)
  await stage.clock.advance(900_000)
  const others = Object.entries(before).filter(([name]) => !name.endsWith(' late'))
  expect(await idsOf(stage)).toEqual(Object.fromEntries(others))
  expect(await unsynced(stage)).toEqual([])
  const standing = rows(stage)
  for (const [name, id] of Object.entries(before)) {
    const row = standing.get(String(id))
    const kind = allKinds.find((one) => name.startsWith(`${one.name} `))
    const alive = row !== undefined && kind?.state(row).is !== 'gone'
    expect([name, alive]).toEqual([name, !name.endsWith(' late')])
  }
})

test('what ACK made is taken over as it is: it is tagged, and nothing is made, changed or deleted', async () => {
  const { stage, before, standing } = await resumed('ack')
  await stage.clock.advance(900_000)
  expect(await idsOf(stage)).toEqual(before)
  expect([...rows(stage).keys()]).toEqual([...standing.keys()])
  expect(changes(stage).filter((operation) => !/^(CreateTags|TagResource)$/.test(operation))).toEqual([])
  // A mount target has no tags: only a record, or a word of its user, proves whose it is.
  expect((await unsynced(stage)).filter((name) => !name.startsWith('MountTarget'))).toEqual([])
})
