import type { ModifyVpcEndpointRequest, ModifyVpcEndpointResult } from '@aws-sdk/client-ec2'
import { AwsFault } from '../../engine/fault.ts'
import { type Module, operation } from '../../engine/operation.ts'
import type { Region } from '../../engine/region.ts'
import { removeInterface } from '../interface/interface.ts'
import { NetworkInterfaces } from '../interface/row.ts'
import { servicePrefixList } from '../prefixlist/prefixlist.ts'
import { RouteTables } from '../routetable/row.ts'
import { SecurityGroups } from '../securitygroup/row.ts'
import { ec2 } from '../service.ts'
import { Subnets } from '../subnet/row.ts'
import { requireService } from './catalog.ts'
import { checkPrivateDns, checkSubnets, dnsEntries, endpointGroups, endpointInterface, invalid } from './network.ts'
import { checkDns, checkIpType, defaultPolicy, policyText } from './option.ts'
import { addEndpointRoute, removeEndpointRoutes } from './route.ts'
import { type VpcEndpointRow, VpcEndpoints } from './row.ts'

function refuse(input: ModifyVpcEndpointRequest, row: VpcEndpointRow): void {
  if (row.State !== 'available' && row.State !== 'pendingAcceptance')
    throw new AwsFault('IncorrectState', `The VPC endpoint ${row.id} is in the state ${row.State}.`)
  if (input.ResetPolicy && input.PolicyDocument !== undefined)
    throw new AwsFault('InvalidParameterCombination', 'ResetPolicy cannot be used together with PolicyDocument')
  const tables = input.AddRouteTableIds?.length || input.RemoveRouteTableIds?.length
  const subnets = input.AddSubnetIds?.length || input.RemoveSubnetIds?.length || input.SubnetConfigurations?.length
  const groups = input.AddSecurityGroupIds?.length || input.RemoveSecurityGroupIds?.length
  const type = row.VpcEndpointType
  if (tables && type !== 'Gateway') throw invalid('Route table IDs are only supported for Gateway type VPC Endpoints.')
  if (subnets && type === 'Gateway') throw invalid('Subnet IDs are only supported for Interface type VPC Endpoints.')
  if (groups && type !== 'Interface')
    throw invalid('Security Groups are only supported for Interface type VPC Endpoints.')
  if (input.PrivateDnsEnabled && type !== 'Interface')
    throw invalid('Private DNS is only supported for Interface type VPC Endpoints.')
  checkIpType(input.IpAddressType)
  checkDns(input.DnsOptions)
}

/** A set after removals and additions; to remove what is not in it is refused. */
function changed(
  present: readonly string[],
  add: readonly string[],
  remove: readonly string[],
  noun: string,
): string[] {
  const absent = remove.find((id) => !present.includes(id))
  if (absent !== undefined) throw invalid(`The ${noun} ${absent} is not associated with the VPC endpoint.`)
  return [...new Set([...present.filter((id) => !remove.includes(id)), ...add])]
}

function routes(input: ModifyVpcEndpointRequest, row: VpcEndpointRow, region: Region): Partial<VpcEndpointRow> {
  const { AddRouteTableIds: add = [], RemoveRouteTableIds: remove = [] } = input
  if (add.length + remove.length === 0) return {}
  const RouteTableIds = changed(row.RouteTableIds ?? [], add, remove, 'route table')
  const list = servicePrefixList(region, row.ServiceName ?? '')
  if (remove.length > 0) removeEndpointRoutes(region, row.id, remove)
  for (const id of add) {
    if (region.require(RouteTables, id).VpcId !== row.VpcId)
      throw invalid(`The route table ${id} does not belong to the VPC ${row.VpcId}`)
    if (list) addEndpointRoute(region, id, list.id, row.id)
  }
  return { RouteTableIds }
}

function groups(input: ModifyVpcEndpointRequest, row: VpcEndpointRow, region: Region): Partial<VpcEndpointRow> {
  const { AddSecurityGroupIds: add = [], RemoveSecurityGroupIds: remove = [] } = input
  if (add.length + remove.length === 0) return {}
  const present = (row.Groups ?? []).flatMap((one) => one.GroupId ?? [])
  const ids = changed(present, add, remove, 'security group')
  if (ids.length === 0) throw invalid('A VPC endpoint must have at least one security group.')
  const Groups = endpointGroups(region, row.VpcId, ids) ?? []
  for (const id of row.NetworkInterfaceIds ?? []) region.table(NetworkInterfaces).update(id, { Groups })
  return { Groups }
}

