import type { Vpc } from '@aws-sdk/client-ec2'
import { canonicalRange } from './cidr.ts'

/** A range on its way out is no longer one of the VPC's, and one that failed never was. */
const counts = (state: string | undefined) => state === 'associating' || state === 'associated'

/** The IPv4 ranges of a VPC. */
export const ranges = (vpc: Vpc) =>
  (vpc.CidrBlockAssociationSet ?? []).filter(({ CidrBlockState }) => counts(CidrBlockState?.State))

const ranges6 = (vpc: Vpc) =>
  (vpc.Ipv6CidrBlockAssociationSet ?? []).filter(({ Ipv6CidrBlockState }) => counts(Ipv6CidrBlockState?.State))

/** The IPv6 ranges that a VPC has from Amazon's pool. */
export const amazons = (vpc: Vpc) =>
  ranges6(vpc).filter(({ Ipv6Pool, IpSource }) => Ipv6Pool === 'Amazon' || IpSource === 'amazon')

/** The IPv6 range that is not Amazon's: the wanted one, or else whichever there is. */
export function own6(vpc: Vpc, wanted: string | undefined) {
  const own = ranges6(vpc).filter((one) => !amazons(vpc).includes(one))
  const asked = canonicalRange(wanted ?? '')
  return own.find(({ Ipv6CidrBlock = '' }) => canonicalRange(Ipv6CidrBlock) === asked) ?? own[0]
}
