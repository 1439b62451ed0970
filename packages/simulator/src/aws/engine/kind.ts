import { AwsFault } from './fault.ts'
import type { TableName } from './rows.ts'

/** What AWS says about the ids of one kind. `{id}` in a message stands for the id as given. */
export interface IdKind<N extends TableName = TableName> {
  readonly table: N
  readonly prefix: string
  /** The resource type in tag specifications and DescribeTags; absent when the kind takes no tags through EC2. */
  readonly resourceType?: string
  readonly notFound: readonly [code: string, message: string, status?: number]
  readonly malformed: readonly [code: string, message: string]
}

const expecting = (prefix: string) => `Invalid id: "{id}" (expecting "${prefix}-...")`

function ec2<N extends TableName>(
  table: N,
  prefix: string,
  resourceType: string | undefined,
  notFound: [string, string],
  malformed: string,
  message = expecting(prefix),
): IdKind<N> {
  return {
    table,
    prefix,
    ...(resourceType === undefined ? {} : { resourceType }),
    notFound,
    malformed: [malformed, message],
  }
}

/** Every kind of id with AWS's exact codes and sentences. A module adds its kind here, and its row in `rows.ts`. */
export const kinds = {
  vpc: ec2(
    'vpcs',
    'vpc',
    'vpc',
    ['InvalidVpcID.NotFound', "The vpc ID '{id}' does not exist"],
    'InvalidVpcID.Malformed',
    "Invalid Id: '{id}'",
  ),
  subnet: ec2(
    'subnets',
    'subnet',
    'subnet',
    ['InvalidSubnetID.NotFound', "The subnet ID '{id}' does not exist"],
    'InvalidSubnetID.Malformed',
  ),
  securityGroup: ec2(
    'securityGroups',
    'sg',
    'security-group',
    ['InvalidGroup.NotFound', "The security group '{id}' does not exist"],
    'InvalidGroupId.Malformed',
  ),
  securityGroupRule: ec2(
    'securityGroupRules',
    'sgr',
    'security-group-rule',
    ['InvalidSecurityGroupRuleId.NotFound', "The security group rule ID '{id}' does not exist"],
    'InvalidSecurityGroupRuleId.Malformed',
  ),
  routeTable: ec2(
    'routeTables',
    'rtb',
    'route-table',
    ['InvalidRouteTableID.NotFound', "The routeTable ID '{id}' does not exist"],
    'InvalidRouteTableId.Malformed',
  ),
  routeTableAssociation: ec2(
    'routeTableAssociations',
    'rtbassoc',
    undefined,
    ['InvalidAssociationID.NotFound', "The association ID '{id}' does not exist"],
    'InvalidAssociationId.Malformed',
  ),
  networkAcl: ec2(
    'networkAcls',
    'acl',
    'network-acl',
    ['InvalidNetworkAclID.NotFound', "The networkAcl ID '{id}' does not exist"],
    'InvalidNetworkAclId.Malformed',
  ),
  networkInterface: ec2(
    'networkInterfaces',
    'eni',
    'network-interface',
    ['InvalidNetworkInterfaceID.NotFound', "The networkInterface ID '{id}' does not exist"],
    'InvalidNetworkInterfaceId.Malformed',
  ),
  address: ec2(
    'addresses',
    'eipalloc',
    'elastic-ip',
    ['InvalidAllocationID.NotFound', "The allocation ID '{id}' does not exist"],
    'InvalidElasticIpID.Malformed',
    "The elastic-ip ID '{id}' is malformed",
  ),
  internetGateway: ec2(
    'internetGateways',
    'igw',
    'internet-gateway',
    ['InvalidInternetGatewayID.NotFound', "The internetGateway ID '{id}' does not exist"],
    'InvalidInternetGatewayId.Malformed',
  ),
  natGateway: ec2(
    'natGateways',
    'nat',
    'natgateway',
    ['NatGatewayNotFound', 'NAT gateway {id} was not found'],
    'NatGatewayMalformed',
    'The NAT gateway ID {id} is malformed',
  ),
  vpcEndpoint: ec2(
    'vpcEndpoints',
    'vpce',
    'vpc-endpoint',
    ['InvalidVpcEndpointId.NotFound', "The Vpc Endpoint Id '{id}' does not exist"],
    'InvalidVpcEndpointId.Malformed',
    "Invalid Id: '{id}'",
  ),
  vpcEndpointService: ec2(
    'endpointServices',
    'vpce-svc',
    'vpc-endpoint-service',
    ['InvalidVpcEndpointServiceId.NotFound', "The VpcEndpointService Id '{id}' does not exist"],
    'InvalidVpcEndpointServiceId.Malformed',
    "Invalid Id: '{id}'",
  ),
  dhcpOptions: ec2(
    'dhcpOptions',
    'dopt',
    'dhcp-options',
    ['InvalidDhcpOptionID.NotFound', "The dhcpOption ID '{id}' does not exist"],
    'InvalidDhcpOptionsId.Malformed',
  ),
  prefixList: ec2(
    'managedPrefixLists',
    'pl',
    'prefix-list',
    ['InvalidPrefixListID.NotFound', "The prefix list ID '{id}' does not exist"],
    'InvalidPrefixListId.Malformed',
  ),
  fileSystem: {
    table: 'fileSystems',
    prefix: 'fs',
    notFound: ['FileSystemNotFound', "File system '{id}' does not exist.", 404],
    malformed: ['BadRequest', 'Invalid file system ID: {id}'],
  },
  mountTarget: {
    table: 'mountTargets',
    prefix: 'fsmt',
    notFound: ['MountTargetNotFound', "Mount target '{id}' does not exist.", 404],
    malformed: ['BadRequest', 'Invalid mount target ID: {id}'],
  },
  accessPoint: {
    table: 'accessPoints',
    prefix: 'fsap',
    notFound: ['AccessPointNotFound', "Access point '{id}' does not exist.", 404],
    malformed: ['BadRequest', 'Invalid access point ID: {id}'],
  },
} as const satisfies Record<string, IdKind>

export type KindName = keyof typeof kinds

/** Every kind of id. */
export function kindNames(): KindName[] {
  const known = (name: string): name is KindName => Object.hasOwn(kinds, name)
  return Object.keys(kinds).filter(known)
}

const fill = (message: string, id: string) => message.replace('{id}', id)

/** Whether text has the shape of an id of the kind: the prefix and 8 or 17 hexadecimal digits. */
export function wellFormed(kind: KindName, id: string): boolean {
  return new RegExp(`^${kinds[kind].prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`).test(id)
}

/** The fault for an id that no row has. */
export function notFound(kind: KindName, id: string): AwsFault {
  const [code, message, status]: IdKind['notFound'] = kinds[kind].notFound
  return new AwsFault(code, fill(message, id), status ?? 400, status === undefined ? {} : { ErrorCode: code })
}

/** The fault for text that cannot be an id of the kind. */
export function malformed(kind: KindName, id: string, instead?: readonly [code: string, message: string]): AwsFault {
  const [code, message] = instead ?? kinds[kind].malformed
  return new AwsFault(code, fill(message, id), 400, code === 'BadRequest' ? { ErrorCode: code } : {})
}
