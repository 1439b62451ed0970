import type {
  AuthorizeSecurityGroupEgressRequest,
  AuthorizeSecurityGroupIngressRequest,
  AuthorizeSecurityGroupIngressResult,
  IpPermission,
  ModifySecurityGroupRulesRequest,
  ModifySecurityGroupRulesResult,
  RevokedSecurityGroupRule,
  RevokeSecurityGroupEgressRequest,
  RevokeSecurityGroupIngressRequest,
  RevokeSecurityGroupIngressResult,
  SecurityGroupRuleRequest,
  UpdateSecurityGroupRuleDescriptionsEgressRequest,
  UpdateSecurityGroupRuleDescriptionsIngressRequest,
  UpdateSecurityGroupRuleDescriptionsIngressResult,
} from '@aws-sdk/client-ec2'
import { describe } from '../../engine/describe.ts'
import { AwsFault, missing } from '../../engine/fault.ts'
import { type Call, type Module, type Operation, operation } from '../../engine/operation.ts'
import type { Region } from '../../engine/region.ts'
import { ec2 } from '../service.ts'
import { Vpcs } from '../vpc/row.ts'
import {
  canonicalCidr,
  canonicalPorts,
  canonicalProtocol,
  checkDescription,
  duplicate,
  type Grant,
  grantKey,
  mergePermissions,
  peerGroup,
  peerList,
  type Reader,
  readPermissions,
  refuseTooMany,
} from './permission.ts'
import { type SecurityGroupRow, type SecurityGroupRuleRow, SecurityGroupRules, SecurityGroups } from './row.ts'
import { addRule, namedGroup } from './securitygroup.ts'

type Authorize = AuthorizeSecurityGroupIngressRequest & AuthorizeSecurityGroupEgressRequest
type Revoke = RevokeSecurityGroupIngressRequest & RevokeSecurityGroupEgressRequest
type Update = UpdateSecurityGroupRuleDescriptionsIngressRequest & UpdateSecurityGroupRuleDescriptionsEgressRequest

function rulesOf(region: Region, group: string, egress: boolean): SecurityGroupRuleRow[] {
  return region
    .table(SecurityGroupRules)
    .where('group', group)
    .filter((rule) => rule.IsEgress === egress)
}

const short = [
  'IpProtocol',
  'FromPort',
  'ToPort',
  'CidrIp',
  'SourceSecurityGroupName',
  'SourceSecurityGroupOwnerId',
] as const

/** The permissions of a request, also those given the old way as single members. */
function permissionsOf(input: Authorize | Revoke): IpPermission[] {
  const given = short.filter((name) => input[name] !== undefined)
  if (given.length === 0) return input.IpPermissions ?? []
  if (input.IpPermissions)
    throw new AwsFault(
      'InvalidParameterCombination',
      `The parameter '${given[0]}' may not be used in combination with 'ipPermissions'`,
    )
  const peer = input.SourceSecurityGroupName
  const base = { FromPort: input.FromPort, ToPort: input.ToPort, IpProtocol: input.IpProtocol }
  if (peer === undefined) return [{ ...base, IpRanges: input.CidrIp === undefined ? [] : [{ CidrIp: input.CidrIp }] }]
  const UserIdGroupPairs = [{ GroupName: peer, UserId: input.SourceSecurityGroupOwnerId }]
  if (input.IpProtocol !== undefined) return [{ ...base, UserIdGroupPairs }]
  return [
    { IpProtocol: 'tcp', FromPort: 0, ToPort: 65535, UserIdGroupPairs },
    { IpProtocol: 'udp', FromPort: 0, ToPort: 65535, UserIdGroupPairs },
    { IpProtocol: 'icmp', FromPort: -1, ToPort: -1, UserIdGroupPairs },
  ]
}

function authorize(input: Authorize, egress: boolean, { region, tags }: Call): AuthorizeSecurityGroupIngressResult {
  const group = namedGroup(region, input)
  const permissions = permissionsOf(input)
  if (permissions.length === 0) throw missing('ipPermissions')
  const grants = readPermissions(permissions, { region, group, check: true })
  const present = rulesOf(region, group.id, egress)
  const keys = new Set(present.map(grantKey))
  for (const grant of grants) if (keys.has(grantKey(grant))) throw duplicate(grant)
  refuseTooMany(region, [...present, ...grants])
  const rows = grants.map((grant) => addRule(region, group.id, egress, { ...grant, Tags: tags }))
  return { Return: true, SecurityGroupRules: rows.map((row) => ({ ...row, Tags: tags })) }
}

