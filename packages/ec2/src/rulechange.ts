import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  UpdateSecurityGroupRuleDescriptionsEgressCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from '@aws-sdk/client-ec2'
import { type Call, call, type Step } from '@windlass/core'
import type { Kept, Rule } from './rule.ts'

/** The calls of one direction. */
export interface Direction {
  /** `from` or `to`. */
  readonly word: string
  readonly egress: boolean
  add(GroupId: string, rules: readonly Rule[]): Call
  remove(GroupId: string, rules: readonly Kept[]): Call
  describe(GroupId: string, rules: readonly Kept[]): Call
}

/** Rules as AWS takes them. */
export const granted = (rules: readonly Rule[]) => rules.map(({ permission }) => permission)
const ids = (rules: readonly Kept[]) => rules.map(({ id }) => id)
const descriptions = (rules: readonly Kept[]) =>
  rules.map(({ id, description }) => ({ SecurityGroupRuleId: id, Description: description }))

/** The traffic that comes in. */
export const ingress: Direction = {
  word: 'from',
  egress: false,
  add: (GroupId, rules) => call(AuthorizeSecurityGroupIngressCommand, { GroupId, IpPermissions: granted(rules) }),
  remove: (GroupId, rules) => call(RevokeSecurityGroupIngressCommand, { GroupId, SecurityGroupRuleIds: ids(rules) }),
  describe: (GroupId, rules) =>
    call(UpdateSecurityGroupRuleDescriptionsIngressCommand, {
      GroupId,
      SecurityGroupRuleDescriptions: descriptions(rules),
    }),
}

/** The traffic that goes out. */
export const egress: Direction = {
  word: 'to',
  egress: true,
  add: (GroupId, rules) => call(AuthorizeSecurityGroupEgressCommand, { GroupId, IpPermissions: granted(rules) }),
  remove: (GroupId, rules) => call(RevokeSecurityGroupEgressCommand, { GroupId, SecurityGroupRuleIds: ids(rules) }),
  describe: (GroupId, rules) =>
    call(UpdateSecurityGroupRuleDescriptionsEgressCommand, {
      GroupId,
      SecurityGroupRuleDescriptions: descriptions(rules),
    }),
}

/**
 * One call for all rules. AWS takes all or none of them, so what it refuses is halved until the bad ones are found: one
 * bad rule among many costs few calls.
 */
export function together<R extends Rule>(
  rules: readonly R[],
  make: (rules: readonly R[]) => Call,
  step: { readonly effect: Step['effect']; readonly done?: readonly string[]; say(labels: string): string },
): readonly Step[] {
  if (rules.length === 0) return []
  const [first = '', ...more] = rules.map(({ label }) => label)
  const say = step.say(more.length === 0 ? first : `${first} and ${more.length} more`)
  const { effect, done } = step
  if (more.length === 0) return [{ ...make(rules), effect, done, say }]
  const half = Math.ceil(rules.length / 2)
  const parts = [rules.slice(0, half), rules.slice(half)].flatMap((part) => together(part, make, step))
  return [{ ...make(rules), effect, say, parts }]
}

/** What brings the rules of one direction in line: additions, then descriptions, then removals. */
export function align(GroupId: string, of: Direction, wanted: readonly Rule[], have: readonly Kept[]): readonly Step[] {
  const known = new Map(have.map((one) => [one.key, one]))
  const keys = new Set(wanted.map(({ key }) => key))
  const labelled = (label: string) => label.replace(/ (?=[^ ]*$)/, ` ${of.word} `)
  const missing = wanted.filter(({ key }) => !known.has(key))
  const extra = have.filter(({ key }) => !keys.has(key))
  const renamed = wanted.flatMap((one) => {
    const now = known.get(one.key)
    return now === undefined || now.description === one.description ? [] : [{ ...one, id: now.id }]
  })
  return [
    ...together(missing, (rules) => of.add(GroupId, rules), {
      effect: 'add',
      done: ['InvalidPermission.Duplicate'],
      say: (label) => `add the rule ${labelled(label)}`,
    }),
    ...together(renamed, (rules) => of.describe(GroupId, rules), {
      effect: 'replace',
      say: (label) => `describe the rule ${labelled(label)}`,
    }),
    ...together(extra, (rules) => of.remove(GroupId, rules), {
      effect: 'remove',
      done: ['InvalidSecurityGroupRuleId.NotFound', 'InvalidPermission.NotFound'],
      say: (label) => `remove the rule ${labelled(label)}`,
    }),
  ]
}
