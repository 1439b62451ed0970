import { condition, type Stage } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { kinds } from '../src/index.ts'
import { manifest, network, story, writes } from './story.ts'

const from = (name: string) => ({ from: { name } })

interface Case {
  readonly kind: string
  readonly path: string
  /** The spec before the reference is there, and the spec with the reference to the object of this name. */
  before(subnet: string, group: string): object
  after(subnet: string, name: string): object
}

const replicated = { encrypted: true, replicationConfiguration: [{ region: 'us-east-1' }] }
const destination = (member: string) => (_subnet: string, name: string) => ({
  encrypted: true,
  replicationConfiguration: [{ region: 'us-east-1', [member]: from(name) }],
})
const place = { fileSystemRef: from('shared') }

const cases: readonly Case[] = [
  ...(
    [
      ['fileSystemID', 'fileSystemRef'],
      ['roleARN', 'roleRef'],
    ] as const
  ).map(([id, member]) => ({
    kind: 'FileSystem',
    path: `replicationConfiguration[].${id}`,
    before: () => replicated,
    after: destination(member),
  })),
  {
    kind: 'MountTarget',
    path: 'securityGroups',
    before: (subnetID, group) => ({ ...place, subnetID, securityGroups: [group] }),
    after: (subnetID, name) => ({ ...place, subnetID, securityGroupRefs: [from(name)] }),
  },
]

async function said(stage: Stage, kind: string, type: string) {
  const object = await stage.get(kind, 'user')
  return object && condition(object, type)
}

describe.each(cases)('$kind $path', ({ kind, before, after }) => {
  test('is not in sync while the reference names nothing, and AWS keeps what it has', async () => {
    const { stage } = await story()
    const { a, nfs } = await network(stage)
    await stage.apply(manifest('FileSystem', 'shared', { encrypted: true }))
    await stage.apply(manifest(kind, 'user', before(a, nfs)))
    await stage.synced(kind, 'user')
    await stage.clock.advance(120_000)
    const { mutating } = writes(stage)
    await stage.apply(manifest(kind, 'user', after(a, 'elsewhere')))
    await stage.clock.advance(300_000)
    expect(await said(stage, kind, 'ACK.ResourceSynced')).toMatchObject({
      status: 'False',
      reason: 'ReferenceNotFound',
    })
    expect(await said(stage, kind, 'ACK.ReferencesResolved')).toMatchObject({ status: 'Unknown' })
    expect(writes(stage).mutating).toBe(mutating)
  })
})

test('every reference that can change has its story here, but for the key, which cannot while the region stays', () => {
  const soft = kinds.flatMap(({ name, references, facets }) =>
    references
      .filter(({ path }) => facets.some(({ field }) => path.split(/\.|\[\]/)[0] === field))
      .map(({ path }) => `${name} ${path}`),
  )
  expect(soft.filter((one) => !one.endsWith('kmsKeyID')).sort()).toEqual(
    cases.map(({ kind, path }) => `${kind} ${path}`).sort(),
  )
})
