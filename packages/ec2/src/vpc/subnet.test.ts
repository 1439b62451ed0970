import { condition } from '@windlass/testing'
import { expect, test } from 'vitest'
import { message, story, writes } from '../../test/story.ts'

const subnet = (vpc: string, spec = '', name = 'one') => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: ${name} }
spec: { vpcID: ${vpc}, cidrBlock: 10.0.1.0/24, ${spec} }
---`

const table = (vpc: string, name: string) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: RouteTable
metadata: { name: ${name} }
spec: { vpcID: ${vpc} }
---`

async function open() {
  const { stage, vpc, tables, call } = await story()
  const row = () => tables.subnets.all()[0]
  /** The table the subnet is on; undefined when it follows the main one. */
  const on = () => tables.routeTableAssociations.where('subnet', row()?.id ?? '').map((one) => one.RouteTableId)
  const tableOf = async (name: string) => (await stage.get('RouteTable', name))?.status?.routeTableID
  return { stage, vpc, tables, call, row, on, tableOf }
}

test('a subnet is made once with its attributes, shows what AWS says of it, and is then left alone', async () => {
  const { stage, vpc, tables, row, on } = await open()
  await stage.apply(subnet(vpc, 'mapPublicIPOnLaunch: true, hostnameType: resource-name'))
  const object = await stage.synced('Subnet', 'one')
  expect(tables.subnets.size).toBe(1)
  expect(row()).toMatchObject({ MapPublicIpOnLaunch: true })
  expect(on()).toEqual([])
  expect(object.status).toMatchObject({
    subnetID: row()?.id,
    state: 'available',
    availableIPAddressCount: 251,
    defaultForAZ: false,
    ownerID: '123456789012',
    privateDNSNameOptionsOnLaunch: { hostnameType: 'resource-name' },
    ackResourceMetadata: { arn: row()?.SubnetArn },
  })
  const before = writes(stage)
  await stage.clock.advance(600_000)
  expect(writes(stage)).toEqual(before)
  await stage.delete('Subnet', 'one')
  await stage.gone('Subnet', 'one', 10_000)
  expect(tables.subnets.size).toBe(0)
})

const attributes = [
  ['mapPublicIPOnLaunch: true', 'mapPublicIPOnLaunch: false', 'MapPublicIpOnLaunch'],
  ['enableResourceNameDNSARecord: true', 'enableResourceNameDNSARecord: false', 'EnableResourceNameDnsARecord'],
  [
    'enableResourceNameDNSAAAARecord: true',
    'enableResourceNameDNSAAAARecord: false',
    'EnableResourceNameDnsAAAARecord',
  ],
] as const

test.each(attributes)(
  '%s becomes %s in AWS, and a change by hand is undone within one sweep',
  async (on, off, member) => {
    const { stage, vpc, call, row } = await open()
    const now = () => new Map(Object.entries({ ...row(), ...row()?.PrivateDnsNameOptionsOnLaunch })).get(member)
    await stage.apply(subnet(vpc, on))
    await stage.synced('Subnet', 'one')
    expect(now()).toBe(true)
    await stage.apply(subnet(vpc, off))
    await stage.synced('Subnet', 'one')
    expect(now()).toBe(false)
    await stage.clock.advance(30_000)
    const name = member === 'MapPublicIpOnLaunch' ? member : `${member}OnLaunch`
    await call('ModifySubnetAttribute', { SubnetId: row()?.id, [name]: { Value: true } })
    expect(now()).toBe(true)
    await stage.clock.advance(62_000)
    expect(now()).toBe(false)
  },
)

test('an IPv6 range is added, replaced and takes the attributes that need it along', async () => {
  const { stage, vpc, tables, call, row } = await open()
  await call('AssociateVpcCidrBlock', { VpcId: vpc, AmazonProvidedIpv6CidrBlock: true })
  await stage.clock.advance(5000)
  const [block = ''] = (tables.vpcs.get(vpc)?.Ipv6CidrBlockAssociationSet ?? []).map((one) => one.Ipv6CidrBlock ?? '')
  const live = () =>
    (row()?.Ipv6CidrBlockAssociationSet ?? [])
      .filter((one) => one.Ipv6CidrBlockState?.State === 'associated')
      .map((one) => one.Ipv6CidrBlock)
  const [first, second] = [1, 2].map((number) => block.replace('00::/56', `0${number}::/64`))
  await stage.apply(subnet(vpc))
  await stage.synced('Subnet', 'one')
  await stage.apply(subnet(vpc, `ipv6CIDRBlock: '${first}', assignIPv6AddressOnCreation: true, enableDNS64: true`))
  const object = await stage.synced('Subnet', 'one')
  expect(live()).toEqual([first])
  expect(row()).toMatchObject({ AssignIpv6AddressOnCreation: true, EnableDns64: true })
  expect(object.status?.ipv6CIDRBlockAssociationSet).toMatchObject([{ ipv6CIDRBlock: first }])
  await stage.apply(subnet(vpc, `ipv6CIDRBlock: '${second}', assignIPv6AddressOnCreation: true`))
  await stage.synced('Subnet', 'one')
  expect(live()).toEqual([second])
})

