import type {
  CreateSecurityGroupRequest,
  CreateSecurityGroupResult,
  DeleteSecurityGroupRequest,
  DeleteSecurityGroupResult,
} from '@aws-sdk/client-ec2'
import { describe, visible } from '../../engine/describe.ts'
import { AwsFault, invalidValue, missing } from '../../engine/fault.ts'
import type { Filters } from '../../engine/filter.ts'
import { type Module, type Operation, operation } from '../../engine/operation.ts'
import { pick } from '../../engine/pick.ts'
import { reference } from '../../engine/reference.ts'
import type { Region } from '../../engine/region.ts'
import { record } from '../../schema/schema.ts'
import { VpcEndpoints } from '../endpoint/row.ts'
import { NetworkInterfaces } from '../interface/row.ts'
import { ec2 } from '../service.ts'
import { openings } from '../vpc/default.ts'
import { Vpcs } from '../vpc/row.ts'
import { mergePermissions } from './permission.ts'
import { type SecurityGroupRow, type SecurityGroupRuleRow, SecurityGroupRules, SecurityGroups } from './row.ts'

const allowed = /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/

function defaultVpc(region: Region): string {
  const found = region
    .table(Vpcs)
    .all()
    .find((row) => row.IsDefault)
  if (!found) throw new AwsFault('VPCIdNotSpecified', 'No default VPC for this user')
  return found.id
}

/** The group a request names by id, or by name in the default VPC. Throws AWS's faults for one that is not there. */
export function namedGroup(
  region: Region,
  { GroupId, GroupName }: { GroupId?: string | undefined; GroupName?: string | undefined },
): SecurityGroupRow {
  if (GroupId !== undefined) return region.require(SecurityGroups, GroupId)
  if (GroupName === undefined) throw missing('groupName or groupId')
  const vpc = defaultVpc(region)
  const found = region
    .table(SecurityGroups)
    .where('vpc', vpc)
    .find((row) => row.GroupName === GroupName)
  if (!found)
    throw new AwsFault(
      'InvalidGroup.NotFound',
      `The security group '${GroupName}' does not exist in default VPC '${vpc}'`,
    )
  return found
}

/** Adds a rule to a group and returns its row. The grant must be canonical (permission.ts). */
export function addRule(
  region: Region,
  GroupId: string,
  IsEgress: boolean,
  grant: Partial<SecurityGroupRuleRow>,
): SecurityGroupRuleRow {
  const SecurityGroupRuleId = region.newId('sgr')
  return region.table(SecurityGroupRules).put({
    Tags: [],
    ...grant,
    id: SecurityGroupRuleId,
    SecurityGroupRuleId,
    SecurityGroupRuleArn: `arn:aws:ec2:${region.name}:${region.account}:security-group-rule/${SecurityGroupRuleId}`,
    GroupId,
    GroupOwnerId: region.account,
    IsEgress,
  })
}

function checkName(text: string): string {
  const name = text.trimEnd()
  if (name === '') throw missing('groupName')
  if (name.toLowerCase() === 'default')
    throw new AwsFault('InvalidGroup.Reserved', `Cannot use reserved security group name: ${name}`)
  if (name.startsWith('sg-')) throw invalidValue('GroupName', name, 'Group names may not be in the format sg-*.')
  if (!allowed.test(name))
    throw invalidValue('GroupName', name, 'Names are up to 255 characters from a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*')
  return name
}

function createGroup(
  input: CreateSecurityGroupRequest,
  region: Region,
  Tags: SecurityGroupRow['Tags'],
): SecurityGroupRow {
  const GroupName = checkName(input.GroupName ?? '')
  if (!input.Description) throw missing('GroupDescription')
  if (!allowed.test(input.Description))
    throw invalidValue(
      'GroupDescription',
      input.Description,
      'Invalid security group description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*',
    )
  const VpcId = input.VpcId ?? defaultVpc(region)
  const others = region.table(SecurityGroups).where('vpc', VpcId)
  if (others.some((row) => row.GroupName.toLowerCase() === GroupName.toLowerCase()))
    throw new AwsFault('InvalidGroup.Duplicate', `The security group '${GroupName}' already exists for VPC '${VpcId}'`)
  region.refuseOverQuota('SecurityGroupLimitExceeded', region.table(SecurityGroups).size)
  const GroupId = region.newId('sg')
  const row = region.table(SecurityGroups).put({
    id: GroupId,
    GroupId,
    GroupName,
    Description: input.Description,
    VpcId,
    OwnerId: region.account,
    SecurityGroupArn: `arn:aws:ec2:${region.name}:${region.account}:security-group/${GroupId}`,
    Tags,
  })
  for (const peer of openings(region.table(Vpcs).get(VpcId)))
    addRule(region, GroupId, true, { IpProtocol: '-1', FromPort: -1, ToPort: -1, ...peer })
  return row
}

