import { createHash } from 'node:crypto'
import type { VpcCidrBlockAssociation, VpcIpv6CidrBlockAssociation } from '@aws-sdk/client-ec2'
import { formatCidr, overlaps, parseCidr } from '../../engine/cidr.ts'
import { AwsFault, invalidValue, missing } from '../../engine/fault.ts'
import type { Region } from '../../engine/region.ts'
import type { VpcRow } from './row.ts'

/** A VPC's IPv4 block in canonical spelling. Throws AWS's faults for text that is no block and for sizes outside /16 to /28. */
export function vpcBlock(text: string | undefined): string {
  if (text === undefined) throw missing('cidrBlock')
  const block = parseCidr(text)
  if (block?.bits !== 32) throw invalidValue('cidrBlock', text, 'This is not a valid CIDR block.')
  if (block.prefix < 16 || block.prefix > 28) throw new AwsFault('InvalidVpc.Range', `The CIDR '${text}' is invalid.`)
  return formatCidr(block)
}

/** A fresh association of an IPv4 block. */
export function ipv4Association(
  region: Region,
  CidrBlock: string,
  State: 'associating' | 'associated',
): VpcCidrBlockAssociation {
  return { AssociationId: region.newId('vpc-cidr-assoc'), CidrBlock, CidrBlockState: { State } }
}

interface Ipv6Wish {
  readonly AmazonProvidedIpv6CidrBlock?: boolean | undefined
  readonly Ipv6Pool?: string | undefined
  readonly Ipv6CidrBlock?: string | undefined
}

/**
 * A fresh association of the IPv6 block that a request asks for: of Amazon's pool, or of one that the caller owns, which is
 * there whatever its id. Undefined when it asks for none. Throws AWS's faults for what cannot be together, for text that is no
 * block, and for a block that the VPC has already.
 */
export function ipv6Association(
  region: Region,
  vpc: Pick<VpcRow, 'id' | 'Ipv6CidrBlockAssociationSet'>,
  { AmazonProvidedIpv6CidrBlock: amazon = false, Ipv6Pool, Ipv6CidrBlock }: Ipv6Wish,
): VpcIpv6CidrBlockAssociation | undefined {
  if (!amazon && Ipv6Pool === undefined) {
    if (Ipv6CidrBlock !== undefined) throw missing('ipv6Pool')
    return undefined
  }
  if (amazon && (Ipv6Pool ?? Ipv6CidrBlock) !== undefined)
    throw new AwsFault(
      'InvalidParameterCombination',
      'The parameter amazonProvidedIpv6CidrBlock cannot be used with ipv6Pool or ipv6CidrBlock',
    )
  if (Ipv6Pool === undefined) return amazons(region, vpc.id)
  const range = ownBlock(Ipv6CidrBlock)
  for (const { Ipv6CidrBlock: other = '', Ipv6CidrBlockState } of vpc.Ipv6CidrBlockAssociationSet ?? []) {
    const [taken, block] = [parseCidr(other), parseCidr(range)]
    if (taken && block && Ipv6CidrBlockState?.State !== 'disassociated' && overlaps(taken, block))
      throw new AwsFault('InvalidVpc.Range', `The CIDR '${range}' overlaps with the CIDR block '${other}' of this VPC.`)
  }
  return { ...fresh(region, range), Ipv6Pool, IpSource: 'byoip' }
}

/** A block out of a pool of the caller's own, in canonical spelling: /44 to /60, in steps of four. */
function ownBlock(text: string | undefined): string {
  if (text === undefined) throw missing('ipv6CidrBlock')
  const block = parseCidr(text)
  if (block?.bits !== 128) throw invalidValue('ipv6CidrBlock', text, 'This is not a valid IPv6 CIDR block.')
  if (block.prefix < 44 || block.prefix > 60 || block.prefix % 4 !== 0)
    throw new AwsFault('InvalidVpc.Range', `The CIDR '${text}' is invalid.`)
  return formatCidr(block)
}

/** A /56 out of Amazon's pool; no two VPCs of a world get the same one. */
function amazons(region: Region, vpcId: string): VpcIpv6CidrBlockAssociation {
  const hex = createHash('sha256')
    .update(`${vpcId}/${region.newId('v6')}`)
    .digest('hex')
  const block = parseCidr(`2600:1f13:${hex.slice(0, 4)}:${hex.slice(4, 6)}00::/56`)
  return { ...fresh(region, block ? formatCidr(block) : ''), Ipv6Pool: 'Amazon' }
}

const fresh = (region: Region, Ipv6CidrBlock: string): VpcIpv6CidrBlockAssociation => ({
  AssociationId: region.newId('vpc-cidr-assoc'),
  Ipv6CidrBlock,
  Ipv6CidrBlockState: { State: 'associating' },
  NetworkBorderGroup: region.name,
})
