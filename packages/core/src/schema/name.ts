/** Words that AWS spells as words and Kubernetes spells as initialisms. The key is AWS's spelling. */
export const initialisms = {
  Id: 'ID',
  Ids: 'IDs',
  Cidr: 'CIDR',
  Cidrs: 'CIDRs',
  Dns: 'DNS',
  Dns64: 'DNS64',
  Ip: 'IP',
  Ipv4: 'IPv4',
  Ipv6: 'IPv6',
  Vpc: 'VPC',
  Arn: 'ARN',
  Arns: 'ARNs',
  Acl: 'ACL',
  Nat: 'NAT',
  Dhcp: 'DHCP',
  Kms: 'KMS',
  Efs: 'EFS',
  Uid: 'UID',
  Gid: 'GID',
  Gids: 'GIDs',
  Ecmp: 'ECMP',
  Bgp: 'BGP',
  Asn: 'ASN',
  Az: 'AZ',
  Iam: 'IAM',
  Ebs: 'EBS',
  Ena: 'ENA',
  Cpu: 'CPU',
  Gpu: 'GPU',
  Sriov: 'SRIOV',
  Ram: 'RAM',
  Icmp: 'ICMP',
  Tls: 'TLS',
  Aws: 'AWS',
  Vpn: 'VPN',
  Http: 'HTTP',
  Https: 'HTTPS',
  Io: 'IO',
  Iops: 'IOPS',
  Ipam: 'IPAM',
  Api: 'API',
  Tpm: 'TPM',
  Mibps: 'MiBps',
  Vgws: 'VGWs',
  Ramdisk: 'RAMDisk',
} as const

type Initialisms = typeof initialisms
type Upper =
  | 'A'
  | 'B'
  | 'C'
  | 'D'
  | 'E'
  | 'F'
  | 'G'
  | 'H'
  | 'I'
  | 'J'
  | 'K'
  | 'L'
  | 'M'
  | 'N'
  | 'O'
  | 'P'
  | 'Q'
  | 'R'
  | 'S'
  | 'T'
  | 'U'
  | 'V'
  | 'W'
  | 'X'
  | 'Y'
  | 'Z'

/** Splits PascalCase at every capital: 'VpcId' is ['Vpc', 'Id']. */
type Words<S extends string, Word extends string = '', Out extends string[] = []> = S extends `${infer H}${infer T}`
  ? H extends Upper
    ? Words<T, H, Word extends '' ? Out : [...Out, Word]>
    : Words<T, `${Word}${H}`, Out>
  : [...Out, Word]
type Spell<W> = W extends keyof Initialisms ? Initialisms[W] : W
type Join<W extends string[]> = W extends [infer H extends string, ...infer T extends string[]]
  ? `${Spell<H> & string}${Join<T>}`
  : ''
type Lower<W extends string> = W extends keyof Initialisms ? Lowercase<W> : Uncapitalize<W>

/** The Kubernetes spelling of an AWS member name: 'EnableDnsSupport' is 'enableDNSSupport'. */
export type Name<S extends string> =
  Words<S> extends [infer H extends string, ...infer T extends string[]]
    ? S extends 'Type'
      ? 'type_'
      : `${Lower<H>}${Join<T>}`
    : S

/** A shape with every member renamed, recursively. Members stay optional where they are optional. */
export type Named<T> = T extends (infer U)[]
  ? Named<U>[]
  : T extends Date
    ? string
    : T extends Uint8Array
      ? string
      : T extends object
        ? { [K in keyof T as K extends string ? Name<K> : K]: Named<NonNullable<T[K]>> }
        : T

const known: Readonly<Record<string, string>> = initialisms

/**
 * The Kubernetes spelling of an AWS member name, equal to the type `Name`. `Type` alone becomes `type_`, as the CRDs
 * this project is compatible with spell it.
 */
export function name(member: string): string {
  if (member === 'Type') return 'type_'
  const [first = '', ...rest] = member.split(/(?=[A-Z])/)
  const head = first in known ? first.toLowerCase() : first.charAt(0).toLowerCase() + first.slice(1)
  return head + rest.map((word) => known[word] ?? word).join('')
}
