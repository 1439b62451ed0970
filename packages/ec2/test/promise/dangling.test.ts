import { control } from '@windlass/simulator'
import { condition } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { kinds } from '../../src/index.ts'
import { of, story, writes } from '../story.ts'
import { synced } from './ground.ts'

const from = (name: string) => `{ from: { name: ${name} } }`

/** A spec that refers to the object of this name, in the VPC given, and what it refers to. */
interface Case {
  readonly kind: string
  readonly path: string
  spec(vpc: string, name: string): string
  /** Manifests of what `main` stands for. */
  readonly needs: readonly string[]
}

const bare = {
  subnet: (vpc: string) => of('Subnet', `{ vpcID: ${vpc}, cidrBlock: 10.0.1.0/24 }`),
  table: (vpc: string) => of('RouteTable', `{ vpcID: ${vpc} }`),
  group: (vpc: string) => of('SecurityGroup', `{ vpcID: ${vpc}, name: main, description: main }`),
  gateway: (vpc: string) => of('InternetGateway', `{ vpc: ${vpc} }`),
  egress: (vpc: string) => of('EgressOnlyInternetGateway', `{ vpcID: ${vpc} }`),
  nat: (vpc: string) =>
    `${bare.subnet(vpc)}---${of('NATGateway', `{ connectivityType: private, subnetRef: ${from('main')} }`)}`,
  list: () => of('ManagedPrefixList', '{ name: main, addressFamily: IPv4, maxEntries: 5 }'),
  address: () => of('ElasticIPAddress', '{}'),
  hub: () => of('TransitGateway', '{}'),
  attachment: (vpc: string) =>
    `${bare.hub()}---${bare.subnet(vpc)}---${of('TransitGatewayVPCAttachment', attached(vpc, 'main'))}`,
  network: () => of('VPC', '{ cidrBlocks: [10.9.0.0/16] }'),
}
type Need = keyof typeof bare

const attached = (vpc: string, subnet: string) =>
  `{ transitGatewayRef: ${from('main')}, vpcID: ${vpc}, subnetRefs: [${from(subnet)}] }`