function deleteGroup(input: DeleteSecurityGroupRequest, region: Region): DeleteSecurityGroupResult {
  const group = namedGroup(region, input)
  if (group.GroupName === 'default')
    throw new AwsFault('CannotDelete', `the specified group: "${group.id}" name: "default" cannot be deleted by a user`)
  if (region.referrers(group.id).length > 0)
    throw new AwsFault('DependencyViolation', `resource ${group.id} has a dependent object`)
  const securityGroups = region.table(SecurityGroups)
  const securityGroupRules = region.table(SecurityGroupRules)
  for (const rule of securityGroupRules.where('group', group.id)) securityGroupRules.delete(rule.id)
  securityGroups.delete(group.id)
  return { Return: true, GroupId: group.id }
}

function rulesOf(region: Region, group: string, lag: number): SecurityGroupRuleRow[] {
  if (lag === 0) return region.table(SecurityGroupRules).where('group', group)
  return visible(region, SecurityGroupRules, lag)
    .map((cell) => cell.row)
    .filter((rule) => rule.GroupId === group)
}

function view(row: SecurityGroupRow, region: Region, lag: number) {
  const rules = rulesOf(region, row.id, lag)
  return {
    ...row,
    IpPermissions: mergePermissions(rules.filter((rule) => !rule.IsEgress)),
    IpPermissionsEgress: mergePermissions(rules.filter((rule) => rule.IsEgress)),
  }
}

function ruleFilters(prefix: string, from: 'IpPermissions' | 'IpPermissionsEgress'): Filters<ReturnType<typeof view>> {
  return {
    [`${prefix}cidr`]: `${from}.IpRanges.CidrIp`,
    [`${prefix}from-port`]: `${from}.FromPort`,
    [`${prefix}group-id`]: `${from}.UserIdGroupPairs.GroupId`,
    [`${prefix}group-name`]: (row, region) =>
      pick(row, `${from}.UserIdGroupPairs.GroupId`).flatMap(
        (id) => region.table(SecurityGroups).get(String(id))?.GroupName ?? [],
      ),
    [`${prefix}ipv6-cidr`]: `${from}.Ipv6Ranges.CidrIpv6`,
    [`${prefix}prefix-list-id`]: `${from}.PrefixListIds.PrefixListId`,
    [`${prefix}protocol`]: `${from}.IpProtocol`,
    [`${prefix}to-port`]: `${from}.ToPort`,
    [`${prefix}user-id`]: `${from}.UserIdGroupPairs.UserId`,
  }
}

/** Groups and their rules are read with the same lag, so that a stale read is one moment's state. */
function describeWith(lag: 'byId' | 'byFilter'): Operation {
  return describe({
    table: SecurityGroups,
    items: 'SecurityGroups',
    ids: 'GroupIds',
    page: { min: 5, max: 1000 },
    filters: {
      description: 'Description',
      ...ruleFilters('egress.ip-permission.', 'IpPermissionsEgress'),
      'group-id': 'GroupId',
      'group-name': 'GroupName',
      ...ruleFilters('ip-permission.', 'IpPermissions'),
      'owner-id': 'OwnerId',
      'vpc-id': 'VpcId',
    },
    view: (row, region) => view(row, region, region.history.staleness[lag]),
  })
}

const byId = describeWith('byId')
const byFilter = describeWith('byFilter')

/** Operations on security groups; their rules are changed in securitygrouprule.ts. */
export const securityGroupOperations = {
  CreateSecurityGroup: operation<CreateSecurityGroupRequest, CreateSecurityGroupResult>({
    creates: SecurityGroups,
    ids: { VpcId: Vpcs },
    handle(input, { region, tags }) {
      const { GroupId, SecurityGroupArn } = createGroup(input, region, tags)
      return { GroupId, SecurityGroupArn, Tags: tags }
    },
  }),
  DeleteSecurityGroup: operation<DeleteSecurityGroupRequest, DeleteSecurityGroupResult>({
    ids: { GroupId: SecurityGroups },
    handle: (input, { region }) => deleteGroup(input, region),
  }),
  DescribeSecurityGroups: {
    ...byFilter,
    handle(input: object, call) {
      const named = pick(input, 'GroupNames').map((name) => namedGroup(call.region, { GroupName: String(name) }).id)
      const GroupIds = [...pick(input, 'GroupIds'), ...named]
      return (GroupIds.length > 0 ? byId : byFilter).handle({ ...record(input), GroupIds }, call)
    },
  } satisfies Operation,
}

/** What keeps a group from being deleted: rules of other groups, and what stands in it. */
const securityGroupReferences = [
  reference(SecurityGroupRules, (row) =>
    row.ReferencedGroupInfo?.GroupId === row.GroupId ? [] : [row.ReferencedGroupInfo?.GroupId],
  ),
  reference(NetworkInterfaces, (row) => (row.Groups ?? []).map((one) => one.GroupId)),
  reference(VpcEndpoints, (row) =>
    row.State?.toLowerCase() === 'deleted' ? [] : (row.Groups ?? []).map((one) => one.GroupId),
  ),
]

export const securitygroup: Module = {
  service: ec2,
  tables: [SecurityGroups, SecurityGroupRules],
  quotas: {
    SecurityGroupLimitExceeded: { limit: 2500, of: 'security groups' },
    SecurityGroupsPerInterfaceLimitExceeded: { limit: 5 },
  },
  buckets: { DescribeSecurityGroups: { capacity: 100, refill: 20, whole: { capacity: 50, refill: 10 } } },
  operations: securityGroupOperations,
  references: securityGroupReferences,
}
