import type { Item } from '@windlass/core'
import { expect, test } from 'vitest'
import { kinds } from '../src/index.ts'
import { manifest, story, writes } from './story.ts'

type Rows = Awaited<ReturnType<typeof story>>['tables']

interface Case {
  readonly field: string
  readonly value: unknown
  have(tables: Rows): unknown
}

const deny =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"elasticfilesystem:ClientMount"}]}'
const first = ({ fileSystems }: Rows) => fileSystems.all()[0]

const cases: readonly Case[] = [
  { field: 'policy', value: deny, have: (tables) => first(tables)?.policy },
  {
    field: 'lifecyclePolicies',
    value: [{ transitionToIA: 'AFTER_30_DAYS' }],
    have: (tables) => first(tables)?.lifecycle?.[0],
  },
  {
    field: 'replicationConfiguration',
    value: [{ region: 'eu-west-1' }],
    have: (tables) => first(tables)?.replication,
  },
]

test.each(cases)(
  '$field that the user wrote and takes out again is gone from AWS, once, and is unmanaged then',
  async ({ field, value, have }) => {
    const { stage, tables } = await story()
    await stage.apply(manifest('FileSystem', 'shared', { encrypted: true, [field]: value }))
    await stage.synced('FileSystem', 'shared', 900_000)
    expect(have(tables)).toBeDefined()
    const spec: Item = { encrypted: true }
    await stage.apply(manifest('FileSystem', 'shared', spec))
    await stage.clock.advance(120_000)
    await stage.synced('FileSystem', 'shared', 900_000)
    expect(have(tables)).toBeUndefined()
    await stage.clock.advance(120_000)
    const rest = writes(stage)
    await stage.clock.advance(300_000)
    expect(writes(stage)).toEqual(rest)
  },
)

test('a throughput mode, a protection and a backup policy that are taken out again stay as they are', async () => {
  const { stage, tables } = await story()
  const values = {
    throughputMode: 'elastic',
    backupPolicy: { status: 'ENABLED' },
    fileSystemProtection: { replicationOverwriteProtection: 'DISABLED' },
  }
  await stage.apply(manifest('FileSystem', 'shared', { encrypted: true, ...values }))
  await stage.synced('FileSystem', 'shared')
  await stage.clock.advance(60_000)
  const before = first(tables)
  await stage.apply(manifest('FileSystem', 'shared', { encrypted: true }))
  await stage.clock.advance(120_000)
  await stage.synced('FileSystem', 'shared')
  expect(first(tables)).toEqual(before)
})

test('every field that can be brought to nothing has its story', () => {
  const all = kinds.flatMap(({ name, facets }) =>
    facets.flatMap(({ field, none }) => (none === undefined ? [] : [`${name}.${field}`])),
  )
  expect(cases.map(({ field }) => `FileSystem.${field}`).sort()).toEqual(all.sort())
})