const made: readonly (Omit<Case, 'needs'> & { readonly needs: readonly Need[] })[] = [
  ...(
    [
      ['routes[].gatewayID', 'gatewayRef', 'gateway'],
      ['routes[].natGatewayID', 'natGatewayRef', 'nat'],
      ['routes[].transitGatewayID', 'transitGatewayRef', 'attachment'],
    ] as const
  ).map(([path, member, need]) => ({
    kind: 'RouteTable',
    path,
    needs: [need],
    spec: (vpc: string, name: string) =>
      `{ vpcID: ${vpc}, routes: [{ destinationCIDRBlock: 192.168.0.0/16, ${member}: ${from(name)} }] }`,
  })),
  {
    kind: 'RouteTable',
    path: 'routes[].egressOnlyInternetGatewayID',
    needs: ['egress'],
    spec: (vpc, name) =>
      `{ vpcID: ${vpc}, routes: [{ destinationIPv6CIDRBlock: '::/0', egressOnlyInternetGatewayRef: ${from(name)} }] }`,
  },
  {
    kind: 'RouteTable',
    path: 'routes[].destinationPrefixListID',
    needs: ['list', 'gateway'],
    spec: (vpc, name) =>
      `{ vpcID: ${vpc}, routes: [{ destinationPrefixListRef: ${from(name)}, gatewayRef: ${from('main')} }] }`,
  },
  ...['ingressRules', 'egressRules'].flatMap((field) => [
    {
      kind: 'SecurityGroup',
      path: `${field}[].prefixListIDs[].prefixListID`,
      needs: ['list'] as const,
      spec: (vpc: string, name: string) =>
        `{ vpcID: ${vpc}, name: user, description: user, ${field}: [{ ipProtocol: tcp, fromPort: 1, toPort: 1, prefixListIDs: [{ prefixListRef: ${from(name)} }] }] }`,
    },
    {
      kind: 'SecurityGroup',
      path: `${field}[].userIDGroupPairs[].groupID`,
      needs: ['group'] as const,
      spec: (vpc: string, name: string) => grouped(vpc, field, `groupRef: ${from(name)}`),
    },
    {
      kind: 'SecurityGroup',
      path: `${field}[].userIDGroupPairs[].vpcID`,
      needs: ['group', 'network'] as const,
      spec: (vpc: string, name: string) => grouped(vpc, field, `groupRef: ${from('main')}, vpcRef: ${from(name)}`),
    },
  ]),
  {
    kind: 'DHCPOptions',
    path: 'vpc',
    needs: ['network'],
    spec: (_vpc, name) =>
      `{ dhcpConfigurations: [{ key: domain-name, values: [example.com] }], vpcRefs: [${from(name)}] }`,
  },
  {
    kind: 'InternetGateway',
    path: 'vpc',
    needs: ['network'],
    spec: (_vpc, name) => `{ vpcRef: ${from(name)} }`,
  },
  {
    kind: 'InternetGateway',
    path: 'routeTables',
    needs: ['table'],
    spec: (vpc, name) => `{ vpc: ${vpc}, routeTableRefs: [${from(name)}] }`,
  },
  {
    kind: 'Subnet',
    path: 'routeTables',
    needs: ['table'],
    spec: (vpc, name) => `{ vpcID: ${vpc}, cidrBlock: 10.0.2.0/24, routeTableRefs: [${from(name)}] }`,
  },
  {
    kind: 'NATGateway',
    path: 'availabilityZoneAddresses[].allocationIDs',
    needs: ['gateway', 'address'],
    spec: (vpc, name) =>
      `{ vpcID: ${vpc}, availabilityMode: regional, availabilityZoneAddresses: [{ availabilityZone: us-west-2a, allocationRefs: [${from(name)}] }] }`,
  },
  {
    kind: 'VPCEndpoint',
    path: 'routeTableIDs',
    needs: ['table'],
    spec: (vpc, name) => `{ vpcID: ${vpc}, serviceName: com.amazonaws.us-west-2.s3, routeTableRefs: [${from(name)}] }`,
  },
  ...(['subnetIDs', 'securityGroupIDs'] as const).map((path) => ({
    kind: 'VPCEndpoint',
    path,
    needs: ['subnet', 'group'] as const,
    spec: (vpc: string, name: string) =>
      `{ vpcID: ${vpc}, vpcEndpointType: Interface, serviceName: com.amazonaws.us-west-2.sqs, subnetRefs: [${from(
        path === 'subnetIDs' ? name : 'main',
      )}], securityGroupRefs: [${from(path === 'securityGroupIDs' ? name : 'main')}] }`,
  })),
  { kind: 'TransitGatewayVPCAttachment', path: 'subnetIDs', needs: ['subnet', 'hub'], spec: attached },
]

function grouped(vpc: string, field: string, pair: string): string {
  const rule = `{ ipProtocol: tcp, fromPort: 1, toPort: 1, userIDGroupPairs: [{ ${pair} }] }`
  return `{ vpcID: ${vpc}, name: user, description: user, ${field}: [${rule}] }`
}

const named = (manifest: string) => manifest.replace('name: main', 'name: user')

