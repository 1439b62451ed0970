import type { IpPermission, SecurityGroupRule } from '@aws-sdk/client-ec2'
import { canonicalRange } from '../service/cidr.ts'

/** One rule of a security group: one protocol, one range of ports, one peer. */
export interface Rule {
  /** What makes it this rule in its direction; the description does not count. */
  readonly key: string
  /** For people: `tcp 443 from 10.0.0.0/8`. */
  readonly label: string
  readonly description: string
  /** The rule as AWS takes it, with nothing else in it. */
  readonly permission: IpPermission
}

/** A rule that AWS has. */
export interface Kept extends Rule {
  readonly id: string
  /** The group that it names; undefined where it names none. */
  readonly peer: string | undefined
}

const names: Readonly<Record<string, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6', all: '-1' }
const ported = ['tcp', 'udp', 'icmp', 'icmpv6']

/** The protocol as AWS shows it: a name for TCP, UDP, ICMP and ICMPv6, `-1` for all, else its number. */
function protocol(given: string | undefined): string {
  const lower = (given ?? '').toLowerCase()
  return names[lower] ?? lower
}

interface Base {
  readonly IpProtocol: string
  readonly FromPort?: number
  readonly ToPort?: number
}

/** Ports, or the ICMP type and code, where the protocol has any. All of ICMPv6 is written with -1 or with nothing. */
function base(of: {
  IpProtocol?: string | undefined
  FromPort?: number | undefined
  ToPort?: number | undefined
}): Base {
  const IpProtocol = protocol(of.IpProtocol)
  if (!ported.includes(IpProtocol)) return { IpProtocol }
  const { FromPort, ToPort } = of
  if (IpProtocol === 'icmpv6' && (FromPort ?? -1) === -1 && (ToPort ?? -1) === -1)
    return { IpProtocol, FromPort: -1, ToPort: -1 }
  return { IpProtocol, ...(FromPort === undefined ? {} : { FromPort }), ...(ToPort === undefined ? {} : { ToPort }) }
}

function ports({ IpProtocol, FromPort, ToPort }: Base): string {
  if (IpProtocol === '-1') return 'all traffic'
  if (FromPort === undefined && ToPort === undefined) return `protocol ${IpProtocol}`
  if (FromPort === -1) return IpProtocol
  return FromPort === ToPort ? `${IpProtocol} ${FromPort}` : `${IpProtocol} ${FromPort}-${ToPort}`
}

function rule(of: Base, peer: string, description: string | undefined, member: Partial<IpPermission>): Rule {
  const key = [of.IpProtocol, of.FromPort, of.ToPort, peer].join(' ')
  return {
    key,
    label: `${ports(of)} ${peer}`,
    description: description ?? '',
    permission: { ...of, ...member },
  }
}

/**
 * The single rules that permissions consist of, each once. `groupId` says which group a name stands for; a name it does
 * not know is left for AWS to refuse, and so is a permission without any peer. A pair that names no group means the group
 * `own`, that of the rules.
 */
export function rulesOf(
  permissions: readonly IpPermission[],
  groupId: (name: string) => string | undefined,
  own: string,
): readonly Rule[] {
  const all = permissions.flatMap((permission): readonly Rule[] => {
    const of = base(permission)
    const { IpRanges = [], Ipv6Ranges = [], PrefixListIds = [], UserIdGroupPairs = [] } = permission
    const found = [
      ...IpRanges.map((one) => {
        const CidrIp = canonicalRange(one.CidrIp ?? '')
        return rule(of, CidrIp, one.Description, { IpRanges: [{ ...one, CidrIp }] })
      }),
      ...Ipv6Ranges.map((one) => {
        const CidrIpv6 = canonicalRange(one.CidrIpv6 ?? '')
        return rule(of, CidrIpv6, one.Description, { Ipv6Ranges: [{ ...one, CidrIpv6 }] })
      }),
      ...PrefixListIds.map((one) => rule(of, one.PrefixListId ?? '', one.Description, { PrefixListIds: [one] })),
      ...UserIdGroupPairs.map(({ PeeringStatus, GroupName, ...pair }) => {
        const GroupId = pair.GroupId ?? (GroupName === undefined ? own : groupId(GroupName))
        const named = GroupId === undefined ? { ...pair, GroupName } : { ...pair, GroupId }
        return rule(of, GroupId ?? `group ${GroupName}`, pair.Description, { UserIdGroupPairs: [named] })
      }),
    ]
    return found.length > 0 ? found : [rule(of, 'nobody', undefined, {})]
  })
  return [...new Map([...all].reverse().map((one) => [one.key, one])).values()].reverse()
}

/** A rule as AWS lists it. */
export function ruleOf(listed: SecurityGroupRule): Kept {
  const { SecurityGroupRuleId: id = '', CidrIpv4, CidrIpv6, PrefixListId, Description } = listed
  const peer = listed.ReferencedGroupInfo?.GroupId
  const of = base(listed)
  const said = Description === undefined ? {} : { Description }
  const kept = (name: string, member: Partial<IpPermission>) => ({ id, peer, ...rule(of, name, Description, member) })
  if (CidrIpv4 !== undefined) return kept(CidrIpv4, { IpRanges: [{ CidrIp: CidrIpv4, ...said }] })
  if (CidrIpv6 !== undefined) return kept(CidrIpv6, { Ipv6Ranges: [{ CidrIpv6, ...said }] })
  if (PrefixListId !== undefined) return kept(PrefixListId, { PrefixListIds: [{ PrefixListId, ...said }] })
  return kept(peer ?? 'nobody', { UserIdGroupPairs: [{ GroupId: peer, ...said }] })
}
