import { condition, Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { RouteTable } from '../routetable/routetable.ts'
import { VPC } from '../vpc/vpc.ts'
import { InternetGateway } from './internetgateway.ts'

async function open() {
  const stage = await Stage.open({ kinds: [VPC, RouteTable, InternetGateway] })
  stage.start()
  const { tables } = stage.aws.at()
  const call = (operation: string, input: object) => stage.aws.invoke('ec2', operation, input)
  const attached = () => tables.internetGateways.all().map((row) => row.Attachments?.map(({ VpcId }) => VpcId))
  return { stage, tables, call, attached }
}

const vpc = (name: string, block: string) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata: { name: ${name} }
spec: { cidrBlocks: [${block}] }
---`
const gateway = (spec: string) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: InternetGateway
metadata: { name: main }
spec: ${spec}
`
const two = `${vpc('one', '10.0.0.0/16')}${vpc('two', '10.1.0.0/16')}`

test('a gateway is made once, attached to the VPC it refers to, and its status shows the attachment', async () => {
  const { stage, tables, attached } = await open()
  await stage.apply(`${gateway('{ vpcRef: { from: { name: one } } }')}---${vpc('one', '10.0.0.0/16')}`)
  const object = await stage.synced('InternetGateway', 'main')
  const id = tables.vpcs.all()[0]?.id
  expect(attached()).toEqual([[id]])
  expect(object.status).toMatchObject({
    internetGatewayID: tables.internetGateways.all()[0]?.id,
    attachments: [{ vpcID: id, state: 'available' }],
  })
  const before = { revision: stage.cluster.revision, mutating: stage.aws.journal.totals().mutating }
  await stage.clock.advance(600_000)
  expect({ revision: stage.cluster.revision, mutating: stage.aws.journal.totals().mutating }).toEqual(before)
})

test('a gateway moves to another VPC, and an empty text detaches it', async () => {
  const { stage, tables, attached } = await open()
  await stage.apply(`${two}${gateway('{ vpcRef: { from: { name: one } } }')}`)
  await stage.synced('InternetGateway', 'main')
  await stage.edit('InternetGateway', 'main', { spec: { vpcRef: { from: { name: 'two' } } } })
  const { status } = await stage.synced('InternetGateway', 'main')
  const second = tables.vpcs.all().find((row) => row.CidrBlock === '10.1.0.0/16')?.id
  expect(attached()).toEqual([[second]])
  expect(status?.attachments).toEqual([{ vpcID: second, state: 'available' }])
  await stage.edit('InternetGateway', 'main', { spec: { vpcRef: null, vpc: '' } })
  await stage.synced('InternetGateway', 'main')
  expect(attached()).toEqual([[]])
})

test('a gateway detached by hand is attached again within a sweep; once the VPC is taken out of the spec, whatever others do stays', async () => {
  const { stage, tables, call, attached } = await open()
  await stage.apply(`${two}${gateway('{ vpcRef: { from: { name: one } } }')}`)
  await stage.synced('InternetGateway', 'main')
  await stage.clock.advance(60_000)
  const InternetGatewayId = tables.internetGateways.all()[0]?.id
  const VpcId = attached()[0]?.[0]
  await call('DetachInternetGateway', { InternetGatewayId, VpcId })
  await stage.until(async () => attached()[0]?.[0] === VpcId, 61_000)
  await stage.edit('InternetGateway', 'main', { spec: { vpcRef: null } })
  await stage.synced('InternetGateway', 'main')
  await stage.clock.advance(5000)
  expect(attached()).toEqual([[]])
  await call('AttachInternetGateway', { InternetGatewayId, VpcId })
  await stage.clock.advance(130_000)
  expect(attached()).toEqual([[VpcId]])
})

test('a VPC that has a gateway already is a terminal error in the words of AWS, mended by another VPC', async () => {
  const { stage, tables, call, attached } = await open()
  await stage.apply(two)
  await stage.synced('VPC', 'two')
  const [one, other] = ['10.0.0.0/16', '10.1.0.0/16'].map(
    (block) => tables.vpcs.all().find((row) => row.CidrBlock === block)?.id,
  )
  await call('CreateInternetGateway', {})
  const foreign = tables.internetGateways.all()[0]?.id
  await call('AttachInternetGateway', { InternetGatewayId: foreign, VpcId: one })
  await stage.apply(gateway(`{ vpc: ${one} }`))
  const object = await stage.untilCondition('InternetGateway', 'main', 'ACK.Terminal', 'True', 3000)
  expect(condition(object, 'ACK.Terminal')?.message).toContain(
    `InvalidParameterValue: Network ${one} already has an internet gateway attached`,
  )
  await stage.edit('InternetGateway', 'main', { spec: { vpc: other } })
  await stage.synced('InternetGateway', 'main', 3000)
  expect(attached()).toEqual([[one], [other]])
})

test('a delete detaches first; while public addresses are mapped it waits, names them, and goes on when they are gone', async () => {
  const { stage, tables, call } = await open()
  await stage.apply(`${vpc('one', '10.0.0.0/16')}${gateway('{ vpcRef: { from: { name: one } } }')}`)
  await stage.synced('InternetGateway', 'main')
  await call('CreateSubnet', { VpcId: tables.vpcs.all()[0]?.id, CidrBlock: '10.0.0.0/24' })
  await stage.clock.advance(5000)
  await call('CreateNetworkInterface', { SubnetId: tables.subnets.all()[0]?.id, Description: 'web' })
  await call('AllocateAddress', { Domain: 'vpc' })
  const eni = tables.networkInterfaces.all()[0]?.id
  const AllocationId = tables.addresses.all()[0]?.id
  await call('AssociateAddress', { AllocationId, NetworkInterfaceId: eni })
  await stage.delete('InternetGateway', 'main')
  const held = await stage.untilCondition('InternetGateway', 'main', 'Ready', 'False')
  expect(condition(held, 'Ready')?.reason).toBe('BlockedByDependents')
  expect(condition(held, 'Ready')?.message).toContain(
    `network interface ${eni} (web) with the address ${tables.addresses.all()[0]?.PublicIp}`,
  )
  await call('DisassociateAddress', { AssociationId: tables.addresses.all()[0]?.AssociationId })
  await stage.gone('InternetGateway', 'main', 60_000)
  expect(tables.internetGateways.all()).toEqual([])
})

test('traffic entering through a gateway follows its route table; another one takes over in place, and teardown frees it', async () => {
  const { stage, tables, call, attached } = await open()
  await stage.apply(`${two}${gateway('{ vpcRef: { from: { name: one } } }')}`)
  await stage.synced('InternetGateway', 'main')
  const [VpcId] = attached()[0] ?? []
  await call('CreateRouteTable', { VpcId })
  await call('CreateRouteTable', { VpcId })
  const own = () => tables.routeTableAssociations.all().filter(({ Main }) => !Main)
  const [, a, b] = tables.routeTables.where('vpc', VpcId).map(({ id }) => id)
  await stage.edit('InternetGateway', 'main', { spec: { routeTables: [a] } })
  await stage.synced('InternetGateway', 'main')
  expect(own()).toMatchObject([{ RouteTableId: a, GatewayId: tables.internetGateways.all()[0]?.id }])
  await stage.edit('InternetGateway', 'main', { spec: { routeTables: [b] } })
  await stage.synced('InternetGateway', 'main')
  expect(own()).toMatchObject([{ RouteTableId: b }])
  await stage.clock.advance(60_000)
  await call('DisassociateRouteTable', { AssociationId: own()[0]?.id })
  await stage.until(async () => own()[0]?.RouteTableId === b, 62_000)
  await stage.edit('InternetGateway', 'main', { spec: { vpcRef: { from: { name: 'two' } }, routeTables: [] } })
  await stage.synced('InternetGateway', 'main')
  expect(own()).toEqual([])
  expect(attached()[0]).not.toEqual([VpcId])
})

test('a gateway and its route table, deleted at once, both go', async () => {
  const { stage, tables } = await open()
  await stage.apply(`${two}
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: RouteTable
metadata: { name: edge }
spec: { vpcRef: { from: { name: one } } }
---${gateway('{ vpcRef: { from: { name: one } }, routeTableRefs: [{ from: { name: edge } }] }')}`)
  await stage.synced('InternetGateway', 'main')
  expect(tables.routeTableAssociations.all().filter(({ Main }) => !Main)).toHaveLength(1)
  await stage.delete('RouteTable', 'edge')
  await stage.clock.advance(1000)
  await stage.delete('InternetGateway', 'main')
  await stage.gone('InternetGateway', 'main', 60_000)
  await stage.gone('RouteTable', 'edge', 120_000)
  expect(tables.internetGateways.size).toBe(0)
})

test('a gateway that is deleted leaves its route tables free', async () => {
  const { stage, tables, call, attached } = await open()
  await stage.apply(`${two}${gateway('{ vpcRef: { from: { name: one } } }')}`)
  await stage.synced('InternetGateway', 'main')
  await call('CreateRouteTable', { VpcId: attached()[0]?.[0] })
  const table = tables.routeTables.where('vpc', attached()[0]?.[0]).at(-1)?.id
  await stage.edit('InternetGateway', 'main', { spec: { routeTables: [table] } })
  await stage.synced('InternetGateway', 'main')
  await stage.delete('InternetGateway', 'main')
  await stage.gone('InternetGateway', 'main', 10_000)
  expect(tables.routeTableAssociations.all().filter(({ Main }) => !Main)).toEqual([])
})

test('a gateway that cannot leave its VPC stays, says what keeps it, and moves when it is free', async () => {
  const { stage, tables, call, attached } = await open()
  await stage.apply(`${two}${gateway('{ vpcRef: { from: { name: one } } }')}`)
  await stage.synced('InternetGateway', 'main')
  const [first] = attached()
  await call('CreateSubnet', { VpcId: first?.[0], CidrBlock: '10.0.0.0/24' })
  await stage.clock.advance(5000)
  await call('CreateNetworkInterface', { SubnetId: tables.subnets.all()[0]?.id })
  await call('AllocateAddress', { Domain: 'vpc' })
  const [address] = tables.addresses.all()
  const [eni] = tables.networkInterfaces.all()
  await call('AssociateAddress', { AllocationId: address?.id, NetworkInterfaceId: eni?.id })
  await stage.edit('InternetGateway', 'main', { spec: { vpcRef: { from: { name: 'two' } } } })
  const held = await stage.untilCondition('InternetGateway', 'main', 'Ready', 'False')
  expect(condition(held, 'Ready')?.message).toBe(
    `AWS will not detach it from ${first?.[0]} while it is used by network interface ${eni?.id} (interface) with the address ${address?.PublicIp}`,
  )
  expect(attached()).toEqual([first])
  await call('DisassociateAddress', { AssociationId: tables.addresses.all()[0]?.AssociationId })
  await stage.synced('InternetGateway', 'main', 120_000)
  expect(attached()).not.toEqual([first])
})

test('tags are added, changed and removed; tags of others are left alone', async () => {
  const { stage, tables, call } = await open()
  const tags = () =>
    Object.fromEntries(
      (tables.internetGateways.all()[0]?.Tags ?? [])
        .filter(({ Key }) => !Key?.startsWith('services.k8s.aws/'))
        .map(({ Key, Value }) => [Key, Value]),
    )
  await stage.apply(gateway('{ tags: [{ key: team, value: a }, { key: stage, value: test }] }'))
  await stage.synced('InternetGateway', 'main')
  await call('CreateTags', {
    Resources: [tables.internetGateways.all()[0]?.id],
    Tags: [{ Key: 'cost', Value: '7' }],
  })
  await stage.edit('InternetGateway', 'main', {
    spec: {
      tags: [
        { key: 'team', value: 'b' },
        { key: 'owner', value: 'c' },
      ],
    },
  })
  await stage.synced('InternetGateway', 'main')
  expect(tags()).toEqual({ team: 'b', owner: 'c', cost: '7' })
})

test('a gateway that is adopted brings its VPC into the spec and is not attached again', async () => {
  const { stage, tables, call } = await open()
  await call('CreateVpc', { CidrBlock: '10.0.0.0/16' })
  await call('CreateInternetGateway', {})
  await stage.clock.advance(5000)
  const VpcId = tables.vpcs.all()[0]?.id
  const InternetGatewayId = tables.internetGateways.all()[0]?.id
  await call('AttachInternetGateway', { InternetGatewayId, VpcId })
  await stage.apply(`
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: InternetGateway
metadata:
  name: main
  annotations:
    services.k8s.aws/adoption-policy: adopt
    services.k8s.aws/adoption-fields: '{"internetGatewayID": "${InternetGatewayId}"}'
spec: {}
`)
  const object = await stage.synced('InternetGateway', 'main')
  expect(object.spec?.vpc).toBe(VpcId)
  expect(object.status?.internetGatewayID).toBe(InternetGatewayId)
})

test('in plan mode the status says what would be done, and nothing is done', async () => {
  const { stage, attached } = await open()
  await stage.apply(`${two}${gateway('{ vpcRef: { from: { name: one } } }')}`)
  await stage.synced('InternetGateway', 'main')
  const before = attached()
  await stage.edit('InternetGateway', 'main', {
    metadata: { annotations: { 'windlass.dev/mode': 'plan' } },
    spec: { vpcRef: { from: { name: 'two' } } },
  })
  const object = await stage.untilCondition('InternetGateway', 'main', 'Ready', 'Unknown')
  expect(condition(object, 'Ready')?.message).toMatch(/^Would detach it from vpc-\w+; attach it to vpc-\w+$/)
  expect(attached()).toEqual(before)
})

// AssociationState of the EC2 API reference: associating, associated, disassociating, disassociated, failing, failed.
test('a gateway is in sync once its route table is in force, not while AWS is associating it', async () => {
  const { stage, tables } = await open()
  const table = `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: RouteTable
metadata: { name: edge }
spec: { vpcRef: { from: { name: one } } }
---`
  const refs = '{ vpcRef: { from: { name: one } }, routeTableRefs: [{ from: { name: edge } }] }'
  await stage.apply(`${vpc('one', '10.0.0.0/16')}${table}${gateway(refs)}`)
  await stage.synced('InternetGateway', 'main')
  const states = () =>
    tables.routeTableAssociations
      .all()
      .flatMap(({ GatewayId, AssociationState }) => (GatewayId === undefined ? [] : AssociationState?.State))
  expect(states()).toEqual(['associated'])
})