describe.each(made)('$kind $path', ({ kind, spec, needs }) => {
  test('is not in sync while the reference names nothing, and AWS keeps what it has', async () => {
    const { stage, vpc } = await story()
    for (const need of needs) await stage.apply(bare[need](vpc))
    await stage.apply(named(of(kind, spec(vpc, 'main'))))
    await stage.synced(kind, 'user')
    await stage.clock.advance(120_000)
    const before = writes(stage).mutating
    await stage.apply(named(of(kind, spec(vpc, 'elsewhere'))))
    await stage.clock.advance(5000)
    expect(await synced(stage, kind, 'user')).toMatchObject({
      status: 'False',
      reason: 'ReferenceNotFound',
      message: expect.stringContaining('elsewhere'),
    })
    const object = await stage.get(kind, 'user')
    expect(object && condition(object, 'ACK.ReferencesResolved')).toMatchObject({
      status: 'Unknown',
      reason: 'ReferenceNotFound',
    })
    await stage.clock.advance(300_000)
    expect(writes(stage).mutating).toBe(before)
    await stage.apply(named(of(kind, spec(vpc, 'main'))))
    await stage.synced(kind, 'user')
    expect(writes(stage).mutating).toBe(before)
  })
})

/** References to kinds that nobody can make here: they never resolve. */
const foreign = ['LoadBalancerARNs', 'routes[].vpcPeeringConnectionID', 'routes[].vpcEndpointID']

test('every reference that can change has its story here', () => {
  const soft = kinds.flatMap(({ name, references, facets }) =>
    references
      .filter(({ path }) => facets.some(({ field }) => path.split(/\.|\[\]/)[0] === field))
      .map(({ path }) => `${name} ${path}`),
  )
  const told = made.map(({ kind, path }) => `${kind} ${path}`)
  expect(soft.filter((one) => !foreign.some((path) => one.endsWith(path))).sort()).toEqual(told.sort())
})

test('a route whose gateway is deleted is not in sync, and is not led elsewhere', async () => {
  const { stage, vpc, tables } = await story()
  await stage.apply(bare.nat(vpc))
  await stage.apply(named(of('RouteTable', made[1]?.spec(vpc, 'main') ?? '')))
  await stage.synced('RouteTable', 'user')
  await stage.delete('NATGateway', 'main')
  await stage.gone('NATGateway', 'main')
  await stage.clock.advance(5000)
  expect(await synced(stage, 'RouteTable', 'user')).toMatchObject({ status: 'False', reason: 'ReferenceNotFound' })
  const routes = tables.routeTables.all().flatMap(({ Routes = [] }) => Routes)
  expect(routes.filter(({ NatGatewayId }) => NatGatewayId !== undefined)).toHaveLength(1)
})

test('a reference that cannot change is judged as well: its object was let go', async () => {
  const { stage } = await story()
  await stage.apply(bare.network())
  await stage.apply(named(of('Subnet', `{ vpcRef: ${from('main')}, cidrBlock: 10.9.1.0/24 }`)))
  await stage.synced('Subnet', 'user')
  await stage.edit('VPC', 'main', { metadata: { annotations: { 'services.k8s.aws/deletion-policy': 'retain' } } })
  await stage.delete('VPC', 'main')
  await stage.gone('VPC', 'main')
  await stage.clock.advance(5000)
  expect(await synced(stage, 'Subnet', 'user')).toMatchObject({ status: 'False', reason: 'ReferenceNotFound' })
})

test('that a reference is not resolved is said beside whatever else is going on', async () => {
  const { stage, vpc } = await story()
  await stage.apply(bare.table(vpc))
  await stage.apply(named(of('InternetGateway', `{ vpc: ${vpc}, routeTableRefs: [${from('main')}] }`)))
  await stage.synced('InternetGateway', 'user')
  control(stage.aws, { do: 'fault', fault: 'fail', code: 'InternalError', operation: 'CreateTags', forMs: 60_000 })
  const tags = 'tags: [{ key: team, value: b }]'
  await stage.apply(named(of('InternetGateway', `{ vpc: ${vpc}, routeTableRefs: [${from('elsewhere')}], ${tags} }`)))
  await stage.clock.advance(10_000)
  expect(await synced(stage, 'InternetGateway', 'user')).toMatchObject({ reason: 'AWSUnavailable' })
  const object = await stage.get('InternetGateway', 'user')
  expect(object && condition(object, 'ACK.ReferencesResolved')).toMatchObject({
    status: 'Unknown',
    reason: 'ReferenceNotFound',
  })
})
