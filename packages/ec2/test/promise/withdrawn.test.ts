import type { Item } from '@windlass/core'
import { expect, test } from 'vitest'
import { kinds } from '../../src/index.ts'
import { writes } from '../story.ts'
import { idOf, manifest, type Neighbours, prepared, routesOf, type Story } from './neighbours.ts'

const open = [{ ipProtocol: 'tcp', fromPort: 443, toPort: 443, ipRanges: [{ cidrIP: '10.0.0.0/8' }] }]
const policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}'

interface Case {
  readonly kind: string
  readonly field: string
  spec(around: Neighbours): Item
  value(around: Neighbours): unknown
  /** What AWS has of the field. */
  have(story: Story, around: Neighbours, id: string): unknown
  /** What it has where nobody asks for anything. */
  readonly none: unknown
}

const rulesOf = ({ tables }: Story, id: string, egress: boolean) =>
  tables.securityGroupRules.where('group', id).filter(({ IsEgress }) => IsEgress === egress).length
const group = ({ vpc }: Neighbours) => ({ vpcID: vpc, name: 'web', description: 'web' })
const tablesOf = ({ tables }: Story, id: string) =>
  tables.routeTableAssociations
    .all()
    .filter(({ SubnetId, GatewayId }) => [SubnetId, GatewayId].includes(id))
    .filter(({ AssociationState }) => AssociationState?.State === 'associated').length

function ranges({ tables }: Story, _around: Neighbours, id: string): number {
  const all = [...tables.vpcs.all(), ...tables.subnets.all()].filter((one) => one.id === id)
  const found = all.flatMap(({ Ipv6CidrBlockAssociationSet: set = [] }) => set)
  return found.filter(({ Ipv6CidrBlockState: state }) => state?.State === 'associated').length
}

const balancer = 'arn:aws:elasticloadbalancing:us-west-2:000000000000:loadbalancer/net/a/0123456789abcdef'

