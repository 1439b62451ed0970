import type { IpPermission } from '@aws-sdk/client-ec2'
import { formatCidr, parseCidr } from '../../engine/cidr.ts'
import { AwsFault, missing } from '../../engine/fault.ts'
import type { Region } from '../../engine/region.ts'
import { prefixListWeight } from '../prefixlist/prefixlist.ts'
import { ManagedPrefixLists } from '../prefixlist/row.ts'
import { Vpcs } from '../vpc/row.ts'
import { type SecurityGroupRow, type SecurityGroupRuleRow, SecurityGroups } from './row.ts'

/** One rule in AWS's canonical form: what of a request becomes a row. Ports are -1 where the protocol has none. */
export type Grant = Pick<
  SecurityGroupRuleRow,
  | 'IpProtocol'
  | 'FromPort'
  | 'ToPort'
  | 'CidrIpv4'
  | 'CidrIpv6'
  | 'PrefixListId'
  | 'ReferencedGroupInfo'
  | 'Description'
>

const names: Readonly<Record<string, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6', all: '-1' }
const withPorts = new Set(['tcp', 'udp', 'icmp', 'icmpv6'])

/** A protocol as AWS shows it: a name for TCP, UDP, ICMP and ICMPv6, `-1` for all, else the number. */
export function canonicalProtocol(text: string | undefined): string {
  if (text === undefined || text === '') throw missing('ipProtocol')
  const lower = text.toLowerCase()
  const name = names[lower] ?? lower
  if (withPorts.has(name) || name === '-1' || (/^\d{1,3}$/.test(name) && Number(name) <= 255)) return name
  throw new AwsFault('InvalidParameterValue', `Invalid value '${text}' for IP protocol. Unknown protocol.`)
}

function bad(message: string): AwsFault {
  return new AwsFault('InvalidParameterValue', message)
}

/** The ports, or ICMP type and code, that a rule of a canonical protocol keeps. */
export function canonicalPorts(protocol: string, from: number | undefined, to: number | undefined): [number, number] {
  if (!withPorts.has(protocol)) return [-1, -1]
  if (protocol === 'icmpv6' && from === undefined && to === undefined) return [-1, -1]
  const icmp = protocol.startsWith('icmp')
  if (from === undefined || to === undefined)
    throw bad(`Invalid value 'Must specify both from and to ports with ${icmp ? 'ICMP' : 'TCP/UDP'}.' for portRange.`)
  const limits = icmp ? ([-1, 255] as const) : ([0, 65535] as const)
  for (const [value, what] of [
    [from, icmp ? 'ICMP type' : 'TCP/UDP (from) port'],
    [to, icmp ? 'ICMP code' : 'TCP/UDP (to) port'],
  ] as const)
    if (!Number.isInteger(value) || value < limits[0] || value > limits[1]) throw bad(`${what} (${value}) out of range`)
  if (icmp && from === -1 && to !== -1) throw bad(`ICMP code (${to}) must be -1 when the type is -1`)
  if (!icmp && from > to) throw bad(`Invalid TCP/UDP port range (${from}:${to})`)
  return [from, to]
}

/** A CIDR block in canonical spelling, host bits cleared. Throws `InvalidParameterValue` for text that is no block of the family. */
export function canonicalCidr(text: string | undefined, bits: 32 | 128): string {
  const block = parseCidr(text ?? '')
  if (block?.bits !== bits) throw bad(`CIDR block ${text ?? ''} is malformed`)
  return formatCidr(block)
}

/** A rule's description, or undefined. Throws `InvalidParameterValue` when it is too long or has other characters. */
export function checkDescription(text: string | undefined): string | undefined {
  if (text !== undefined && !/^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{0,255}$/.test(text))
    throw bad(
      'Invalid rule description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*',
    )
  return text === '' ? undefined : text
}

/** Who asks: `check` says whether peers must exist, which only matters for rules that are to be added. */
export interface Reader {
  readonly region: Region
  readonly group: SecurityGroupRow
  readonly check: boolean
}

/** The peer group of a rule. Throws `InvalidGroup.NotFound` for one that is not in the group's VPC. */
export function peerGroup(
  { region, group, check }: Reader,
  pair: { GroupId?: string | undefined; GroupName?: string | undefined; UserId?: string | undefined },
): { GroupId: string; UserId: string } {
  if (pair.GroupId === undefined && pair.GroupName === undefined)
    throw new AwsFault('InvalidPermission.Malformed', 'The security group pair names no group')
  if (pair.GroupId === undefined && !region.table(Vpcs).get(group.VpcId)?.IsDefault)
    throw bad(
      `Invalid value '${pair.GroupName}' for groupName. You may not reference Amazon VPC security groups by name. Please use the corresponding id for this operation.`,
    )
  const named = region
    .table(SecurityGroups)
    .where('vpc', group.VpcId)
    .find((row) => row.GroupName === pair.GroupName)
  const id = pair.GroupId ?? named?.id
  if (id === undefined)
    throw new AwsFault(
      'InvalidGroup.NotFound',
      `The security group '${pair.GroupName}' does not exist in default VPC '${group.VpcId}'`,
    )
  if (!SecurityGroups.ids.fits(id)) throw SecurityGroups.ids.malformed(id)
  const UserId = pair.UserId ?? region.account
  if (!check) return { GroupId: id, UserId }
  const peer = region.table(SecurityGroups).get(id)
  if (!peer || UserId !== region.account) throw SecurityGroups.ids.notFound(id)
  if (peer.VpcId !== group.VpcId)
    throw new AwsFault('InvalidGroup.NotFound', 'You have specified two resources that belong to different networks.')
  return { GroupId: id, UserId }
}

