import {
  AccessPointAlreadyExists,
  CreateAccessPointCommand,
  CreateFileSystemCommand,
  CreateMountTargetCommand,
  CreateReplicationConfigurationCommand,
  DeleteFileSystemCommand,
  DeleteMountTargetCommand,
  DescribeAccountPreferencesCommand,
  DescribeBackupPolicyCommand,
  DescribeFileSystemPolicyCommand,
  DescribeFileSystemsCommand,
  DescribeLifecycleConfigurationCommand,
  DescribeReplicationConfigurationsCommand,
  EFSClient,
  FileSystemAlreadyExists,
  FileSystemNotFound,
  ListTagsForResourceCommand,
  MountTargetConflict,
  PolicyNotFound,
  PutLifecycleConfigurationCommand,
  paginateDescribeFileSystems,
  TagResourceCommand,
  TooManyRequests,
  UntagResourceCommand,
  UpdateFileSystemCommand,
} from '@aws-sdk/client-efs'
import { seeded } from '@windlass/core/time'
import { afterEach, expect, test } from 'vitest'
import { VirtualClock } from '../../time/virtual.ts'
import { AwsWorld } from '../world/world.ts'
import { type Listener, listen } from './listener.ts'

const open: Listener[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function make() {
  const clock = new VirtualClock()
  const world = new AwsWorld({ clock, random: seeded(11) })
  const listener = await listen(world)
  open.push(listener)
  const client = new EFSClient({
    endpoint: listener.url,
    region: 'us-west-2',
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
    maxAttempts: 1,
  })
  const available = async (CreationToken: string) => {
    const { FileSystemId = '' } = await client.send(new CreateFileSystemCommand({ CreationToken }))
    await clock.advance(10_000)
    return FileSystemId
  }
  return { clock, world, client, available }
}

/** What a call is refused with. */
async function refusal(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  )
}

test('the SDK reads a file system, its times and its conflict with the id over HTTP', async () => {
  const { clock, client, available } = await make()
  const FileSystemId = await available('a')
  const { FileSystems = [] } = await client.send(new DescribeFileSystemsCommand({ CreationToken: 'a' }))
  expect(FileSystems[0]).toMatchObject({ FileSystemId, LifeCycleState: 'available', Tags: [] })
  expect(FileSystems[0]?.CreationTime?.getTime()).toBe(clock.now() - 10_000)
  const again = await refusal(client.send(new CreateFileSystemCommand({ CreationToken: 'a' })))
  expect(again).toBeInstanceOf(FileSystemAlreadyExists)
  expect(again).toMatchObject({
    FileSystemId,
    ErrorCode: 'FileSystemAlreadyExists',
    $metadata: { httpStatusCode: 409 },
  })
  const accepted = await client.send(
    new UpdateFileSystemCommand({ FileSystemId, ThroughputMode: 'provisioned', ProvisionedThroughputInMibps: 10 }),
  )
  expect(accepted).toMatchObject({ LifeCycleState: 'updating', $metadata: { httpStatusCode: 202 } })
  await clock.advance(10_000)
  const tooSoon = await refusal(client.send(new UpdateFileSystemCommand({ FileSystemId, ThroughputMode: 'elastic' })))
  expect(tooSoon).toBeInstanceOf(TooManyRequests)
  const deleted = await client.send(new DeleteFileSystemCommand({ FileSystemId }))
  expect(deleted.$metadata.httpStatusCode).toBe(204)
  await clock.advance(10_000)
  const gone = await refusal(client.send(new DescribeFileSystemsCommand({ FileSystemId })))
  expect(gone).toBeInstanceOf(FileSystemNotFound)
})

test('policies, replication and lifecycle of a file system come over HTTP as the SDK models them', async () => {
  const { client, available } = await make()
  const FileSystemId = await available('a')
  for (const command of [
    new DescribeBackupPolicyCommand({ FileSystemId }),
    new DescribeFileSystemPolicyCommand({ FileSystemId }),
  ])
    expect(await refusal(client.send(command))).toBeInstanceOf(PolicyNotFound)
  const LifecyclePolicies = [
    { TransitionToIA: 'AFTER_30_DAYS' as const },
    { TransitionToPrimaryStorageClass: 'AFTER_1_ACCESS' as const },
  ]
  await client.send(new PutLifecycleConfigurationCommand({ FileSystemId, LifecyclePolicies }))
  expect(await client.send(new DescribeLifecycleConfigurationCommand({ FileSystemId }))).toMatchObject({
    LifecyclePolicies,
  })
  await client.send(
    new CreateReplicationConfigurationCommand({
      SourceFileSystemId: FileSystemId,
      Destinations: [{ Region: 'eu-west-1' }],
    }),
  )
  const { Replications } = await client.send(new DescribeReplicationConfigurationsCommand({ FileSystemId }))
  expect(Replications?.[0]?.CreationTime).toBeInstanceOf(Date)
  expect(await client.send(new DescribeReplicationConfigurationsCommand({}))).toMatchObject({ Replications: [{}] })
  const { ResourceIdPreference } = await client.send(new DescribeAccountPreferencesCommand({}))
  expect(ResourceIdPreference?.ResourceIdType).toBe('LONG_ID')
})

test('mount targets and access points come over HTTP, and tags go by ARN', async () => {
  const { clock, world, client, available } = await make()
  await world.invoke('ec2', 'CreateVpc', { CidrBlock: '10.0.0.0/16' })
  const { tables } = world.at()
  await world.invoke('ec2', 'CreateSubnet', { VpcId: tables.vpcs.all()[0]!.id, CidrBlock: '10.0.0.0/24' })
  const FileSystemId = await available('a')
  const mount = () => client.send(new CreateMountTargetCommand({ FileSystemId, SubnetId: tables.subnets.all()[0]!.id }))
  const { MountTargetId, IpAddress } = await mount()
  expect(IpAddress).toBe('10.0.0.4')
  expect(await refusal(mount())).toBeInstanceOf(MountTargetConflict)
  await client.send(new DeleteMountTargetCommand({ MountTargetId }))
  const point = () => client.send(new CreateAccessPointCommand({ FileSystemId, ClientToken: 'p' }))
  const { AccessPointId, AccessPointArn: ResourceId } = await point()
  const again = await refusal(point())
  expect(again).toBeInstanceOf(AccessPointAlreadyExists)
  expect(again).toMatchObject({ AccessPointId })
  await client.send(
    new TagResourceCommand({
      ResourceId,
      Tags: [
        { Key: 'a b', Value: 'ü/1' },
        { Key: 'c', Value: '' },
      ],
    }),
  )
  await client.send(new UntagResourceCommand({ ResourceId, TagKeys: ['c', 'd'] }))
  expect(await client.send(new ListTagsForResourceCommand({ ResourceId }))).toMatchObject({
    Tags: [{ Key: 'a b', Value: 'ü/1' }],
  })
  await clock.advance(60_000)
  expect(tables.mountTargets.size).toBe(0)
})

test('the SDK’s paginator sees every file system once', async () => {
  const { world, client } = await make()
  for (let i = 0; i < 150; i++) await world.invoke('efs', 'CreateFileSystem', { CreationToken: `t${i}` })
  const ids: (string | undefined)[] = []
  for await (const page of paginateDescribeFileSystems({ client }, {}))
    ids.push(...(page.FileSystems ?? []).map((one) => one.FileSystemId))
  expect([ids.length, new Set(ids).size]).toEqual([150, 150])
})
