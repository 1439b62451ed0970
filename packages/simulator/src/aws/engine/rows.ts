import type {
  Address,
  AllowedPrincipal,
  DhcpOptions,
  InternetGateway,
  ManagedPrefixList,
  NatGateway,
  NetworkAcl,
  NetworkInterface,
  RouteTable,
  RouteTableAssociation,
  SecurityGroup,
  SecurityGroupRule,
  ServiceConfiguration,
  Subnet,
  Vpc,
  VpcEndpoint,
} from '@aws-sdk/client-ec2'
import type {
  AccessPointDescription,
  Status as BackupStatus,
  FileSystemDescription,
  LifecyclePolicy,
  MountTargetDescription,
  ReplicationConfigurationDescription,
} from '@aws-sdk/client-efs'
import { type Index, type Recorder, type Row, Table } from './table.ts'

/** An SDK model as a row. Members a row adds are the simulator's own: answers are cut to the SDK's schema. */
type Stored<Model, Own = object> = Omit<Model, 'Tags'> & Row & Own

export type VpcRow = Stored<
  Vpc,
  {
    readonly VpcId: string
    readonly CidrBlock: string
    readonly enableDnsSupport: boolean
    readonly enableDnsHostnames: boolean
    readonly enableNetworkAddressUsageMetrics: boolean
  }
>
export type SubnetRow = Stored<
  Subnet,
  {
    readonly SubnetId: string
    readonly VpcId: string
    readonly CidrBlock: string | undefined
    readonly AvailabilityZone: string
  }
>
/** `IpPermissions` are not kept here: they are computed from `securityGroupRules` when a group is described. */
export type SecurityGroupRow = Stored<
  SecurityGroup,
  { readonly GroupId: string; readonly GroupName: string; readonly VpcId: string }
>
export type SecurityGroupRuleRow = Stored<
  SecurityGroupRule,
  { readonly SecurityGroupRuleId: string; readonly GroupId: string; readonly IsEgress: boolean }
>
/** `Associations` are not kept here: they are the rows of `routeTableAssociations`. */
export type RouteTableRow = Stored<RouteTable, { readonly RouteTableId: string; readonly VpcId: string }>
export type RouteTableAssociationRow = Stored<
  RouteTableAssociation,
  { readonly RouteTableId: string; readonly Main: boolean }
>
export type NetworkAclRow = Stored<
  NetworkAcl,
  { readonly NetworkAclId: string; readonly VpcId: string; readonly IsDefault: boolean }
>
/** Types and attachment states are wider here than in the SDK: AWS answers values its model does not list. */
export type NetworkInterfaceRow = Stored<
  Omit<NetworkInterface, 'InterfaceType' | 'TagSet'>,
  {
    readonly NetworkInterfaceId: string
    readonly SubnetId: string
    readonly VpcId: string
    readonly InterfaceType?: string
  }
>
export type AddressRow = Stored<Address, { readonly AllocationId: string; readonly PublicIp: string }>
export type InternetGatewayRow = Stored<
  Omit<InternetGateway, 'Attachments'>,
  {
    readonly InternetGatewayId: string
    readonly Attachments?: readonly { readonly VpcId: string; readonly State: string }[]
  }
>
export type NatGatewayRow = Stored<NatGateway, { readonly NatGatewayId: string; readonly VpcId: string }>
/** `State` is as AWS writes it, which the SDK's model spells with a capital. */
export type VpcEndpointRow = Stored<
  Omit<VpcEndpoint, 'State'>,
  {
    readonly VpcEndpointId: string
    readonly VpcId: string
    readonly State?: string
    /** The endpoint service of this region it connects to; absent for AWS's own services. */
    readonly serviceId?: string | undefined
  }
>
export type EndpointServiceRow = Stored<
  ServiceConfiguration,
  { readonly ServiceId: string; readonly ServiceName: string; readonly allowed: readonly AllowedPrincipal[] }
