import type { SecurityGroup, SecurityGroupRule } from '@aws-sdk/client-ec2'
import { type Stored, table } from '../../engine/table.ts'
import { ids } from '../ids.ts'

/** `IpPermissions` are not kept here: they are computed from the rules when a group is described. */
export type SecurityGroupRow = Stored<
  SecurityGroup,
  { readonly GroupId: string; readonly GroupName: string; readonly VpcId: string }
>

export const SecurityGroups = table<SecurityGroupRow>('securityGroups', {
  indexes: { vpc: (row) => [row.VpcId] },
  ids: ids(
    'sg',
    'security-group',
    ['InvalidGroup.NotFound', "The security group '{id}' does not exist"],
    'InvalidGroupId.Malformed',
    "The security group ID '{id}' is malformed",
  ),
})

export type SecurityGroupRuleRow = Stored<
  SecurityGroupRule,
  { readonly SecurityGroupRuleId: string; readonly GroupId: string; readonly IsEgress: boolean }
>

export const SecurityGroupRules = table<SecurityGroupRuleRow>('securityGroupRules', {
  indexes: { group: (row) => [row.GroupId] },
  ids: ids(
    'sgr',
    'security-group-rule',
    ['InvalidSecurityGroupRuleId.NotFound', "The security group rule ID '{id}' does not exist"],
    'InvalidSecurityGroupRuleId.Malformed',
  ),
})
