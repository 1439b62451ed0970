import { createHash } from 'node:crypto'
import type { VpcCidrBlockAssociation, VpcIpv6CidrBlockAssociation } from '@aws-sdk/client-ec2'
import { formatCidr, parseCidr } from './cidr.ts'
import { AwsFault, invalidValue, missing } from './fault.ts'
import type { Region } from './region.ts'

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

/** A fresh association of a /56 out of Amazon's pool; no two VPCs of a world get the same one. */
export function ipv6Association(region: Region, vpcId: string): VpcIpv6CidrBlockAssociation {
  const hex = createHash('sha256')
    .update(`${vpcId}/${region.newId('v6')}`)
    .digest('hex')
  const block = parseCidr(`2600:1f13:${hex.slice(0, 4)}:${hex.slice(4, 6)}00::/56`)
  return {
    AssociationId: region.newId('vpc-cidr-assoc'),
    Ipv6CidrBlock: block ? formatCidr(block) : '',
    Ipv6CidrBlockState: { State: 'associating' },
    NetworkBorderGroup: region.name,
    Ipv6Pool: 'Amazon',
  }
}
