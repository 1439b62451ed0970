import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { DescribeFileSystemsCommand, EFSClient } from '@aws-sdk/client-efs'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../time/virtual.ts'
import { control } from '../control/control.ts'
import { restore, snapshot } from '../control/snapshot.ts'
import { RouteTables } from '../ec2/routetable/row.ts'
import { ec2 as ec2Service } from '../ec2/service.ts'
import { Vpcs } from '../ec2/vpc/row.ts'
import { operation } from '../engine/operation.ts'
import { requestHandler } from '../http/handler.ts'
import { listen } from '../http/listener.ts'
import { AwsWorld } from './world.ts'

const tokened = operation<object, object>({
  creates: RouteTables,
  ids: { VpcId: Vpcs },
  handle(_, { region, tags }) {
    const id = region.newId('rtb')
    region.table(RouteTables).put({ id, RouteTableId: id, VpcId: 'x', Tags: tags })
    return { RouteTable: { RouteTableId: id, Tags: tags } }
  },
})

function make(defaults = {}) {
  const clock = new VirtualClock()
  const world = new AwsWorld({
    clock,
    random: seeded(7),
    defaults,
    modules: [{ service: ec2Service, operations: { CreateRouteTable: tokened } }],
  })
  const ec2 = (name: string, input: object, signal?: AbortSignal) => world.invoke('ec2', name, input, { signal })
  return { clock, world, ec2, tables: world.at().tables }
}

async function withVpc(defaults = {}) {
  const all = make(defaults)
  await all.ec2('CreateVpc', {
    CidrBlock: '10.0.0.0/16',
    TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'Name', Value: 'a*b' }] }],
  })
  return { ...all, VpcId: all.tables.vpcs.all()[0]!.id }
}

test('the same token gives the same answer without a second effect, other parameters are refused, and the token expires', async () => {
  const { clock, ec2, tables, VpcId } = await withVpc({ tokenLifetime: 1000 })
  const input = { VpcId, ClientToken: 't' }
  const { $metadata: _, ...first } = (await ec2('CreateRouteTable', input)) as { $metadata: object }
  expect(await ec2('CreateRouteTable', input)).toMatchObject(first)
  expect(tables.routeTables.size).toBe(2)
  const other = { ...input, TagSpecifications: [{ ResourceType: 'route-table', Tags: [{ Key: 'a', Value: 'b' }] }] }
  await expect(ec2('CreateRouteTable', other)).rejects.toMatchObject({ name: 'IdempotentParameterMismatch' })
  await clock.advance(1000)
  await ec2('CreateRouteTable', input)
  expect(tables.routeTables.size).toBe(3)
})

test('filters take wildcards, alternatives and tags, and a backslash takes a wildcard literally', async () => {
  const { ec2, VpcId } = await withVpc()
  const count = async (Name: string, ...Values: string[]) =>
    ((await ec2('DescribeVpcs', { Filters: [{ Name, Values }] })) as { Vpcs: object[] }).Vpcs.length
  expect(
    await Promise.all([
      count('tag:Name', 'a\\*b'),
      count('tag:Name', 'a?b'),
      count('tag-key', 'N*'),
      count('vpc-id', 'x', VpcId),
      count('tag:name', 'a*b'),
      count('cidr', '10.1*'),
    ]),
  ).toEqual([1, 1, 1, 1, 0, 0])
})

test('pages neither repeat nor lose rows while others are deleted', async () => {
  const { ec2, tables } = make({ quotas: { VpcLimitExceeded: 20 } })
  for (let i = 0; i < 8; i++) await ec2('CreateVpc', { CidrBlock: `10.${i}.0.0/16` })
  const first = (await ec2('DescribeVpcs', { MaxResults: 5 })) as { Vpcs: { VpcId: string }[]; NextToken: string }
  await ec2('DeleteVpc', { VpcId: first.Vpcs[0]!.VpcId })
  const second = (await ec2('DescribeVpcs', { MaxResults: 5, NextToken: first.NextToken })) as typeof first
  expect([...first.Vpcs.slice(1), ...second.Vpcs].map((vpc) => vpc.VpcId)).toEqual(
    tables.vpcs.all().map((vpc) => vpc.id),
  )
  expect(second.NextToken).toBeUndefined()
})

test('a reply can be lost after the effect, a connection reset before it, an action throttled twice, a call hang until it is given up', async () => {
  const { world, ec2, tables } = make()
  const create = () => ec2('CreateVpc', { CidrBlock: '10.0.0.0/16' })
  await control(world, { do: 'fault', fault: 'drop', operation: 'CreateVpc', times: 1 })
  await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(tables.vpcs.size).toBe(1)
  await control(world, { do: 'fault', fault: 'reset', operation: 'CreateVpc', times: 1 })
  await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(tables.vpcs.size).toBe(1)
  await control(world, { do: 'fault', fault: 'throttle', operation: 'CreateVpc', times: 2 })
  for (let i = 0; i < 2; i++)
    await expect(create()).rejects.toMatchObject({ name: 'RequestLimitExceeded', $metadata: { httpStatusCode: 503 } })
  await create()
  await control(world, { do: 'fault', fault: 'hang', times: 1 })
  const stop = new AbortController()
  const hanging = ec2('DescribeVpcs', {}, stop.signal)
  stop.abort(new Error('given up'))
  await expect(hanging).rejects.toThrow('given up')
  expect(world.journal.counts().CreateVpc).toMatchObject({ calls: 5, errors: 4 })
})

