import { AssociateVpcCidrBlockCommand, DisassociateVpcCidrBlockCommand, type Vpc } from '@aws-sdk/client-ec2'
import { call, type Facet, type Step } from '@windlass/core'
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

interface Seen {
  readonly id: string
  readonly item: Vpc
  readonly spec: { readonly ipv6CIDRBlock?: string | undefined; readonly ipv6Pool?: string | undefined }
}

/** The IPv6 ranges that are not Amazon's: those that are wanted, and the others. */
function owners(vpc: Vpc, wanted: string | undefined) {
  const own = ranges6(vpc).filter((one) => !amazons(vpc).includes(one))
  const asked = wanted === undefined ? undefined : canonicalRange(wanted)
  const fits = ({ Ipv6CidrBlock = '' }) => canonicalRange(Ipv6CidrBlock) === asked
  return { wanted: own.filter(fits), others: own.filter((one) => !fits(one)) }
}

/**
 * The IPv6 range out of a pool of the owner: where the spec names one, there is no other. Where it names none, several are
 * nothing that it could name.
 */
export const ownRange: Facet<string, Seen> = {
  have: ({ item, spec }) => {
    const { wanted, others } = owners(item, spec.ipv6CIDRBlock)
    return (wanted[0] ?? (others.length === 1 ? others[0] : undefined))?.Ipv6CidrBlock
  },
  met: (want, _have, { item }) => {
    const { wanted, others } = owners(item, want)
    return wanted.length > 0 && others.length === 0
  },
  steps: (want, _have, { id, item, spec }) => {
    const { wanted, others } = owners(item, want)
    const add: Step = {
      ...call(AssociateVpcCidrBlockCommand, { VpcId: id, Ipv6CidrBlock: want, Ipv6Pool: spec.ipv6Pool }),
      effect: 'add',
      say: `add the IPv6 range ${want}`,
    }
    const removals = others.map(
      ({ AssociationId, Ipv6CidrBlock }): Step => ({
        ...call(DisassociateVpcCidrBlockCommand, { AssociationId }),
        effect: 'remove',
        say: `remove the IPv6 range ${Ipv6CidrBlock}`,
        done: ['InvalidVpcCidrBlockAssociationID.NotFound'],
      }),
    )
    return wanted.length > 0 ? removals : [add, ...removals]
  },
}

/** A list of ranges that asks for nothing while it is empty: AWS took the range of the VPC out of a pool, and it stays. */
export function unlessEmpty<Seen>(ranges: Facet<readonly string[], Seen>): Facet<readonly string[], Seen> {
  return { ...ranges, met: (want, have, seen) => want.length === 0 || ranges.met?.(want, have, seen) === true }
}
