import { type Command, control } from '@windlass/simulator'
import { condition, Stage } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { writes } from '../../test/story.ts'
import { RouteTable, Subnet, VPC, VPCEndpoint } from '../index.ts'

const network = `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata: { name: main }
spec: { cidrBlocks: [10.0.0.0/16], enableDNSSupport: true, enableDNSHostnames: true }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: one }
spec: { cidrBlock: 10.0.1.0/24, availabilityZone: us-west-2a, vpcRef: { from: { name: main } } }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: two }
spec: { cidrBlock: 10.0.2.0/24, availabilityZone: us-west-2b, vpcRef: { from: { name: main } } }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: RouteTable
metadata: { name: one }
spec: { vpcRef: { from: { name: main } } }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: RouteTable
metadata: { name: two }
spec: { vpcRef: { from: { name: main } } }
---`
const endpoint = (spec: string) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPCEndpoint
metadata: { name: s3 }
spec: { vpcRef: { from: { name: main } }, ${spec} }
`
const gateway = 'serviceName: com.amazonaws.us-west-2.s3, routeTableRefs: [{ from: { name: one } }]'
const named = (service: string) =>
  `serviceName: ${service}, vpcEndpointType: Interface, subnetRefs: [{ from: { name: one } }]`

async function open() {
  const stage = await Stage.open({ kinds: [VPC, Subnet, RouteTable, VPCEndpoint] })
  stage.start()
  const { tables } = stage.aws.at()
  const call = (operation: string, input: object) => stage.aws.invoke('ec2', operation, input)
  const tell = (command: Command) => control(stage.aws, command)
  return { stage, tables, call, tell, row: () => tables.vpcEndpoints.all()[0] }
}

/** A stage with a service of this account whose owner must accept connections, and an endpoint that waits for it. */
async function waiting() {
  const opened = await open()
  const { stage, tables, call } = opened
  const balancer = 'arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/net/one/0123456789abcdef'
  const request = { NetworkLoadBalancerArns: [balancer], AcceptanceRequired: true }
  await call('CreateVpcEndpointServiceConfiguration', request)
  await stage.clock.advance(3000)
  const service = tables.endpointServices.all()[0]
  await stage.apply(`${network}${endpoint(named(service?.ServiceName ?? ''))}`)
  const answer = (operation: 'AcceptVpcEndpointConnections' | 'RejectVpcEndpointConnections') =>
    call(operation, { ServiceId: service?.id, VpcEndpointIds: [opened.row()?.id] })
  await stage.until(async () => (await stage.get('VPCEndpoint', 's3'))?.status?.state === 'pendingAcceptance', 20_000)
  return { ...opened, service, answer }
}

test('a gateway endpoint is made once, its policy is filled in, and at rest nothing is written', async () => {
  const { stage, tables, row } = await open()
  await stage.apply(`${network}${endpoint(gateway)}`)
  const object = await stage.synced('VPCEndpoint', 's3')
  expect(tables.vpcEndpoints.size).toBe(1)
  expect(object.status).toMatchObject({ vpcEndpointID: row()?.id, state: 'available' })
  expect(object.spec?.policyDocument).toBe(row()?.PolicyDocument)
  await stage.clock.advance(130_000)
  const before = writes(stage)
  await stage.clock.advance(600_000)
  expect(writes(stage)).toEqual(before)
})

test('an interface endpoint is followed from pending to available within two seconds', async () => {
  const { stage, row } = await open()
  await stage.apply(`${network}${endpoint(named('com.amazonaws.us-west-2.sqs'))}`)
  await stage.until(async () => row()?.State === 'available', 200_000)
  await stage.untilCondition('VPCEndpoint', 's3', 'Ready', 'True', 2000)
})

describe('an endpoint whose owner must accept it', () => {
  test('says so, and is in sync within two seconds after it is available', async () => {
    const { stage, row, answer, service } = await waiting()
    const object = await stage.get('VPCEndpoint', 's3')
    expect(object && condition(object, 'Ready')).toMatchObject({
      status: 'False',
      reason: 'AwaitingAcceptance',
      message: `State is pendingAcceptance: the owner of ${service?.ServiceName} has yet to accept the connection`,
    })
    await stage.clock.advance(120_000)
    await answer('AcceptVpcEndpointConnections')
    await stage.until(async () => row()?.State === 'available', 60_000)
    await stage.untilCondition('VPCEndpoint', 's3', 'Ready', 'True', 2000)
  })

  test('takes new tags while it waits', async () => {
    const { stage, row } = await waiting()
    await stage.edit('VPCEndpoint', 's3', { spec: { tags: [{ key: 'team', value: 'a' }] } })
    await stage.until(async () => row()?.Tags?.some(({ Key, Value }) => Key === 'team' && Value === 'a') ?? false, 5000)
    expect(row()?.State).toBe('pendingAcceptance')
  })

  test('says within two seconds that it was rejected, and is mended when it is accepted after all', async () => {
    const { stage, row, answer, service } = await waiting()
    await answer('RejectVpcEndpointConnections')
    await stage.until(async () => row()?.State === 'rejected', 20_000)
    const object = await stage.untilCondition('VPCEndpoint', 's3', 'ACK.Terminal', 'True', 2000)
    expect(condition(object, 'ACK.Terminal')?.message).toBe(
      `State is rejected: the owner of ${service?.ServiceName} has rejected the connection`,
    )
    await answer('AcceptVpcEndpointConnections')
    await stage.synced('VPCEndpoint', 's3', 100_000)
    expect(stage.aws.at().tables.vpcEndpoints.size).toBe(1)
  })

  test.each([
    {
      to: 'Failed',
      LastError: { Code: 'InsufficientCapacity', Message: 'no room' },
      says: 'InsufficientCapacity: no room',
    },
    { to: 'Expired', LastError: undefined, says: 'did not accept the connection in time' },
  ])('is a failure when it is $to, however AWS spells it', async ({ to, LastError, says }) => {
    const { stage, tell, row } = await waiting()
    await tell({ do: 'alter', id: row()?.id ?? '', set: { State: to, LastError } })
    const object = await stage.untilCondition('VPCEndpoint', 's3', 'ACK.Terminal', 'True', 2000)
    expect(condition(object, 'ACK.Terminal')?.message).toContain(says)
    expect(object.status?.state).toBe(to)
  })
})

test('an endpoint deleted by hand is made anew, once', async () => {
  const { stage, tables, call, row } = await open()
  await stage.apply(`${network}${endpoint(gateway)}`)
  await stage.synced('VPCEndpoint', 's3')
  const first = row()?.id
  await call('DeleteVpcEndpoints', { VpcEndpointIds: [first] })
  await stage.clock.advance(200_000)
  const { status } = await stage.synced('VPCEndpoint', 's3')
  expect(status?.vpcEndpointID).not.toBe(first)
  expect(tables.vpcEndpoints.all().map(({ id }) => id)).toEqual([status?.vpcEndpointID])
})

test('an endpoint deleted by hand is made anew once even when the answer to the create is lost', async () => {
  const { stage, tables, call, tell, row } = await open()
  await stage.apply(`${network}${endpoint(gateway)}`)
  await stage.synced('VPCEndpoint', 's3')
  const first = row()?.id
  await tell({ do: 'fault', fault: 'drop', operation: 'CreateVpcEndpoint', times: 1 })
  await call('DeleteVpcEndpoints', { VpcEndpointIds: [first] })
  await stage.clock.advance(300_000)
  const { status } = await stage.synced('VPCEndpoint', 's3')
  expect(status?.vpcEndpointID).not.toBe(first)
  expect(tables.vpcEndpoints.all().map(({ id }) => id)).toEqual([status?.vpcEndpointID])
})

test('fields that change together are changed in one call, and drift in them is corrected', async () => {
  const { stage, tables, call, row } = await open()
  await stage.apply(`${network}${endpoint(`${gateway}, policyDocument: '${policy('s3:Get*')}'`)}`)
  await stage.synced('VPCEndpoint', 's3')
  const before = stage.aws.journal.totals().mutating
  await stage.edit('VPCEndpoint', 's3', {
    spec: { routeTableRefs: [{ from: { name: 'two' } }], policyDocument: policy('s3:Put*') },
  })
  await stage.synced('VPCEndpoint', 's3')
  const [two] = (await stage.list('RouteTable')).flatMap(({ metadata, status }) =>
    metadata.name === 'two' ? [String(status?.routeTableID)] : [],
  )
  expect(row()).toMatchObject({ RouteTableIds: [two], PolicyDocument: policy('s3:Put*') })
  expect(stage.aws.journal.totals().mutating).toBe(before + 1)
  await stage.clock.advance(60_000)
  await call('ModifyVpcEndpoint', { VpcEndpointId: row()?.id, RemoveRouteTableIds: [two], ResetPolicy: true })
  await stage.until(
    async () => row()?.RouteTableIds?.[0] === two && row()?.PolicyDocument === policy('s3:Put*'),
    62_000,
  )
  expect(tables.vpcEndpoints.size).toBe(1)
})

test('a policy that says the same in other words is left alone', async () => {
  const { stage, row, tell } = await open()
  await stage.apply(`${network}${endpoint(`${gateway}, policyDocument: '${policy('s3:Get*')}'`)}`)
  await stage.synced('VPCEndpoint', 's3')
  const worded = JSON.stringify(JSON.parse(policy('s3:Get*')), undefined, 2).replace('"s3:Get*"', '["s3:Get*"]')
  await tell({ do: 'alter', id: row()?.id ?? '', set: { PolicyDocument: worded } })
  const before = stage.aws.journal.totals().mutating
  await stage.clock.advance(200_000)
  expect(stage.aws.journal.totals().mutating).toBe(before)
})

const policy = (action: string) =>
  `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"${action}","Resource":"*"}]}`

test('subnets, security groups, private DNS and address type of an interface endpoint follow the spec', async () => {
  const { stage, tables, call, row } = await open()
  await stage.apply(`${network}${endpoint(named('com.amazonaws.us-west-2.sqs'))}`)
  await stage.synced('VPCEndpoint', 's3')
  const VpcId = tables.vpcs.all()[0]?.id
  await call('CreateSecurityGroup', { VpcId, GroupName: 'web', Description: 'web' })
  const group = tables.securityGroups.all().find((one) => one.GroupName === 'web')?.id
  await stage.edit('VPCEndpoint', 's3', {
    spec: {
      subnetRefs: [{ from: { name: 'two' } }],
      securityGroupIDs: [group],
      privateDNSEnabled: false,
      dnsOptions: { dnsRecordIPType: 'ipv4' },
    },
  })
  await stage.synced('VPCEndpoint', 's3')
  const two = tables.subnets.all().find((one) => one.CidrBlock === '10.0.2.0/24')?.id
  expect(row()).toMatchObject({ SubnetIds: [two], Groups: [{ GroupId: group }], PrivateDnsEnabled: false })
})

test('one field that AWS refuses does not keep another from being changed, and is named', async () => {
  const { stage, tables, row } = await open()
  await stage.apply(`${network}${endpoint(named('com.amazonaws.us-west-2.sqs'))}`)
  await stage.synced('VPCEndpoint', 's3')
  const before = row()?.Groups
  await stage.edit('VPCEndpoint', 's3', {
    spec: { subnetRefs: [{ from: { name: 'two' } }], securityGroupIDs: ['sg-00000000000000000'] },
  })
  const two = tables.subnets.all().find((one) => one.CidrBlock === '10.0.2.0/24')?.id
  await stage.until(async () => row()?.SubnetIds?.[0] === two && row()?.State === 'available', 60_000)
  const failing = await stage.untilCondition('VPCEndpoint', 's3', 'ACK.Recoverable', 'True', 5000)
  expect(condition(failing, 'ACK.Recoverable')?.message).toContain('securityGroupIDs: cannot add security groups sg-0')
  expect(row()?.Groups).toEqual(before)
})

test('drift of an interface endpoint is corrected within a sweep', async () => {
  const { stage, tables, call, row } = await open()
  const spec = `${named('com.amazonaws.us-west-2.sqs')}, privateDNSEnabled: true, dnsOptions: { dnsRecordIPType: ipv4 }`
  await stage.apply(`${network}${endpoint(spec)}`)
  await stage.synced('VPCEndpoint', 's3')
  await stage.clock.advance(60_000)
  const [one, two] = ['10.0.1.0/24', '10.0.2.0/24'].map(
    (block) => tables.subnets.all().find((row) => row.CidrBlock === block)?.id,
  )
  await call('ModifyVpcEndpoint', {
    VpcEndpointId: row()?.id,
    AddSubnetIds: [two],
    RemoveSubnetIds: [one],
    PrivateDnsEnabled: false,
    DnsOptions: { DnsRecordIpType: 'ipv6' },
  })
  await stage.until(async () => row()?.SubnetIds?.[0] === one, 120_000)
  expect(row()).toMatchObject({ SubnetIds: [one], PrivateDnsEnabled: true, DnsOptions: { DnsRecordIpType: 'ipv4' } })
})

describe('an endpoint that AWS refuses is terminal in the words of AWS', () => {
  test.each([
    {
      spec: 'serviceName: InvalidService',
      says: "InvalidServiceName: The Vpc Endpoint Service 'InvalidService' does not exist",
    },
    {
      spec: `serviceName: com.amazonaws.us-west-2.s3, routeTableIDs: [rtb-00000000000000000]`,
      says: 'InvalidRouteTableID.NotFound',
    },
  ])('$says', async ({ spec, says }) => {
    const { stage, tables } = await open()
    await stage.apply(network)
    await stage.synced('VPC', 'main')
    await stage.apply(endpoint(spec))
    const failed = async () =>
      JSON.stringify((await stage.get('VPCEndpoint', 's3'))?.status?.conditions ?? '').includes(says)
    await stage.until(failed, 2000)
    await stage.edit('VPCEndpoint', 's3', { spec: { serviceName: 'com.amazonaws.us-west-2.s3', routeTableIDs: null } })
    await stage.synced('VPCEndpoint', 's3', 5000)
    expect(tables.vpcEndpoints.size).toBe(1)
  })
})

test('what cannot be changed is refused by the API server', async () => {
  const { stage } = await open()
  await stage.apply(`${network}${endpoint(gateway)}`)
  await stage.synced('VPCEndpoint', 's3')
  await expect(
    stage.edit('VPCEndpoint', 's3', { spec: { serviceName: 'com.amazonaws.us-west-2.dynamodb' } }),
  ).rejects.toThrow(/serviceName \(or serviceRef\) is immutable/)
})

test('a delete that AWS answers with a list of failures is a failure, and is repeated until it is done', async () => {
  const { stage, tables, tell, row } = await open()
  await stage.apply(`${network}${endpoint(gateway)}`)
  await stage.synced('VPCEndpoint', 's3')
  await tell({ do: 'alter', id: row()?.id ?? '', set: { RequesterManaged: true } })
  await stage.delete('VPCEndpoint', 's3')
  const held = await stage.untilCondition('VPCEndpoint', 's3', 'Ready', 'False')
  expect(condition(held, 'ACK.Terminal')?.message).toContain('OperationNotPermitted')
  await tell({ do: 'alter', id: row()?.id ?? '', set: { RequesterManaged: false } })
  await stage.gone('VPCEndpoint', 's3')
  await stage.clock.advance(120_000)
  expect(tables.vpcEndpoints.size).toBe(0)
})