test('a subnet moves from one route table to another in one call, and an empty list gives it back to the main table', async () => {
  const { stage, vpc, row, on, tableOf } = await open()
  await stage.apply(`${table(vpc, 'a')}${table(vpc, 'b')}${subnet(vpc, 'routeTableRefs: [{ from: { name: a } }]')}`)
  await stage.synced('Subnet', 'one')
  expect(on()).toEqual([await tableOf('a')])
  const counts = new Set<number>()
  const invoke = stage.aws.invoke.bind(stage.aws)
  stage.aws.invoke = async (...call) => {
    const answer = await invoke(...call)
    counts.add(on().length)
    return answer
  }
  await stage.apply(subnet(vpc, 'routeTableRefs: [{ from: { name: b } }]'))
  await stage.synced('Subnet', 'one')
  expect(on()).toEqual([await tableOf('b')])
  expect([...counts]).toEqual([1])
  await stage.apply(subnet(vpc, 'routeTables: []'))
  await stage.synced('Subnet', 'one')
  expect(on()).toEqual([])
  expect(row()).toBeDefined()
})

test('an association changed by hand is put back while the spec names a table, and left alone once it is taken out', async () => {
  const { stage, vpc, call, tables, row, on, tableOf } = await open()
  await stage.apply(`${table(vpc, 'a')}${table(vpc, 'b')}${subnet(vpc, 'routeTableRefs: [{ from: { name: a } }]')}`)
  await stage.synced('Subnet', 'one')
  await stage.synced('RouteTable', 'b')
  await stage.clock.advance(30_000)
  const move = async () => {
    const [association] = tables.routeTableAssociations.where('subnet', row()?.id ?? '')
    await call('ReplaceRouteTableAssociation', { AssociationId: association?.id, RouteTableId: await tableOf('b') })
  }
  await move()
  await stage.clock.advance(62_000)
  expect(on()).toEqual([await tableOf('a')])
  await stage.apply(subnet(vpc))
  await stage.synced('Subnet', 'one')
  await stage.clock.advance(5000)
  expect(on()).toEqual([])
  await call('AssociateRouteTable', { SubnetId: row()?.id, RouteTableId: await tableOf('b') })
  await stage.clock.advance(130_000)
  expect(on()).toEqual([await tableOf('b')])
})

test('a range that another subnet has is a clear refusal, and so is a wrong one; both are mended by an edit', async () => {
  const { stage, vpc, tables, call } = await open()
  await call('CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.1.0/24' })
  await stage.apply(subnet(vpc))
  const taken = await stage.untilCondition('Subnet', 'one', 'ACK.Terminal', 'True', 10_000)
  expect(condition(taken, 'ACK.Terminal')).toMatchObject({ reason: 'AlreadyExists' })
  expect(condition(taken, 'ACK.Terminal')?.message).toContain('InvalidSubnet.Conflict')
  await stage.edit('Subnet', 'one', { spec: { cidrBlock: 'InvalidCidrBlock' } })
  const wrong = await stage.untilCondition('Subnet', 'one', 'ACK.Terminal', 'True', 10_000)
  expect(condition(wrong, 'ACK.Terminal')?.message).toContain(
    'InvalidParameterValue: Value (InvalidCidrBlock) for parameter cidrBlock is invalid. This is not a valid CIDR block',
  )
  await stage.edit('Subnet', 'one', { spec: { cidrBlock: '10.0.2.0/24' } })
  await stage.synced('Subnet', 'one', 10_000)
  expect(tables.subnets.size).toBe(2)
})

test('the API server refuses a second route table and a change of the range, with a sentence', async () => {
  const { stage, vpc } = await open()
  await stage.apply(subnet(vpc))
  await stage.synced('Subnet', 'one')
  const edit = (spec: Record<string, unknown>) => stage.edit('Subnet', 'one', { spec })
  await expect(edit({ cidrBlock: '10.0.7.0/24' })).rejects.toThrow(/cidrBlock is immutable/)
  await expect(edit({ vpcID: 'vpc-other' })).rejects.toThrow(/vpcID \(or vpcRef\) is immutable/)
  await expect(edit({ routeTables: ['rtb-1', 'rtb-2'] })).rejects.toThrow(/routeTables takes one route table/)
})

test('a delete waits for the interfaces in the subnet and names them', async () => {
  const { stage, vpc, tables, call, row } = await open()
  await stage.apply(subnet(vpc))
  await stage.synced('Subnet', 'one')
  const id = row()?.id
  await call('CreateNetworkInterface', { SubnetId: id, Description: 'made by hand' })
  const NetworkInterfaceId = tables.networkInterfaces.all()[0]?.id
  await stage.delete('Subnet', 'one')
  await stage.clock.advance(10_000)
  expect(await message(stage, 'Subnet', 'one', 'ACK.ResourceSynced')).toBe(
    `AWS will not delete ${id} while it is used by network interface ${NetworkInterfaceId} (made by hand)`,
  )
  await call('DeleteNetworkInterface', { NetworkInterfaceId })
  await stage.gone('Subnet', 'one', 61_000)
  expect(tables.subnets.size).toBe(0)
})

test('a subnet deleted by hand is made anew once, on its route table again', async () => {
  const { stage, vpc, tables, call, row, on, tableOf } = await open()
  await stage.apply(`${table(vpc, 'a')}${subnet(vpc, 'routeTableRefs: [{ from: { name: a } }]')}`)
  await stage.synced('Subnet', 'one')
  await stage.clock.advance(400_000)
  const before = row()?.id
  await call('DeleteSubnet', { SubnetId: before })
  await stage.until(async () => tables.subnets.size === 1, 80_000)
  await stage.clock.advance(200_000)
  const object = await stage.synced('Subnet', 'one')
  expect(tables.subnets.all().map((one) => one.id)).toEqual([object.status?.subnetID])
  expect(row()?.id).not.toBe(before)
  expect(on()).toEqual([await tableOf('a')])
})
