import type {
  AssociateVpcCidrBlockRequest,
  AssociateVpcCidrBlockResult,
  DisassociateVpcCidrBlockRequest,
  DisassociateVpcCidrBlockResult,
} from '@aws-sdk/client-ec2'
import { contains, overlaps, parseCidr } from '../../engine/cidr.ts'
import { AwsFault, missing } from '../../engine/fault.ts'
import { type Module, operation } from '../../engine/operation.ts'
import type { Region } from '../../engine/region.ts'
import { transition } from '../../engine/transition.ts'
import { RouteTables } from '../routetable/row.ts'
import { ec2 } from '../service.ts'
import { Subnets } from '../subnet/row.ts'
import { ipv4Association, ipv6Association, vpcBlock } from './block.ts'
import { type VpcRow, Vpcs } from './row.ts'

/** How long AWS still shows an association after it has become `disassociated`, in milliseconds. */
const linger = 60_000

type CidrState = 'associated' | 'disassociating' | 'disassociated' | 'failed'

function withState(vpc: VpcRow, id: string, State: CidrState, StatusMessage?: string): Partial<VpcRow> {
  return {
    CidrBlockAssociationSet: vpc.CidrBlockAssociationSet?.map((one) =>
      one.AssociationId === id ? { ...one, CidrBlockState: { State, StatusMessage } } : one,
    ),
    Ipv6CidrBlockAssociationSet: vpc.Ipv6CidrBlockAssociationSet?.map((one) =>
      one.AssociationId === id ? { ...one, Ipv6CidrBlockState: { State, StatusMessage } } : one,
    ),
  }
}

function without(vpc: VpcRow, id: string): Partial<VpcRow> {
  return {
    CidrBlockAssociationSet: vpc.CidrBlockAssociationSet?.filter((one) => one.AssociationId !== id),
    Ipv6CidrBlockAssociationSet: vpc.Ipv6CidrBlockAssociationSet?.filter((one) => one.AssociationId !== id),
  }
}

function local(region: Region, vpcId: string, cidr: string, add: boolean): void {
  const v6 = cidr.includes(':')
  for (const table of region.table(RouteTables).where('vpc', vpcId)) {
    const others = (table.Routes ?? []).filter(
      (route) => route.GatewayId !== 'local' || (route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock) !== cidr,
    )
    const route = {
      [v6 ? 'DestinationIpv6CidrBlock' : 'DestinationCidrBlock']: cidr,
      GatewayId: 'local',
      Origin: 'CreateRouteTable',
      State: 'active',
    } as const
    region.table(RouteTables).update(table.id, { Routes: add ? [route, ...others] : others })
  }
}

function blockOf(vpc: VpcRow, id: string): string | undefined {
  return (
    vpc.CidrBlockAssociationSet?.find((one) => one.AssociationId === id)?.CidrBlock ??
    vpc.Ipv6CidrBlockAssociationSet?.find((one) => one.AssociationId === id)?.Ipv6CidrBlock
  )
}

/** AWS has one limit for the blocks of a VPC in each family, and names the VPC in what it says. */
function refuseSixth(region: Region, vpcId: string, present: number): void {
  const limit = region.quota('CidrLimitExceeded')
  if (present >= limit)
    throw new AwsFault(
      'CidrLimitExceeded',
      `This network ${vpcId} has met its maximum number of allowed CIDRs: ${limit}`,
    )
}

function associate(input: AssociateVpcCidrBlockRequest, region: Region): AssociateVpcCidrBlockResult {
  const vpc = region.require(Vpcs, input.VpcId)
  const association6 = ipv6Association(region, vpc, input)
  if (association6 !== undefined) {
    const live = (vpc.Ipv6CidrBlockAssociationSet ?? []).filter(
      (one) => one.Ipv6CidrBlockState?.State !== 'disassociated',
    )
    refuseSixth(region, vpc.id, live.length)
    region.table(Vpcs).update(vpc.id, {
      Ipv6CidrBlockAssociationSet: [...(vpc.Ipv6CidrBlockAssociationSet ?? []), association6],
    })
    region.begin('vpc.cidr.associated', vpc.id, association6.AssociationId)
    return { VpcId: vpc.id, Ipv6CidrBlockAssociation: association6 }
  }
  if (input.CidrBlock === undefined) throw missing('cidrBlock')
  const cidr = vpcBlock(input.CidrBlock)
  const block = parseCidr(cidr)
  const live = (vpc.CidrBlockAssociationSet ?? []).filter((one) => one.CidrBlockState?.State !== 'disassociated')
  for (const { CidrBlock: other = '' } of live) {
    const taken = parseCidr(other)
    if (block && taken && overlaps(block, taken))
      throw new AwsFault(
        'InvalidVpc.Range',
        `The CIDR '${input.CidrBlock}' overlaps with pre-existing CIDR block '${other}' from this VPC.`,
      )
  }
  refuseSixth(region, vpc.id, live.length)
  const association = ipv4Association(region, cidr, 'associating')
  region.table(Vpcs).update(vpc.id, { CidrBlockAssociationSet: [...(vpc.CidrBlockAssociationSet ?? []), association] })
  region.begin('vpc.cidr.associated', vpc.id, association.AssociationId)
  return { VpcId: vpc.id, CidrBlockAssociation: association }
}