test('a held transition waits for its release, and one told to fail fails', async () => {
  const { clock, world, ec2, tables, VpcId } = await withVpc()
  await control(world, { do: 'hold', transition: 'vpc.available' })
  await control(world, { do: 'fail', transition: 'subnet.available', code: 'X', message: 'no' })
  await clock.advance(60_000)
  expect(tables.vpcs.get(VpcId)?.State).toBe('pending')
  await control(world, { do: 'release', transition: 'vpc.available' })
  expect(tables.vpcs.get(VpcId)?.State).toBe('available')
  await ec2('CreateSubnet', { VpcId, CidrBlock: '10.0.0.0/24' })
  await clock.advance(1000)
  expect(tables.subnets.all()[0]?.State).toBe('failed')
})

test('reads by id and by filter lag independently behind a write, and so do ids other calls name', async () => {
  const { clock, world, ec2 } = make()
  await control(world, { do: 'stale', byId: 1000, byFilter: 3000, references: 2000 })
  const { Vpc: vpc } = (await ec2('CreateVpc', { CidrBlock: '10.0.0.0/16' })) as { Vpc: { VpcId: string } }
  const byId = () => ec2('DescribeVpcs', { VpcIds: [vpc.VpcId] })
  const byFilter = async () => ((await ec2('DescribeVpcs', {})) as { Vpcs: object[] }).Vpcs.length
  const subnet = () => ec2('CreateSubnet', { VpcId: vpc.VpcId, CidrBlock: '10.0.0.0/24' })
  await expect(byId()).rejects.toMatchObject({ name: 'InvalidVpcID.NotFound' })
  await expect(subnet()).rejects.toMatchObject({ name: 'InvalidVpcID.NotFound' })
  await clock.advance(1000)
  expect(await byId()).toMatchObject({ Vpcs: [{ State: 'pending' }] })
  expect(await byFilter()).toBe(0)
  await clock.advance(2000)
  expect(await byFilter()).toBe(1)
  await subnet()
})

test('a restored snapshot goes on where it was taken, life cycles included', async () => {
  const { world, clock, VpcId } = await withVpc()
  const saved = JSON.parse(JSON.stringify(snapshot(world)))
  await control(world, { do: 'remove', id: VpcId })
  restore(world, saved)
  expect(world.at().tables.vpcs.get(VpcId)?.State).toBe('pending')
  await clock.advance(1000)
  expect(world.at().tables.vpcs.get(VpcId)?.State).toBe('available')
  expect(JSON.parse(JSON.stringify(snapshot(world))).regions[0].tables.securityGroups).toEqual(
    saved.regions[0].tables.securityGroups,
  )
})

test('AWS’s bucket of fifty mutating calls empties and refills at five a second', async () => {
  const { clock, ec2, VpcId } = await withVpc({ throttling: true })
  const attempt = async () => {
    const error: unknown = await ec2('ModifyVpcAttribute', { VpcId, EnableDnsSupport: { Value: true } }).catch(
      (caught: unknown) => caught,
    )
    return !(error instanceof Error)
  }
  const burst = []
  for (let i = 0; i < 52; i++) burst.push(await attempt())
  expect(burst.filter(Boolean)).toHaveLength(50)
  await clock.advance(1000)
  const later = []
  for (let i = 0; i < 7; i++) later.push(await attempt())
  expect(later.filter(Boolean)).toHaveLength(5)
})

test('an unmodified SDK client sees its account, typed errors and retryable throttles, in process and over HTTP', async () => {
  const { world, VpcId } = await withVpc()
  const credentials = { accessKeyId: '123456789012', secretAccessKey: 'x' }
  const config = { region: 'us-west-2', credentials, maxAttempts: 1 }
  const inside = new EC2Client({ ...config, requestHandler: requestHandler(world) })
  expect((await inside.send(new DescribeVpcsCommand({ VpcIds: [VpcId] }))).Vpcs?.[0]?.Tags).toEqual([
    { Key: 'Name', Value: 'a*b' },
  ])
  const other = new STSClient({
    ...config,
    credentials: { accessKeyId: '210987654321', secretAccessKey: 'x' },
    requestHandler: requestHandler(world),
  })
  expect((await other.send(new GetCallerIdentityCommand({}))).Account).toBe('210987654321')
  const listener = await listen(world)
  try {
    const outside = new EC2Client({ ...config, endpoint: listener.url })
    expect((await outside.send(new DescribeVpcsCommand({}))).Vpcs).toHaveLength(1)
    await expect(listen(world, { port: listener.port })).rejects.toMatchObject({ code: 'PortInUse' })
    await fetch(`${listener.url}/_windlass/control`, {
      method: 'POST',
      body: JSON.stringify({ do: 'key', accessKey: '*', code: 'ExpiredToken' }),
    })
    await expect(outside.send(new DescribeVpcsCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' })
    await control(world, { do: 'clear' })
    await control(world, {
      do: 'fault',
      fault: 'fail',
      service: 'efs',
      code: 'FileSystemNotFound',
      message: 'no',
      status: 404,
    })
    const files = new EFSClient({ ...config, endpoint: listener.url })
    await expect(files.send(new DescribeFileSystemsCommand({}))).rejects.toMatchObject({ name: expect.any(String) })
    outside.destroy()
    files.destroy()
  } finally {
    await listener.close()
  }
})