const cases: readonly Case[] = [
  {
    kind: 'ManagedPrefixList',
    field: 'entries',
    spec: () => ({ name: 'office', addressFamily: 'IPv4', maxEntries: 5 }),
    value: () => [{ cidr: '10.1.0.0/16' }],
    have: ({ tables }, _around, id) => tables.managedPrefixLists.get(id)?.versions?.at(-1)?.length,
    none: 0,
  },
  {
    kind: 'DHCPOptions',
    field: 'vpc',
    spec: () => ({ dhcpConfigurations: [{ key: 'domain-name', values: ['example.com'] }] }),
    value: ({ vpc }) => [vpc],
    have: ({ tables }, _around, id) => tables.vpcs.all().filter(({ DhcpOptionsId }) => DhcpOptionsId === id).length,
    none: 0,
  },
  {
    kind: 'VPCEndpointServiceConfiguration',
    field: 'allowedPrincipals',
    spec: () => ({ networkLoadBalancerARNs: [balancer] }),
    value: () => ['arn:aws:iam::444455556666:root'],
    have: ({ tables }, _around, id) => tables.endpointServices.get(id)?.allowed.length,
    none: 0,
  },
  {
    kind: 'RouteTable',
    field: 'routes',
    spec: ({ vpc }) => ({ vpcID: vpc }),
    value: ({ gateway }) => [{ destinationCIDRBlock: '0.0.0.0/0', gatewayID: gateway }],
    have: (all, _around, id) => routesOf(all, id),
    none: 0,
  },
  {
    kind: 'SecurityGroup',
    field: 'ingressRules',
    spec: group,
    value: () => open,
    have: (all, _around, id) => rulesOf(all, id, false),
    none: 0,
  },
  {
    kind: 'SecurityGroup',
    field: 'egressRules',
    spec: group,
    value: () => open,
    have: (all, _around, id) => rulesOf(all, id, true),
    none: 0,
  },
  {
    kind: 'Subnet',
    field: 'routeTables',
    spec: ({ vpc }) => ({ vpcID: vpc, cidrBlock: '10.0.1.0/24' }),
    value: ({ table }) => [table],
    have: (all, _around, id) => tablesOf(all, id),
    none: 0,
  },
  {
    kind: 'InternetGateway',
    field: 'vpc',
    spec: () => ({ tags: [{ key: 'team', value: 'a' }] }),
    value: ({ vpc }) => vpc,
    have: ({ tables }, _around, id) => (tables.internetGateways.get(id)?.Attachments ?? []).length,
    none: 0,
  },
  {
    kind: 'InternetGateway',
    field: 'routeTables',
    spec: ({ vpc }) => ({ vpc }),
    value: ({ table }) => [table],
    have: (all, _around, id) => tablesOf(all, id),
    none: 0,
  },
  {
    kind: 'VPC',
    field: 'ipv6CIDRBlock',
    spec: () => ({ cidrBlocks: ['10.7.0.0/16'], ipv6Pool: 'ipv6pool-ec2-0123456789abcdef0' }),
    value: () => '2001:db8:1234:1a00::/56',
    have: ranges,
    none: 0,
  },
  {
    kind: 'VPC',
    field: 'amazonProvidedIPv6CIDRBlock',
    spec: () => ({ cidrBlocks: ['10.7.0.0/16'] }),
    value: () => true,
    have: ranges,
    none: 0,
  },
  {
    kind: 'Subnet',
    field: 'ipv6CIDRBlock',
    spec: ({ vpc }) => ({ vpcID: vpc, cidrBlock: '10.0.1.0/24' }),
    value: ({ ipv6 }) => ipv6.replace('00::/56', '01::/64'),
    have: ranges,
    none: 0,
  },
  {
    kind: 'VPCEndpoint',
    field: 'routeTableIDs',
    spec: ({ vpc }) => ({ vpcID: vpc, serviceName: 'com.amazonaws.us-west-2.s3' }),
    value: ({ table }) => [table],
    have: ({ tables }, _around, id) => tables.vpcEndpoints.get(id)?.RouteTableIds?.length,
    none: 0,
  },
  {
    kind: 'VPCEndpoint',
    field: 'subnetIDs',
    spec: ({ vpc }) => ({ vpcID: vpc, vpcEndpointType: 'Interface', serviceName: 'com.amazonaws.us-west-2.sqs' }),
    value: ({ subnet }) => [subnet],
    have: ({ tables }, _around, id) => tables.vpcEndpoints.get(id)?.SubnetIds?.length,
    none: 0,
  },
  {
    kind: 'VPCEndpoint',
    field: 'policyDocument',
    spec: ({ vpc }) => ({ vpcID: vpc, serviceName: 'com.amazonaws.us-west-2.s3' }),
    value: () => policy,
    have: ({ tables }, _around, id) => /"Allow"/.test(tables.vpcEndpoints.get(id)?.PolicyDocument ?? ''),
    none: true,
  },
]

test.each(cases)(
  '$kind: $field that the user wrote and takes out again is gone from AWS, once, and is unmanaged then',
  async ({ kind, field, spec, value, have, none }) => {
    const { all, around, stage } = await prepared(kind)
    const without = spec(around)
    const whole = { ...without, [field]: value(around) }
    await stage.apply(manifest(kind, whole))
    await stage.synced(kind, 'main')
    const id = await idOf(stage, kind)
    expect(have(all, around, id)).not.toEqual(none)
    await stage.apply(manifest(kind, without))
    await stage.clock.advance(30_000)
    await stage.synced(kind, 'main')
    expect(have(all, around, id)).toEqual(none)
    // AWS goes on listing for a while what is gone.
    await stage.clock.advance(180_000)
    const rest = writes(stage)
    await stage.clock.advance(300_000)
    expect(writes(stage)).toEqual(rest)
  },
)

test('every field that can be brought to nothing has its story', () => {
  const all = kinds.flatMap(({ name, facets }) =>
    facets.flatMap(({ field, none }) => (none === undefined ? [] : [`${name}.${field}`])),
  )
  expect(cases.map(({ kind, field }) => `${kind}.${field}`).sort()).toEqual(all.sort())
})