function disassociate(id: string, region: Region): DisassociateVpcCidrBlockResult {
  const vpc = region
    .table(Vpcs)
    .all()
    .find((row) => blockOf(row, id) !== undefined)
  const cidr = vpc && blockOf(vpc, id)
  if (!vpc || cidr === undefined)
    throw new AwsFault(
      'InvalidVpcCidrBlockAssociationID.NotFound',
      `The vpc CIDR block association ID '${id}' does not exist`,
    )
  if (cidr === vpc.CidrBlock)
    throw new AwsFault(
      'OperationNotPermitted',
      `The vpc CIDR block with association ID ${id} may not be disassociated. It is the primary IPv4 CIDR block of the VPC`,
    )
  const outer = parseCidr(cidr)
  const used = region
    .table(Subnets)
    .where('vpc', vpc.id)
    .some((row) =>
      [row.CidrBlock, ...(row.Ipv6CidrBlockAssociationSet ?? []).map((one) => one.Ipv6CidrBlock)].some((text) => {
        const inner = text === undefined ? undefined : parseCidr(text)
        return outer && inner && contains(outer, inner)
      }),
    )
  if (used)
    throw new AwsFault('InvalidCidrBlock.InUse', `The vpc ${vpc.id} currently has a subnet within CIDR block ${cidr}`)
  region.cancel(vpc.id, undefined, id)
  const changed = region.table(Vpcs).update(vpc.id, withState(vpc, id, 'disassociating'))
  region.begin('vpc.cidr.disassociated', vpc.id, id)
  return {
    VpcId: vpc.id,
    CidrBlockAssociation: changed?.CidrBlockAssociationSet?.find((one) => one.AssociationId === id),
    Ipv6CidrBlockAssociation: changed?.Ipv6CidrBlockAssociationSet?.find((one) => one.AssociationId === id),
  }
}

/** Further CIDR blocks of a VPC: `associating` → `associated`, `disassociating` → `disassociated` → gone. */
export const vpccidr: Module = {
  service: ec2,
  quotas: {
    CidrLimitExceeded: { limit: 5, of: 'CIDR blocks per VPC' },
  },
  operations: {
    AssociateVpcCidrBlock: operation<AssociateVpcCidrBlockRequest, AssociateVpcCidrBlockResult>({
      ids: { VpcId: Vpcs },
      handle: (input, { region }) => associate(input, region),
    }),
    DisassociateVpcCidrBlock: operation<DisassociateVpcCidrBlockRequest, DisassociateVpcCidrBlockResult>({
      about: ({ AssociationId: id = '' }: DisassociateVpcCidrBlockRequest, region) =>
        region
          .table(Vpcs)
          .all()
          .flatMap((row) => (blockOf(row, id) === undefined ? [] : [row.id])),
      handle: (input, { region }) => disassociate(input.AssociationId ?? '', region),
    }),
  },
  transitions: {
    'vpc.cidr.associated': transition(Vpcs, {
      after: 2000,
      apply(row, region, key) {
        local(region, row.id, blockOf(row, key) ?? '', true)
        return withState(row, key, 'associated')
      },
      fail: (row, failure, _region, key) => withState(row, key, 'failed', failure.message),
    }),
    'vpc.cidr.disassociated': transition(Vpcs, {
      after: 2000,
      apply(row, region, key) {
        local(region, row.id, blockOf(row, key) ?? '', false)
        return withState(row, key, 'disassociated')
      },
      next: 'vpc.cidr.gone',
    }),
    'vpc.cidr.gone': transition(Vpcs, { after: linger, apply: (row, _region, key) => without(row, key) }),
  },
}
