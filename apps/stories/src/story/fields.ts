import type { Item } from '@windlass/core'

type Call = readonly [operation: string, input: object]

/** A field that can change: an edit, how AWS shows it, and how somebody changes it by hand. */
export interface Field {
  readonly because: string
  readonly kind: string
  readonly name: string
  readonly service?: 'ec2' | 'efs'
  /** The edit. */
  readonly spec: Item
  /** The call that shows the field. */
  read(id: string): Call
  /** What it shows once the edit has reached AWS. */
  readonly shows: object
  /** Calls that change it to something else; `ids` are those of all objects, by `Kind/name`. */
  hand?(id: string, ids: ReadonlyMap<string, string>): readonly Call[]
}

const contains = (...all: readonly object[]) => ({
  asymmetricMatch: (list: unknown) => includes(list, all),
  toString: () => JSON.stringify(all),
})

/** Whether a list has, for each of these, an item with its members. */
function includes(list: unknown, all: readonly object[]): boolean {
  const has = (one: unknown, members: object) =>
    Object.entries(members).every(([key, value]) => new Map(Object.entries(Object(one))).get(key) === value)
  return Array.isArray(list) && all.every((members) => list.some((one) => has(one, members)))
}

const team = [{ key: 'team', value: 'b' }]
const tagged = contains({ Key: 'team', Value: 'b' })
const retag = (id: string): readonly Call[] => [
  ['CreateTags', { Resources: [id], Tags: [{ Key: 'team', Value: 'x' }] }],
]

/** The tags of one EC2 object. */
function tags(kind: string, name: string, describe: string, list: string, member: string): Field {
  return {
    because: `tags of ${kind}`,
    kind,
    name,
    spec: { tags: team },
    read: (id) => [describe, { [member]: [id] }],
    shows: { [list]: [{ Tags: tagged }] },
    hand: retag,
  }
}

const policy =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:Get*","Resource":"*"}]}'
const open = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}'