/** The prefix list a rule names. Throws its NotFound and Malformed. */
export function peerList({ region, check }: Reader, id: string | undefined): string {
  const text = id ?? ''
  if (!ManagedPrefixLists.ids.fits(text)) throw ManagedPrefixLists.ids.malformed(text)
  if (check) region.require(ManagedPrefixLists, text)
  return text
}

function grantsOf(reader: Reader, permission: IpPermission): Grant[] {
  const IpProtocol = canonicalProtocol(permission.IpProtocol)
  const [FromPort, ToPort] = canonicalPorts(IpProtocol, permission.FromPort, permission.ToPort)
  const base = { IpProtocol, FromPort, ToPort }
  const grants = [
    ...(permission.IpRanges ?? []).map((one) => ({
      ...base,
      CidrIpv4: canonicalCidr(one.CidrIp, 32),
      Description: checkDescription(one.Description),
    })),
    ...(permission.Ipv6Ranges ?? []).map((one) => ({
      ...base,
      CidrIpv6: canonicalCidr(one.CidrIpv6, 128),
      Description: checkDescription(one.Description),
    })),
    ...(permission.PrefixListIds ?? []).map((one) => ({
      ...base,
      PrefixListId: peerList(reader, one.PrefixListId),
      Description: checkDescription(one.Description),
    })),
    ...(permission.UserIdGroupPairs ?? []).map((one) => ({
      ...base,
      ReferencedGroupInfo: peerGroup(reader, one),
      Description: checkDescription(one.Description),
    })),
  ]
  if (grants.length === 0)
    throw new AwsFault('InvalidPermission.Malformed', 'The permission names no range, prefix list or security group')
  return grants
}

/** Permissions of a request as canonical rules. Throws `InvalidParameterValue` when two of them are the same rule. */
export function readPermissions(permissions: readonly IpPermission[], reader: Reader): Grant[] {
  const grants = permissions.flatMap((permission) => grantsOf(reader, permission))
  if (new Set(grants.map(grantKey)).size < grants.length)
    throw bad('The same permission must not appear multiple times')
  return grants
}

function peerOf(grant: Grant): string {
  return grant.CidrIpv4 ?? grant.CidrIpv6 ?? grant.PrefixListId ?? grant.ReferencedGroupInfo?.GroupId ?? ''
}

/** What makes two rules of a group and direction the same one for AWS: the description does not count. */
export function grantKey(grant: Grant): string {
  return [grant.IpProtocol, grant.FromPort, grant.ToPort, peerOf(grant)].join()
}

/** AWS's words for a rule that is there already. */
export function duplicate(grant: Grant): AwsFault {
  const { IpProtocol: protocol = '', FromPort: from, ToPort: to } = grant
  const all = (value: number | undefined) => (value === -1 ? 'ALL' : value)
  const ports = protocol.startsWith('icmp')
    ? `, ${protocol.toUpperCase()}, type: ${all(from)}, code: ${all(to)}`
    : withPorts.has(protocol)
      ? `, ${protocol.toUpperCase()}, from port: ${from}, to port: ${to}`
      : protocol === '-1'
        ? ', ALL'
        : `, protocol: ${protocol}`
  return new AwsFault(
    'InvalidPermission.Duplicate',
    `the specified rule "peer: ${peerOf(grant)}${ports}, ALLOW" already exists`,
  )
}

/** Rules as the permissions DescribeSecurityGroups shows: merged by protocol and ports, in order of their first rule. */
export function mergePermissions(grants: readonly Grant[]): IpPermission[] {
  const merged = new Map<string, Grant[]>()
  for (const grant of grants) {
    const key = [grant.IpProtocol, grant.FromPort, grant.ToPort].join()
    merged.set(key, [...(merged.get(key) ?? []), grant])
  }
  return [...merged.values()].map((same) => {
    const { IpProtocol, FromPort, ToPort } = same[0] ?? {}
    return {
      IpProtocol,
      ...(withPorts.has(IpProtocol ?? '') ? { FromPort, ToPort } : {}),
      UserIdGroupPairs: same.flatMap(({ ReferencedGroupInfo: peer, Description }) =>
        peer ? [{ GroupId: peer.GroupId, UserId: peer.UserId, Description }] : [],
      ),
      IpRanges: same.flatMap(({ CidrIpv4: CidrIp, Description }) => (CidrIp ? [{ CidrIp, Description }] : [])),
      Ipv6Ranges: same.flatMap(({ CidrIpv6, Description }) => (CidrIpv6 ? [{ CidrIpv6, Description }] : [])),
      PrefixListIds: same.flatMap(({ PrefixListId, Description }) =>
        PrefixListId ? [{ PrefixListId, Description }] : [],
      ),
    }
  })
}

/** Throws `RulesPerSecurityGroupLimitExceeded` when the rules of one direction count for too many IPv4 or IPv6 rules. */
export function refuseTooMany(region: Region, grants: readonly Grant[]): void {
  const weight = (grant: Grant) => (grant.PrefixListId === undefined ? 1 : prefixListWeight(region, grant.PrefixListId))
  const count = (skip: 'CidrIpv4' | 'CidrIpv6') =>
    grants.reduce((sum, grant) => sum + (grant[skip] === undefined ? weight(grant) : 0), 0)
  region.refuseOverQuota('RulesPerSecurityGroupLimitExceeded', Math.max(count('CidrIpv4'), count('CidrIpv6')) - 1)
}