>
export type DhcpOptionsRow = Stored<DhcpOptions, { readonly DhcpOptionsId: string; readonly isDefault: boolean }>
export type PrefixListRow = Stored<ManagedPrefixList, { readonly PrefixListId: string }>
/** The policies of a file system are kept beside it, as AWS keeps them behind calls of their own. */
export type FileSystemRow = Stored<
  FileSystemDescription,
  {
    readonly FileSystemId: string
    readonly policy?: string
    readonly backup?: BackupStatus
    readonly lifecycle?: readonly LifecyclePolicy[]
    /** The replication this file system is the source of. */
    readonly replication?: ReplicationConfigurationDescription
    /** The source this file system is the replica of. */
    readonly replicaOf?: { readonly account: string; readonly region: string; readonly id: string }
    /** Until when throughput can neither be lowered nor change its mode: the clock's `now`. */
    readonly settledAt?: number
  }
>
export type MountTargetRow = Stored<
  MountTargetDescription,
  {
    readonly MountTargetId: string
    readonly FileSystemId: string
    readonly SubnetId: string
    readonly securityGroups: readonly string[]
  }
>
export type AccessPointRow = Stored<
  AccessPointDescription,
  { readonly AccessPointId: string; readonly FileSystemId: string }
>

/** Every table of a region by name, with its row. */
export interface Rows {
  vpcs: VpcRow
  subnets: SubnetRow
  securityGroups: SecurityGroupRow
  securityGroupRules: SecurityGroupRuleRow
  routeTables: RouteTableRow
  routeTableAssociations: RouteTableAssociationRow
  networkAcls: NetworkAclRow
  networkInterfaces: NetworkInterfaceRow
  addresses: AddressRow
  internetGateways: InternetGatewayRow
  natGateways: NatGatewayRow
  vpcEndpoints: VpcEndpointRow
  endpointServices: EndpointServiceRow
  dhcpOptions: DhcpOptionsRow
  managedPrefixLists: PrefixListRow
  fileSystems: FileSystemRow
  mountTargets: MountTargetRow
  accessPoints: AccessPointRow
}

export type TableName = keyof Rows
export type Tables = { readonly [N in TableName]: Table<Rows[N]> }

const byVpc = (row: { readonly VpcId?: string | undefined }) => [row.VpcId]
const bySubnet = (row: { readonly SubnetId?: string | undefined }) => [row.SubnetId]

/** The empty tables of one region. Index names used with `where` are the keys given here. */
export function createTables(recorder: Recorder): Tables {
  const table = <N extends TableName>(
    name: N,
    indexes: Readonly<Record<string, Index<Rows[N]>>> = {},
  ): Table<Rows[N]> => new Table(name, recorder, indexes)
  return {
    vpcs: table('vpcs'),
    subnets: table('subnets', { vpc: byVpc }),
    securityGroups: table('securityGroups', { vpc: byVpc }),
    securityGroupRules: table('securityGroupRules', { group: (row) => [row.GroupId] }),
    routeTables: table('routeTables', { vpc: byVpc }),
    routeTableAssociations: table('routeTableAssociations', { table: (row) => [row.RouteTableId], subnet: bySubnet }),
    networkAcls: table('networkAcls', { vpc: byVpc }),
    networkInterfaces: table('networkInterfaces', {
      vpc: byVpc,
      subnet: bySubnet,
      group: (row) => (row.Groups ?? []).map((group) => group.GroupId),
    }),
    addresses: table('addresses', { ip: (row) => [row.PublicIp] }),
    internetGateways: table('internetGateways', { vpc: (row) => (row.Attachments ?? []).map((one) => one.VpcId) }),
    natGateways: table('natGateways', { vpc: byVpc, subnet: bySubnet }),
    vpcEndpoints: table('vpcEndpoints', { vpc: byVpc }),
    endpointServices: table('endpointServices'),
    dhcpOptions: table('dhcpOptions'),
    managedPrefixLists: table('managedPrefixLists'),
    fileSystems: table('fileSystems', { token: (row) => [row.CreationToken] }),
    mountTargets: table('mountTargets', { fileSystem: (row) => [row.FileSystemId], subnet: bySubnet }),
    accessPoints: table('accessPoints', { fileSystem: (row) => [row.FileSystemId], token: (row) => [row.ClientToken] }),
  }
}