/** One of each mutable field of the network's objects. */
export const fields: readonly Field[] = [
  tags('VPC', 'shop', 'DescribeVpcs', 'Vpcs', 'VpcIds'),
  tags('Subnet', 'shop-public', 'DescribeSubnets', 'Subnets', 'SubnetIds'),
  tags('InternetGateway', 'shop', 'DescribeInternetGateways', 'InternetGateways', 'InternetGatewayIds'),
  tags('ElasticIPAddress', 'shop-nat', 'DescribeAddresses', 'Addresses', 'AllocationIds'),
  tags('NATGateway', 'shop', 'DescribeNatGateways', 'NatGateways', 'NatGatewayIds'),
  tags('RouteTable', 'shop-private', 'DescribeRouteTables', 'RouteTables', 'RouteTableIds'),
  tags('SecurityGroup', 'shop-web', 'DescribeSecurityGroups', 'SecurityGroups', 'GroupIds'),
  tags('VPCEndpoint', 'shop-s3', 'DescribeVpcEndpoints', 'VpcEndpoints', 'VpcEndpointIds'),
  {
    because: 'DNS host names of a VPC',
    kind: 'VPC',
    name: 'shop',
    spec: { enableDNSHostnames: false },
    read: (VpcId) => ['DescribeVpcAttribute', { VpcId, Attribute: 'enableDnsHostnames' }],
    shows: { EnableDnsHostnames: { Value: false } },
    hand: (VpcId) => [['ModifyVpcAttribute', { VpcId, EnableDnsHostnames: { Value: true } }]],
  },
  {
    because: 'usage metrics of a VPC',
    kind: 'VPC',
    name: 'shop',
    spec: { enableNetworkAddressUsageMetrics: true },
    read: (VpcId) => ['DescribeVpcAttribute', { VpcId, Attribute: 'enableNetworkAddressUsageMetrics' }],
    shows: { EnableNetworkAddressUsageMetrics: { Value: true } },
    hand: (VpcId) => [['ModifyVpcAttribute', { VpcId, EnableNetworkAddressUsageMetrics: { Value: false } }]],
  },
  {
    because: 'further ranges of a VPC',
    kind: 'VPC',
    name: 'shop',
    spec: { cidrBlocks: ['10.20.0.0/16', '10.21.0.0/16'] },
    read: (id) => ['DescribeVpcs', { VpcIds: [id] }],
    shows: { Vpcs: [{ CidrBlockAssociationSet: contains({ CidrBlock: '10.21.0.0/16' }) }] },
  },
  {
    because: 'public addresses on launch of a subnet',
    kind: 'Subnet',
    name: 'shop-public',
    spec: { mapPublicIPOnLaunch: false },
    read: (id) => ['DescribeSubnets', { SubnetIds: [id] }],
    shows: { Subnets: [{ MapPublicIpOnLaunch: false }] },
    hand: (SubnetId) => [['ModifySubnetAttribute', { SubnetId, MapPublicIpOnLaunch: { Value: true } }]],
  },
  {
    because: 'the host name type of a subnet',
    kind: 'Subnet',
    name: 'shop-private',
    spec: { hostnameType: 'resource-name' },
    read: (id) => ['DescribeSubnets', { SubnetIds: [id] }],
    shows: { Subnets: [{ PrivateDnsNameOptionsOnLaunch: { HostnameType: 'resource-name' } }] },
    hand: (SubnetId) => [['ModifySubnetAttribute', { SubnetId, PrivateDnsHostnameTypeOnLaunch: 'ip-name' }]],
  },
  {
    because: 'routes',
    kind: 'RouteTable',
    name: 'shop-public',
    spec: {
      routes: [
        { destinationCIDRBlock: '0.0.0.0/0', gatewayRef: { from: { name: 'shop' } } },
        { destinationCIDRBlock: '172.16.0.0/12', gatewayRef: { from: { name: 'shop' } } },
      ],
    },
    read: (id) => ['DescribeRouteTables', { RouteTableIds: [id] }],
    shows: {
      RouteTables: [
        {
          Routes: contains(
            { DestinationCidrBlock: '0.0.0.0/0', State: 'active' },
            { DestinationCidrBlock: '172.16.0.0/12', State: 'active' },
          ),
        },
      ],
    },
    hand: (RouteTableId) => [['DeleteRoute', { RouteTableId, DestinationCidrBlock: '172.16.0.0/12' }]],
  },
  {
    because: 'rules of a security group',
    kind: 'SecurityGroup',
    name: 'shop-web',
    spec: { ingressRules: [{ ipProtocol: 'tcp', fromPort: 8443, toPort: 8443, ipRanges: [{ cidrIP: '10.0.0.0/8' }] }] },
    read: (id) => ['DescribeSecurityGroups', { GroupIds: [id] }],
    shows: { SecurityGroups: [{ IpPermissions: [{ IpProtocol: 'tcp', FromPort: 8443, ToPort: 8443 }] }] },
    hand: (GroupId) => [
      [
        'AuthorizeSecurityGroupIngress',
        {
          GroupId,
          IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
        },
      ],
    ],
  },
  {
    because: 'the policy of an endpoint',
    kind: 'VPCEndpoint',
    name: 'shop-s3',
    spec: { policyDocument: policy },
    read: (id) => ['DescribeVpcEndpoints', { VpcEndpointIds: [id] }],
    shows: {
      VpcEndpoints: [{ PolicyDocument: { asymmetricMatch: (text: unknown) => String(text).includes('s3:Get*') } }],
    },
    hand: (VpcEndpointId) => [['ModifyVpcEndpoint', { VpcEndpointId, PolicyDocument: open }]],
  },
  {
    because: 'route tables of an endpoint',
    kind: 'VPCEndpoint',
    name: 'shop-s3',
    spec: { routeTableRefs: [{ from: { name: 'shop-private' } }, { from: { name: 'shop-public' } }] },
    read: (id) => ['DescribeVpcEndpoints', { VpcEndpointIds: [id] }],
    shows: {
      VpcEndpoints: [
        { RouteTableIds: { asymmetricMatch: (list: unknown) => Array.isArray(list) && list.length === 2 } },
      ],
    },
    hand: (VpcEndpointId, ids) => [
      ['ModifyVpcEndpoint', { VpcEndpointId, RemoveRouteTableIds: [ids.get('RouteTable/shop-public')] }],
    ],
  },
  {
    because: 'lifecycle policies of a file system',
    kind: 'FileSystem',
    name: 'shared',
    service: 'efs',
    spec: { lifecyclePolicies: [{ transitionToIA: 'AFTER_7_DAYS' }] },
    read: (FileSystemId) => ['DescribeLifecycleConfiguration', { FileSystemId }],
    shows: { LifecyclePolicies: [{ TransitionToIA: 'AFTER_7_DAYS' }] },
    hand: (FileSystemId) => [['PutLifecycleConfiguration', { FileSystemId, LifecyclePolicies: [] }]],
  },
  {
    because: 'protection of a file system',
    kind: 'FileSystem',
    name: 'shared',
    service: 'efs',
    spec: { fileSystemProtection: { replicationOverwriteProtection: 'DISABLED' } },
    read: (FileSystemId) => ['DescribeFileSystems', { FileSystemId }],
    shows: { FileSystems: [{ FileSystemProtection: { ReplicationOverwriteProtection: 'DISABLED' } }] },
    hand: (FileSystemId) => [
      ['UpdateFileSystemProtection', { FileSystemId, ReplicationOverwriteProtection: 'ENABLED' }],
    ],
  },
  {
    because: 'tags of a file system',
    kind: 'FileSystem',
    name: 'shared',
    service: 'efs',
    spec: { tags: team },
    read: (FileSystemId) => ['DescribeFileSystems', { FileSystemId }],
    shows: { FileSystems: [{ Tags: tagged }] },
    hand: (ResourceId) => [['TagResource', { ResourceId, Tags: [{ Key: 'team', Value: 'x' }] }]],
  },
  {
    because: 'groups of a mount target',
    kind: 'MountTarget',
    name: 'shared-a',
    service: 'efs',
    spec: { securityGroupRefs: [{ from: { name: 'shared-nfs' } }, { from: { name: 'shop-web' } }] },
    read: (MountTargetId) => ['DescribeMountTargetSecurityGroups', { MountTargetId }],
    shows: { SecurityGroups: { asymmetricMatch: (list: unknown) => Array.isArray(list) && list.length === 2 } },
    hand: (MountTargetId, ids) => [
      ['ModifyMountTargetSecurityGroups', { MountTargetId, SecurityGroups: [ids.get('SecurityGroup/shop-web')] }],
    ],
  },
  {
    because: 'tags of an access point',
    kind: 'AccessPoint',
    name: 'uploads',
    service: 'efs',
    spec: { tags: team },
    read: (AccessPointId) => ['DescribeAccessPoints', { AccessPointId }],
    shows: { AccessPoints: [{ Tags: tagged }] },
    hand: (ResourceId) => [['TagResource', { ResourceId, Tags: [{ Key: 'team', Value: 'x' }] }]],
  },
]