function ruleById(region: Region, group: SecurityGroupRow, id: string, egress?: boolean): SecurityGroupRuleRow {
  const row = region.require(SecurityGroupRules, id)
  if (row.GroupId !== group.id || (egress !== undefined && row.IsEgress !== egress))
    throw SecurityGroupRules.ids.notFound(id)
  return row
}

/** The rules a request names by permissions, and the permissions no rule of the group answers to. */
function match(
  region: Region,
  group: SecurityGroupRow,
  permissions: readonly IpPermission[],
  egress: boolean,
): { found: { row: SecurityGroupRuleRow; grant: Grant }[]; unknown: Grant[] } {
  const present = new Map(rulesOf(region, group.id, egress).map((row) => [grantKey(row), row]))
  const grants = readPermissions(permissions, { region, group, check: false })
  return {
    found: grants.flatMap((grant) => {
      const row = present.get(grantKey(grant))
      return row ? [{ row, grant }] : []
    }),
    unknown: grants.filter((grant) => !present.has(grantKey(grant))),
  }
}

const absent = () =>
  new AwsFault('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.')

function revoked(row: SecurityGroupRuleRow): RevokedSecurityGroupRule {
  const { Tags: _, ReferencedGroupInfo, ...rest } = row
  return { ...rest, ReferencedGroupId: ReferencedGroupInfo?.GroupId }
}

function revoke(input: Revoke, egress: boolean, region: Region): RevokeSecurityGroupIngressResult {
  const group = namedGroup(region, input)
  const permissions = permissionsOf(input)
  const ids = [...new Set(input.SecurityGroupRuleIds ?? [])]
  if (ids.length > 0 && permissions.length > 0)
    throw new AwsFault(
      'InvalidParameterCombination',
      "Only one of 'ipPermissions' or 'securityGroupRuleIds' may be provided.",
    )
  if (ids.length === 0 && permissions.length === 0)
    throw new AwsFault('MissingParameter', "Either 'ipPermissions' or 'securityGroupRuleIds' should be provided.")
  const { found, unknown } = match(region, group, permissions, egress)
  if (unknown.length > 0 && !region.table(Vpcs).get(group.VpcId)?.IsDefault) throw absent()
  const rows = [...ids.map((id) => ruleById(region, group, id, egress)), ...found.map((one) => one.row)]
  for (const row of rows) region.table(SecurityGroupRules).delete(row.id)
  return {
    Return: true,
    ...(unknown.length > 0 ? { UnknownIpPermissions: mergePermissions(unknown) } : {}),
    RevokedSecurityGroupRules: rows.map(revoked),
  }
}

function updateDescriptions(
  input: Update,
  egress: boolean,
  region: Region,
): UpdateSecurityGroupRuleDescriptionsIngressResult {
  const group = namedGroup(region, input)
  const { IpPermissions: permissions = [], SecurityGroupRuleDescriptions: byId = [] } = input
  if (byId.length > 0 && permissions.length > 0)
    throw new AwsFault(
      'InvalidParameterCombination',
      "Only one of 'ipPermissions' or 'securityGroupRuleDescriptions' may be provided.",
    )
  if (byId.length === 0 && permissions.length === 0) throw missing('ipPermissions or securityGroupRuleDescriptions')
  const { found, unknown } = match(region, group, permissions, egress)
  if (unknown.length > 0) throw absent()
  for (const { row, grant } of found)
    region.table(SecurityGroupRules).update(row.id, { Description: grant.Description })
  for (const one of byId) {
    if (one.SecurityGroupRuleId === undefined) throw missing('securityGroupRuleId')
    const row = ruleById(region, group, one.SecurityGroupRuleId, egress)
    region.table(SecurityGroupRules).update(row.id, { Description: checkDescription(one.Description) })
  }
  return { Return: true }
}

const peers = ['CidrIpv4', 'CidrIpv6', 'PrefixListId', 'ReferencedGroupId'] as const

function requested(request: SecurityGroupRuleRequest, reader: Reader): Grant {
  const given = peers.filter((name) => request[name] !== undefined)
  if (given.length !== 1)
    throw new AwsFault('InvalidPermission.Malformed', `A rule must name exactly one of ${peers.join(', ')}`)
  if (!request.IpProtocol)
    throw new AwsFault(
      'InvalidParameterValue',
      "Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.",
    )
  const IpProtocol = canonicalProtocol(request.IpProtocol)
  const [FromPort, ToPort] = canonicalPorts(IpProtocol, request.FromPort, request.ToPort)
  const { CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId: GroupId } = request
  return {
    IpProtocol,
    FromPort,
    ToPort,
    CidrIpv4: CidrIpv4 === undefined ? undefined : canonicalCidr(CidrIpv4, 32),
    CidrIpv6: CidrIpv6 === undefined ? undefined : canonicalCidr(CidrIpv6, 128),
    PrefixListId: PrefixListId === undefined ? undefined : peerList(reader, PrefixListId),
    ReferencedGroupInfo: GroupId === undefined ? undefined : peerGroup(reader, { GroupId }),
    Description: checkDescription(request.Description),
  }
}

