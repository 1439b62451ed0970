import type { NetworkAclEntry } from '@aws-sdk/client-ec2'
import type { Region } from '../../engine/region.ts'
import { RouteTableAssociations, RouteTables } from '../routetable/row.ts'
import { SecurityGroupRules, SecurityGroups } from '../securitygroup/row.ts'
import { NetworkAcls, type VpcRow, Vpcs } from './row.ts'

/** Creates what comes with a VPC: the default security group with its rules, the main route table, the default network ACL. */
export function createDefaults(region: Region, vpc: VpcRow): void {
  createDefaultGroup(region, vpc.id)
  createMainTable(region, vpc)
  createDefaultAcl(region, vpc.id)
}

/** Removes what came with a VPC. */
export function deleteDefaults(region: Region, vpcId: string): void {
  for (const group of region.table(SecurityGroups).where('vpc', vpcId)) {
    for (const rule of region.table(SecurityGroupRules).where('group', group.id))
      region.table(SecurityGroupRules).delete(rule.id)
    region.table(SecurityGroups).delete(group.id)
  }
  for (const table of region.table(RouteTables).where('vpc', vpcId)) {
    for (const one of region.table(RouteTableAssociations).where('table', table.id))
      region.table(RouteTableAssociations).delete(one.id)
    region.table(RouteTables).delete(table.id)
  }
  for (const acl of region.table(NetworkAcls).where('vpc', vpcId)) region.table(NetworkAcls).delete(acl.id)
}

/** Where a new group of a VPC lets everything out to: anywhere in IPv4, and in IPv6 where the VPC has a block of it. */
export function openings(vpc: VpcRow | undefined): readonly ({ CidrIpv4: string } | { CidrIpv6: string })[] {
  const ipv6 = vpc?.Ipv6CidrBlockAssociationSet?.some(({ Ipv6CidrBlockState }) =>
    ['associating', 'associated'].includes(Ipv6CidrBlockState?.State ?? ''),
  )
  return [{ CidrIpv4: '0.0.0.0/0' }, ...(ipv6 === true ? [{ CidrIpv6: '::/0' }] : [])]
}

function createDefaultGroup(region: Region, VpcId: string): void {
  const securityGroups = region.table(SecurityGroups)
  const securityGroupRules = region.table(SecurityGroupRules)
  const GroupId = region.newId('sg')
  securityGroups.put({
    id: GroupId,
    GroupId,
    GroupName: 'default',
    Description: 'default VPC security group',
    VpcId,
    OwnerId: region.account,
    SecurityGroupArn: `arn:aws:ec2:${region.name}:${region.account}:security-group/${GroupId}`,
    Tags: [],
  })
  const rule = (peer: object, IsEgress: boolean) => {
    const SecurityGroupRuleId = region.newId('sgr')
    securityGroupRules.put({
      id: SecurityGroupRuleId,
      SecurityGroupRuleId,
      SecurityGroupRuleArn: `arn:aws:ec2:${region.name}:${region.account}:security-group-rule/${SecurityGroupRuleId}`,
      GroupId,
      GroupOwnerId: region.account,
      IsEgress,
      IpProtocol: '-1',
      FromPort: -1,
      ToPort: -1,
      Tags: [],
      ...peer,
    })
  }
  rule({ ReferencedGroupInfo: { GroupId, UserId: region.account } }, false)
  for (const peer of openings(region.table(Vpcs).get(VpcId))) rule(peer, true)
}

function createMainTable(region: Region, vpc: VpcRow): void {
  const RouteTableId = region.newId('rtb')
  region.table(RouteTables).put({
    id: RouteTableId,
    RouteTableId,
    VpcId: vpc.id,
    OwnerId: region.account,
    PropagatingVgws: [],
    Routes: [{ DestinationCidrBlock: vpc.CidrBlock, GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' }],
    Tags: [],
  })
  const RouteTableAssociationId = region.newId('rtbassoc')
  region.table(RouteTableAssociations).put({
    id: RouteTableAssociationId,
    RouteTableAssociationId,
    RouteTableId,
    Main: true,
    AssociationState: { State: 'associated' },
  })
}

function createDefaultAcl(region: Region, VpcId: string): void {
  const NetworkAclId = region.newId('acl')
  const entry = (Egress: boolean, RuleNumber: number, RuleAction: 'allow' | 'deny'): NetworkAclEntry => ({
    CidrBlock: '0.0.0.0/0',
    Egress,
    Protocol: '-1',
    RuleAction,
    RuleNumber,
  })
  region.table(NetworkAcls).put({
    id: NetworkAclId,
    NetworkAclId,
    VpcId,
    OwnerId: region.account,
    IsDefault: true,
    Associations: [],
    Entries: [
      entry(true, 100, 'allow'),
      entry(true, 32767, 'deny'),
      entry(false, 100, 'allow'),
      entry(false, 32767, 'deny'),
    ],
    Tags: [],
  })
}

/** Ties a new subnet to the default ACL of its VPC. */
export function joinDefaultAcl(region: Region, vpcId: string, SubnetId: string): void {
  const acl = region
    .table(NetworkAcls)
    .where('vpc', vpcId)
    .find((row) => row.IsDefault)
  if (!acl) return
  const one = { NetworkAclAssociationId: region.newId('aclassoc'), NetworkAclId: acl.id, SubnetId }
  region.table(NetworkAcls).update(acl.id, { Associations: [...(acl.Associations ?? []), one] })
}

/** Unties a subnet that goes away from its ACL and its route table. */
export function leaveAssociations(region: Region, vpcId: string, subnetId: string): void {
  const networkAcls = region.table(NetworkAcls)
  const routeTableAssociations = region.table(RouteTableAssociations)
  for (const acl of networkAcls.where('vpc', vpcId))
    networkAcls.update(acl.id, { Associations: acl.Associations?.filter((one) => one.SubnetId !== subnetId) })
  for (const one of routeTableAssociations.where('subnet', subnetId)) routeTableAssociations.delete(one.id)
}
