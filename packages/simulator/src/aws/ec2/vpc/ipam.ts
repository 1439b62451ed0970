import { type Block, formatCidr, overlaps, parseCidr, size } from '../../engine/cidr.ts'
import { AwsFault, missing } from '../../engine/fault.ts'
import type { Region } from '../../engine/region.ts'
import { Subnets } from '../subnet/row.ts'
import { type VpcRow, Vpcs } from './row.ts'

/** How a request asks for an IPv4 range: by writing it, or by a pool of IPAM and a length. */
export interface Ipv4Wish {
  readonly CidrBlock?: string | undefined
  readonly Ipv4IpamPoolId?: string | undefined
  readonly Ipv4NetmaskLength?: number | undefined
}

/** Every pool of a region hands out ranges of this one, which no VPC of the region has. */
const reserve = parseCidr('10.0.0.0/8')

/**
 * The IPv4 range of a new VPC as the request writes it, or the lowest free one of the length that it asks of a pool. A pool is
 * there whatever its id, and has no length of its own. Throws AWS's faults for what cannot be together.
 */
export function vpcRange(wish: Ipv4Wish, region: Region): string | undefined {
  const vpcs = region.table(Vpcs).all()
  return wished(wish, reserve === undefined ? [] : [reserve], vpcs.flatMap(associated))
}

/** The IPv4 range of a new subnet, likewise: its pool holds the ranges of the VPC. */
export function subnetRange(wish: Ipv4Wish, vpc: VpcRow, region: Region): string | undefined {
  const subnets = region.table(Subnets).where('vpc', vpc.id)
  return wished(
    wish,
    associated(vpc),
    subnets.flatMap(({ CidrBlock = '' }) => parseCidr(CidrBlock) ?? []),
  )
}

const associated = ({ CidrBlockAssociationSet = [] }: VpcRow): readonly Block[] =>
  CidrBlockAssociationSet.filter((one) => one.CidrBlockState?.State === 'associated').flatMap(
    ({ CidrBlock = '' }) => parseCidr(CidrBlock) ?? [],
  )

function wished(wish: Ipv4Wish, pool: readonly Block[], used: readonly Block[]): string | undefined {
  const { CidrBlock, Ipv4IpamPoolId: id, Ipv4NetmaskLength: prefix } = wish
  if (id === undefined) {
    if (prefix !== undefined) throw missing('ipv4IpamPoolId')
    return CidrBlock
  }
  if (!/^ipam-pool-[0-9a-f]{17}$/.test(id))
    throw new AwsFault('InvalidIpamPoolId.Malformed', `The IPAM pool ID '${id}' is malformed`)
  if (CidrBlock !== undefined && prefix !== undefined)
    throw new AwsFault(
      'InvalidParameterCombination',
      'The parameter cidrBlock cannot be used with the parameter ipv4NetmaskLength',
    )
  if (CidrBlock !== undefined) return CidrBlock
  if (prefix === undefined) throw missing('ipv4NetmaskLength')
  const found = pool.map((outer) => lowest(outer, prefix, used)).find((block) => block !== undefined)
  if (found === undefined)
    throw new AwsFault('InsufficientCidrBlocks', `The IPAM pool '${id}' has no free range of the length ${prefix}`)
  return formatCidr(found)
}

/** The lowest block of a length in another one that shares no address with those used. */
function lowest(outer: Block, prefix: number, used: readonly Block[]): Block | undefined {
  if (prefix < outer.prefix) return undefined
  const end = outer.first + size(outer)
  let block: Block = { ...outer, prefix }
  while (block.first < end) {
    const hit = used.find((one) => overlaps(one, block))
    if (hit === undefined) return block
    const step = size(block)
    const after = hit.first + size(hit)
    block = { ...block, first: ((after + step - 1n) / step) * step }
  }
  return undefined
}
