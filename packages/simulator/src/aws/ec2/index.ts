export { Addresses, type AddressRow } from './address/row.ts'
export { DhcpOptionSets, type DhcpOptionsRow } from './dhcpoptions/row.ts'
export { type EgressOnlyInternetGatewayRow, EgressOnlyInternetGateways } from './egressonlyinternetgateway/row.ts'
export { type VpcEndpointRow, VpcEndpoints } from './endpoint/row.ts'
export { type EndpointServiceRow, EndpointServices } from './endpointservice/row.ts'
export { ids } from './ids.ts'
export { type NetworkInterfaceRow, NetworkInterfaces } from './interface/row.ts'
export { type InternetGatewayRow, InternetGateways } from './internetgateway/row.ts'
export { type NatGatewayRow, NatGateways } from './natgateway/row.ts'
export { ManagedPrefixLists, type PrefixListRow } from './prefixlist/row.ts'
export {
  type RouteTableAssociationRow,
  RouteTableAssociations,
  type RouteTableRow,
  RouteTables,
} from './routetable/row.ts'
export {
  type SecurityGroupRow,
  type SecurityGroupRuleRow,
  SecurityGroupRules,
  SecurityGroups,
} from './securitygroup/row.ts'
export { ec2 as service } from './service.ts'
export { type SubnetRow, Subnets } from './subnet/row.ts'
export {
  type SharedGatewayRow,
  SharedGateways,
  type TransitGatewayAttachmentRow,
  TransitGatewayAttachments,
  type TransitGatewayRow,
  TransitGateways,
} from './transitgateway/row.ts'
export { type NetworkAclRow, NetworkAcls, type VpcRow, Vpcs } from './vpc/row.ts'