function sourceOf(grant: Grant): string | undefined {
  return (['CidrIpv4', 'CidrIpv6', 'PrefixListId', 'ReferencedGroupInfo'] as const).find(
    (name) => grant[name] !== undefined,
  )
}

function modify(input: ModifySecurityGroupRulesRequest, region: Region): ModifySecurityGroupRulesResult {
  const group = namedGroup(region, input)
  const updates = input.SecurityGroupRules ?? []
  if (updates.length === 0) throw missing('securityGroupRules')
  if (new Set(updates.map((one) => one.SecurityGroupRuleId)).size < updates.length)
    throw new AwsFault('InvalidParameterValue', 'The same security group rule must not appear multiple times')
  for (const { SecurityGroupRuleId: id = '', SecurityGroupRule: request } of updates) {
    const row = ruleById(region, group, id)
    if (!request) throw missing('securityGroupRule')
    const grant = requested(request, { region, group, check: true })
    if (sourceOf(grant) !== sourceOf(row))
      throw new AwsFault(
        'InvalidParameterValue',
        `The kind of source or destination of the rule '${id}' cannot be changed`,
      )
    region.table(SecurityGroupRules).update(row.id, grant)
  }
  for (const egress of [false, true]) {
    const rules = rulesOf(region, group.id, egress)
    const twin = rules.find((rule, at) => rules.findIndex((other) => grantKey(other) === grantKey(rule)) !== at)
    if (twin) throw duplicate(twin)
    refuseTooMany(region, rules)
  }
  return { Return: true }
}

/** Of calls about rules by their ids IAM is asked about the group alone. */
const named = { table: SecurityGroupRules, asked: false as const }

const authorizing = (egress: boolean): Operation =>
  operation<Authorize, AuthorizeSecurityGroupIngressResult>({
    creates: SecurityGroupRules,
    ids: { GroupId: SecurityGroups },
    handle: (input, call) => authorize(input, egress, call),
  })

const revoking = (egress: boolean): Operation =>
  operation<Revoke, RevokeSecurityGroupIngressResult>({
    ids: { GroupId: SecurityGroups, SecurityGroupRuleIds: named },
    handle: (input, { region }) => revoke(input, egress, region),
  })

const updating = (egress: boolean): Operation =>
  operation<Update, UpdateSecurityGroupRuleDescriptionsIngressResult>({
    ids: { GroupId: SecurityGroups, 'SecurityGroupRuleDescriptions.SecurityGroupRuleId': named },
    handle: (input, { region }) => updateDescriptions(input, egress, region),
  })

/** The rules of security groups. A request that fails changes none of them. */
export const securitygrouprule: Module = {
  service: ec2,
  quotas: {
    RulesPerSecurityGroupLimitExceeded: { limit: 60, of: 'rules per security group' },
  },
  operations: {
    AuthorizeSecurityGroupIngress: authorizing(false),
    AuthorizeSecurityGroupEgress: authorizing(true),
    RevokeSecurityGroupIngress: revoking(false),
    RevokeSecurityGroupEgress: revoking(true),
    UpdateSecurityGroupRuleDescriptionsIngress: updating(false),
    UpdateSecurityGroupRuleDescriptionsEgress: updating(true),
    ModifySecurityGroupRules: operation<ModifySecurityGroupRulesRequest, ModifySecurityGroupRulesResult>({
      ids: { GroupId: SecurityGroups, 'SecurityGroupRules.SecurityGroupRuleId': SecurityGroupRules },
      handle: (input, { region }) => modify(input, region),
    }),
    DescribeSecurityGroupRules: describe({
      table: SecurityGroupRules,
      items: 'SecurityGroupRules',
      ids: 'SecurityGroupRuleIds',
      page: { min: 5, max: 1000 },
      filters: { 'group-id': 'GroupId', 'security-group-rule-id': 'SecurityGroupRuleId' },
      filterIds: { 'group-id': SecurityGroups },
      view: (row) => row,
    }),
  },
}
