import { describe, expect, test } from 'vitest'
import { manifest, network, story, writes } from './story.ts'

const statement = {
  Effect: 'Allow',
  Principal: { AWS: '*' },
  Action: ['elasticfilesystem:ClientMount'],
  Condition: { Bool: { 'elasticfilesystem:AccessedViaMountTarget': 'true' } },
}
const policy = (...statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })

describe('a policy whose statement names no resource, as the EFS console makes it', () => {
  // AWS gives it back with the ARN of the file system: what the AWS CDK sends beside policies as deployed.
  test('is in sync with what AWS makes of it, and is written once', async () => {
    const { stage, tables } = await story()
    await stage.apply(manifest('FileSystem', 'shared', { policy: policy(statement) }))
    await stage.synced('FileSystem', 'shared')
    const [row] = tables.fileSystems.all()
    expect(JSON.parse(row?.policy ?? '')).toMatchObject({ Statement: [{ Resource: row?.FileSystemArn }] })
    const before = writes(stage)
    await stage.clock.advance(300_000)
    expect(writes(stage)).toEqual(before)
    await stage.synced('FileSystem', 'shared')
  })

  test('is brought back when somebody leads it to another resource', async () => {
    const { stage, tables, call } = await story()
    await stage.apply(manifest('FileSystem', 'shared', { policy: policy(statement) }))
    await stage.synced('FileSystem', 'shared')
    const [row] = tables.fileSystems.all()
    const Resource = `${row?.FileSystemArn}/other`
    await call('PutFileSystemPolicy', { FileSystemId: row?.id, Policy: policy({ ...statement, Resource }) })
    const shown = () => JSON.parse(tables.fileSystems.all()[0]?.policy ?? '').Statement[0].Resource
    expect(shown()).toBe(Resource)
    await stage.until(async () => shown() === row?.FileSystemArn, 120_000)
  })
})

test('a mount target asked for without security groups keeps the one that AWS gives it, and rests', async () => {
  const { stage, tables } = await story()
  const { a, nfs } = await network(stage)
  await stage.apply(manifest('FileSystem', 'shared', {}))
  const spec = { fileSystemRef: { from: { name: 'shared' } }, subnetID: a, securityGroups: [] as string[] }
  await stage.apply(manifest('MountTarget', 'one', spec))
  await stage.synced('MountTarget', 'one')
  const groups = () => tables.networkInterfaces.all().flatMap(({ Groups = [] }) => Groups.map(({ GroupId }) => GroupId))
  const given = groups()
  expect(given).toHaveLength(1)
  await stage.clock.advance(60_000)
  const before = writes(stage)
  await stage.clock.advance(300_000)
  expect(writes(stage)).toEqual(before)
  await stage.edit('MountTarget', 'one', { spec: { securityGroups: [nfs] } })
  await stage.synced('MountTarget', 'one')
  expect(groups()).toEqual([nfs])
  await stage.edit('MountTarget', 'one', { spec: { securityGroups: [] } })
  await stage.synced('MountTarget', 'one')
  expect(groups()).toEqual([nfs])
})
