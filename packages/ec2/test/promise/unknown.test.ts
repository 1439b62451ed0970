import { control } from '@windlass/simulator'
import { expect, test } from 'vitest'
import { ground, subnet, synced, vpcManifest } from './ground.ts'

test('a create whose reply is lost is found again by its tag, and not repeated', async () => {
  const { stage } = await ground()
  control(stage.aws, { do: 'fault', fault: 'drop', operation: 'CreateVpc', times: 1 })
  stage.start()
  await stage.apply(vpcManifest)
  await stage.clock.advance(100)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'Unknown', reason: 'CreateOutcomeUnknown' })
  await stage.synced('VPC', 'main')
  expect(
    stage.aws
      .at()
      .tables.vpcs.all()
      .filter((vpc) => vpc.CidrBlock === '10.7.0.0/16'),
  ).toHaveLength(1)
})

test('a create that never reached AWS is repeated only after the search has shown nothing for the whole quarantine', async () => {
  const { stage } = await ground()
  control(stage.aws, { do: 'fault', fault: 'reset', operation: 'CreateVpc', times: 1 })
  stage.start()
  await stage.apply(vpcManifest)
  await stage.clock.advance(290_000)
  expect(
    stage.aws
      .at()
      .tables.vpcs.all()
      .filter((vpc) => vpc.CidrBlock === '10.7.0.0/16'),
  ).toHaveLength(0)
  await stage.synced('VPC', 'main')
  expect(
    stage.aws
      .at()
      .tables.vpcs.all()
      .filter((vpc) => vpc.CidrBlock === '10.7.0.0/16'),
  ).toHaveLength(1)
})

test('a VPC whose create was lost while the tag index lags is still not made twice', async () => {
  const { stage } = await ground()
  control(stage.aws, { do: 'stale', byFilter: 120_000 })
  control(stage.aws, { do: 'fault', fault: 'drop', operation: 'CreateVpc', times: 1 })
  stage.start()
  await stage.apply(vpcManifest)
  await stage.synced('VPC', 'main')
  expect(
    stage.aws
      .at()
      .tables.vpcs.all()
      .filter((vpc) => vpc.CidrBlock === '10.7.0.0/16'),
  ).toHaveLength(1)
})

test('an object that AWS does not show right after its create is waited for, not made again', async () => {
  const { stage, vpc } = await ground()
  control(stage.aws, { do: 'stale', byFilter: 60_000, byId: 60_000 })
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.clock.advance(20_000)
  expect(await synced(stage, 'Subnet', 'one')).toMatchObject({ status: 'False', reason: 'Creating' })
  await stage.synced('Subnet', 'one')
  expect(stage.aws.at().tables.subnets.all()).toHaveLength(1)
})

test('two controllers that both believe to lead make one object', async () => {
  const { stage, vpc } = await ground()
  stage.start()
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.apply(vpcManifest)
  await stage.synced('Subnet', 'one')
  await stage.synced('VPC', 'main')
  await stage.clock.advance(120_000)
  expect(stage.aws.at().tables.subnets.all()).toHaveLength(1)
  expect(
    stage.aws
      .at()
      .tables.vpcs.all()
      .filter((made) => made.CidrBlock === '10.7.0.0/16'),
  ).toHaveLength(1)
})

test('the id of a new object survives an API server that fails just then', async () => {
  const { stage, vpc } = await ground()
  stage.start()
  stage.cluster.faults.refuse({
    status: 503,
    times: 20,
    match: (request) => request.path.endsWith('/subnets/one/status'),
  })
  await stage.apply(subnet(vpc))
  const object = await stage.synced('Subnet', 'one')
  expect(
    stage.aws
      .at()
      .tables.subnets.all()
      .map((made) => made.id),
  ).toEqual([object.status?.subnetID])
})

test('an intent whose writing was answered by nobody is known to have sent nothing: the create follows at once', async () => {
  const { stage } = await ground()
  stage.cluster.faults.loseReply({ match: ({ contentType }) => contentType === 'application/json-patch+json' })
  stage.start()
  await stage.apply(vpcManifest)
  await stage.synced('VPC', 'main', 30_000)
  expect(stage.aws.journal.counts().CreateVpc?.calls).toBe(2)
})

test('a subnet whose create never reached AWS is created again at once: AWS itself refuses a second one', async () => {
  const { stage, vpc } = await ground()
  control(stage.aws, { do: 'fault', fault: 'reset', operation: 'CreateSubnet', times: 1 })
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.synced('Subnet', 'one', 30_000)
  expect(stage.aws.at().tables.subnets.all()).toHaveLength(1)
})

test('a subnet that AWS does not show, and refuses to make again, is searched for until it shows', async () => {
  const { stage, vpc } = await ground()
  control(stage.aws, { do: 'stale', byFilter: 120_000 })
  control(stage.aws, { do: 'fault', fault: 'drop', operation: 'CreateSubnet', times: 1 })
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.clock.advance(60_000)
  expect(await synced(stage, 'Subnet', 'one')).toMatchObject({ status: 'Unknown', reason: 'CreateOutcomeUnknown' })
  const object = await stage.synced('Subnet', 'one', 120_000)
  expect(stage.aws.at().tables.subnets.all()).toMatchObject([{ id: object.status?.subnetID }])
})

test('a range that somebody else has taken while the outcome of a create was not known is said to be taken', async () => {
  const { stage, vpc } = await ground()
  control(stage.aws, { do: 'fault', fault: 'reset', operation: 'CreateSubnet', times: 1 })
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.clock.advance(100)
  await stage.aws.invoke('ec2', 'CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.1.0/24' })
  await stage.clock.advance(400_000)
  expect(await synced(stage, 'Subnet', 'one')).toMatchObject({ status: 'False', reason: 'AlreadyExists' })
  expect(stage.aws.at().tables.subnets.all()).toHaveLength(1)
})