function subnets(input: ModifyVpcEndpointRequest, row: VpcEndpointRow, region: Region): Partial<VpcEndpointRow> {
  const { AddSubnetIds = [], RemoveSubnetIds: remove = [], SubnetConfigurations: configurations = [] } = input
  const present = row.SubnetIds ?? []
  const add = [...new Set([...AddSubnetIds, ...configurations.flatMap((one) => one.SubnetId ?? [])])]
  if (add.length + remove.length === 0) return {}
  const SubnetIds = changed(present, add, remove, 'subnet')
  checkSubnets(region, row.VpcId, SubnetIds, input.IpAddressType ?? row.IpAddressType ?? 'ipv4')
  const leaving = new Set(
    (row.NetworkInterfaceIds ?? []).filter((id) =>
      remove.includes(region.table(NetworkInterfaces).get(id)?.SubnetId ?? ''),
    ),
  )
  for (const id of leaving) removeInterface(region, id)
  const fresh = add
    .filter((id) => !present.includes(id))
    .map((id) => endpointInterface(region, row, id, configurations))
  return {
    SubnetIds,
    NetworkInterfaceIds: [...(row.NetworkInterfaceIds ?? []).filter((id) => !leaving.has(id)), ...fresh],
  }
}

function options(input: ModifyVpcEndpointRequest, row: VpcEndpointRow, region: Region): Partial<VpcEndpointRow> {
  const policy = input.ResetPolicy
    ? { PolicyDocument: defaultPolicy }
    : input.PolicyDocument === undefined
      ? {}
      : { PolicyDocument: policyText(input.PolicyDocument) }
  const dns = input.DnsOptions ? { DnsOptions: { ...row.DnsOptions, ...input.DnsOptions } } : {}
  const ip = input.IpAddressType === undefined ? {} : { IpAddressType: input.IpAddressType }
  if (input.PrivateDnsEnabled && !row.PrivateDnsEnabled)
    checkPrivateDns(region, row.VpcId, requireService(region, row.ServiceName ?? ''), row.id)
  const own = input.PrivateDnsEnabled === undefined ? {} : { PrivateDnsEnabled: input.PrivateDnsEnabled }
  return { ...policy, ...dns, ...ip, ...own }
}

function modify(input: ModifyVpcEndpointRequest, region: Region): void {
  const row = region.require(VpcEndpoints, input.VpcEndpointId)
  refuse(input, row)
  const grouped = { ...row, ...groups(input, row, region) }
  const after = {
    ...grouped,
    ...routes(input, row, region),
    ...subnets(input, grouped, region),
    ...options(input, row, region),
  }
  const moved =
    after.SubnetIds !== row.SubnetIds ||
    after.PrivateDnsEnabled !== row.PrivateDnsEnabled ||
    after.IpAddressType !== row.IpAddressType
  region.table(VpcEndpoints).put(after)
  if (!moved || row.VpcEndpointType === 'Gateway') return
  region.table(VpcEndpoints).update(row.id, {
    DnsEntries: dnsEntries(region, after, requireService(region, row.ServiceName ?? '')),
    State: row.State === 'available' ? 'pending' : row.State,
  })
  if (row.State === 'available') region.begin('endpoint.available', row.id, '', 30_000)
}

/** Changes of VPC endpoints. Those that move network interfaces or names make the endpoint pending for a while. */
export const endpointchange: Module = {
  service: ec2,
  buckets: { ModifyVpcEndpoint: { capacity: 4, refill: 0.3 } },
  operations: {
    ModifyVpcEndpoint: operation<ModifyVpcEndpointRequest, ModifyVpcEndpointResult>({
      ids: {
        VpcEndpointId: VpcEndpoints,
        AddRouteTableIds: RouteTables,
        AddSubnetIds: Subnets,
        'SubnetConfigurations.SubnetId': Subnets,
        AddSecurityGroupIds: SecurityGroups,
      },
      handle(input, { region }) {
        modify(input, region)
        return { Return: true }
      },
    }),
  },
}
