import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroup,
  type SecurityGroupRule,
  UpdateSecurityGroupRuleDescriptionsEgressCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from '@aws-sdk/client-ec2'
import { filtered, type Item, shaped } from '@windlass/core'
import type { Batches } from '@windlass/core/kind'
import { type Kept, type Rule, ruleOf, rulesOf } from './rule.ts'

/** Rules as the spec gives them. */
export const permissions = shaped(AuthorizeSecurityGroupIngressCommand, 'IpPermissions')
type Permissions = Parameters<typeof permissions.toAWS>[0]

/** The rules of groups, each with its id. */
export const rules = filtered({
  operation: DescribeSecurityGroupRulesCommand,
  items: 'SecurityGroupRules',
  filter: 'group-id',
  keys: ({ GroupId }) => GroupId,
})

/** Whether any rule names a group by its name, so that the groups of the VPC must be known. */
const byName = (wanted: unknown) =>
  Array.isArray(wanted) &&
  permissions
    .toAWS(wanted)
    .some(({ UserIdGroupPairs = [] }) =>
      UserIdGroupPairs.some(({ GroupId, GroupName }) => GroupId === undefined && GroupName !== undefined),
    )

/** The groups of the VPC: rules may name one by its name. */
export const neighbours = {
  read: filtered({
    operation: DescribeSecurityGroupsCommand,
    items: 'SecurityGroups',
    filter: 'vpc-id',
    keys: ({ VpcId }) => VpcId,
  }),
  key: (_id: string, _spec: Item, { VpcId }: Item) => (typeof VpcId === 'string' ? VpcId : undefined),
  when: ({ ingressRules, egressRules }: Item) => byName(ingressRules) || byName(egressRules),
}

const commands = {
  ingress: {
    word: 'from',
    add: AuthorizeSecurityGroupIngressCommand,
    describe: UpdateSecurityGroupRuleDescriptionsIngressCommand,
    remove: RevokeSecurityGroupIngressCommand,
  },
  egress: {
    word: 'to',
    add: AuthorizeSecurityGroupEgressCommand,
    describe: UpdateSecurityGroupRuleDescriptionsEgressCommand,
    remove: RevokeSecurityGroupEgressCommand,
  },
}

interface Seen {
  readonly id: string
}

/** The rules of one direction: additions, then descriptions, then removals. */
export function traffic(
  direction: 'ingress' | 'egress',
): Batches<Permissions, Seen, Rule, Kept, SecurityGroupRule, SecurityGroup> {
  const { word, add, describe, remove } = commands[direction]
  return {
    have: (_seen, found) =>
      found.filter(({ IsEgress }) => (IsEgress ?? false) === (direction === 'egress')).map(ruleOf),
    want: (wanted, { id }, groups) =>
      rulesOf(permissions.toAWS(wanted), (name) => groups.find(({ GroupName }) => GroupName === name)?.GroupId, id),
    spell: (all) => permissions.toKubernetes(all.map(({ permission }) => permission)),
    key: ({ key }) => key,
    noun: 'the rule',
    label: ({ label }) => label.replace(/ (?=[^ ]*$)/, ` ${word} `),
    same: (wanted, have) => wanted.description === have.description,
    add: [add, (some, { id }) => ({ GroupId: id, IpPermissions: some.map(({ permission }) => permission) })],
    replace: [
      describe,
      (some, { id }) => ({
        GroupId: id,
        SecurityGroupRuleDescriptions: some.map(([wanted, have]) => ({
          SecurityGroupRuleId: have.id,
          Description: wanted.description,
        })),
      }),
    ],
    remove: [remove, (some, { id }) => ({ GroupId: id, SecurityGroupRuleIds: some.map((one) => one.id) })],
    done: ['InvalidPermission.Duplicate'],
    // Groups may hold each other in a circle of any length. Rules that name groups stand against the delete of those, and go
    // while nothing but groups holds this one: nothing is behind it then that they could serve.
    releases: (have, blocking) => {
      const groups = blocking.filter(({ noun }) => noun.endsWith('security group'))
      const others = groups.length === 0 || groups.length < blocking.length
      return others ? [] : have.filter(({ peer }) => peer !== undefined)
    },
  }
}
