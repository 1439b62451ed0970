import type {
  AssociateSubnetCidrBlockRequest,
  AssociateSubnetCidrBlockResult,
  DisassociateSubnetCidrBlockRequest,
  DisassociateSubnetCidrBlockResult,
  SubnetIpv6CidrBlockAssociation,
} from '@aws-sdk/client-ec2'
import { contains, formatCidr, overlaps, parseCidr } from '../../engine/cidr.ts'
import { AwsFault, invalidValue, missing } from '../../engine/fault.ts'
import { operation } from '../../engine/operation.ts'
import type { Region } from '../../engine/region.ts'
import { transition } from '../../engine/transition.ts'
import { type VpcRow, Vpcs } from '../vpc/row.ts'
import { type SubnetRow, Subnets } from './row.ts'

/** The association of a range with a new or present subnet. Throws where the VPC does not have it, or another subnet has. */
export function ipv6Block(text: string, vpc: VpcRow, region: Region): SubnetIpv6CidrBlockAssociation {
  const block = parseCidr(text)
  if (block?.bits !== 128) throw invalidValue('ipv6CidrBlock', text, 'This is not a valid IPv6 CIDR block.')
  const outer = (vpc.Ipv6CidrBlockAssociationSet ?? [])
    .filter((one) => one.Ipv6CidrBlockState?.State === 'associated')
    .map((one) => parseCidr(one.Ipv6CidrBlock ?? ''))
  if (
    block.prefix < 44 ||
    block.prefix > 64 ||
    block.prefix % 4 !== 0 ||
    !outer.some((one) => one && contains(one, block))
  )
    throw new AwsFault('InvalidSubnet.Range', `The IPv6 CIDR '${text}' is invalid.`)
  for (const other of region.table(Subnets).where('vpc', vpc.id))
    for (const { Ipv6CidrBlock: used, Ipv6CidrBlockState: state } of other.Ipv6CidrBlockAssociationSet ?? []) {
      const taken = parseCidr(used ?? '')
      if (taken && state?.State !== 'disassociated' && overlaps(taken, block))
        throw new AwsFault('InvalidSubnet.Conflict', `The IPv6 CIDR '${text}' conflicts with another subnet`)
    }
  return {
    AssociationId: region.newId('subnet-cidr-assoc'),
    Ipv6CidrBlock: formatCidr(block),
    Ipv6CidrBlockState: { State: 'associating' },
  }
}

function withState(
  row: SubnetRow,
  id: string,
  State: 'associated' | 'disassociating' | 'disassociated' | 'failed',
  StatusMessage?: string,
): Partial<SubnetRow> {
  return {
    Ipv6CidrBlockAssociationSet: row.Ipv6CidrBlockAssociationSet?.map((one) =>
      one.AssociationId === id ? { ...one, Ipv6CidrBlockState: { State, StatusMessage } } : one,
    ),
  }
}

/** Operations on the IPv6 range of a subnet. */
export const ipv6Operations = {
  AssociateSubnetCidrBlock: operation<AssociateSubnetCidrBlockRequest, AssociateSubnetCidrBlockResult>({
    ids: { SubnetId: Subnets },
    handle(input, { region }) {
      const row = region.require(Subnets, input.SubnetId)
      if (input.Ipv6CidrBlock === undefined) throw missing('ipv6CidrBlock')
      const present = row.Ipv6CidrBlockAssociationSet ?? []
      if (present.some((one) => one.Ipv6CidrBlockState?.State !== 'disassociated'))
        throw new AwsFault('InvalidSubnet.Conflict', `The subnet '${row.id}' already has an IPv6 CIDR block`)
      const association = ipv6Block(input.Ipv6CidrBlock, region.require(Vpcs, row.VpcId), region)
      region.table(Subnets).update(row.id, { Ipv6CidrBlockAssociationSet: [...present, association] })
      region.begin('subnet.cidr.associated', row.id, association.AssociationId)
      return { SubnetId: row.id, Ipv6CidrBlockAssociation: association }
    },
  }),
  DisassociateSubnetCidrBlock: operation<DisassociateSubnetCidrBlockRequest, DisassociateSubnetCidrBlockResult>({
    about: ({ AssociationId: id }: DisassociateSubnetCidrBlockRequest, region) => {
      const has = (row: SubnetRow) => row.Ipv6CidrBlockAssociationSet?.some(({ AssociationId }) => AssociationId === id)
      return region
        .table(Subnets)
        .all()
        .flatMap((row) => (has(row) ? [row.id] : []))
    },
    handle({ AssociationId: id = '' }, { region }) {
      const has = (row: SubnetRow) => row.Ipv6CidrBlockAssociationSet?.find((one) => one.AssociationId === id)
      const row = region.table(Subnets).all().find(has)
      if (!row || has(row)?.Ipv6CidrBlockState?.State === 'disassociated')
        throw new AwsFault(
          'InvalidSubnetCidrBlockAssociationID.NotFound',
          `The subnet CIDR block association ID '${id}' does not exist`,
        )
      if (row.AssignIpv6AddressOnCreation)
        throw new AwsFault(
          'InvalidCidrBlock.InUse',
          `The subnet IPv6 CIDR block with association ID ${id} may not be disassociated, because its subnet has assign-ipv6-address-on-creation set to true.`,
        )
      region.cancel(row.id, undefined, id)
      const changed = region.table(Subnets).update(row.id, withState(row, id, 'disassociating'))
      region.begin('subnet.cidr.disassociated', row.id, id)
      return { SubnetId: row.id, Ipv6CidrBlockAssociation: changed && has(changed) }
    },
  }),
}

export const ipv6Transitions = {
  'subnet.cidr.associated': transition(Subnets, {
    after: 2000,
    apply: (row, _region, key) => withState(row, key, 'associated'),
    fail: (row, failure, _region, key) => withState(row, key, 'failed', failure.message),
  }),
  'subnet.cidr.disassociated': transition(Subnets, {
    after: 2000,
    apply: (row, _region, key) => withState(row, key, 'disassociated'),
    next: 'subnet.cidr.gone',
  }),
  'subnet.cidr.gone': transition(Subnets, {
    after: 60_000,
    apply: (row, _region, key) => ({
      Ipv6CidrBlockAssociationSet: row.Ipv6CidrBlockAssociationSet?.filter((one) => one.AssociationId !== key),
    }),
  }),
}
