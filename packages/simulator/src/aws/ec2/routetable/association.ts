import type {
  AssociateRouteTableRequest,
  AssociateRouteTableResult,
  DisassociateRouteTableRequest,
  ReplaceRouteTableAssociationRequest,
  ReplaceRouteTableAssociationResult,
} from '@aws-sdk/client-ec2'
import { AwsFault, missing } from '../../engine/fault.ts'
import { type Module, operation } from '../../engine/operation.ts'
import type { Region } from '../../engine/region.ts'
import { transition } from '../../engine/transition.ts'
import { InternetGateways } from '../internetgateway/row.ts'
import { ec2 } from '../service.ts'
import { Subnets } from '../subnet/row.ts'
import { type RouteTableAssociationRow, RouteTableAssociations, type RouteTableRow, RouteTables } from './row.ts'

function different(table: string, what: string): AwsFault {
  return new AwsFault('InvalidParameterValue', `route table ${table} and ${what} belong to different networks`)
}

function add(
  region: Region,
  RouteTableId: string,
  member: Pick<RouteTableAssociationRow, 'SubnetId' | 'GatewayId'>,
  Main = false,
): RouteTableAssociationRow {
  const RouteTableAssociationId = region.newId('rtbassoc')
  const gateway = member.GatewayId !== undefined
  const row = region.table(RouteTableAssociations).put({
    id: RouteTableAssociationId,
    RouteTableAssociationId,
    RouteTableId,
    Main,
    ...member,
    AssociationState: { State: gateway ? 'associating' : 'associated' },
  })
  if (gateway) region.begin('routetable.association.associated', row.id)
  return row
}

/** Whether an association is more than the trace of one that has ended. */
export const standing = (one: RouteTableAssociationRow) => one.AssociationState?.State !== 'disassociated'

function checkGateway(region: Region, table: RouteTableRow, id: string): void {
  if (/^vgw-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) return
  const row = region.table(InternetGateways).get(id)
  if (!row) throw new AwsFault('InvalidGatewayID.NotFound', `The gateway ID '${id}' does not exist`)
  if (!(row.Attachments ?? []).some((one) => one.VpcId === table.VpcId && !/^detach/.test(one.State ?? '')))
    throw different(table.id, `network gateway ${id}`)
}

function associate(input: AssociateRouteTableRequest, region: Region): RouteTableAssociationRow {
  const { SubnetId, GatewayId, PublicIpv4Pool } = input
  const table = region.require(RouteTables, input.RouteTableId)
  if (PublicIpv4Pool !== undefined)
    throw new AwsFault('UnsupportedOperation', 'Public IPv4 pools cannot be associated with route tables here')
  if (SubnetId !== undefined && GatewayId !== undefined)
    throw new AwsFault(
      'InvalidParameterCombination',
      'The parameter subnetId cannot be used with the parameter gatewayId',
    )
  if (SubnetId === undefined && GatewayId === undefined) throw missing('subnetId or gatewayId')
  if (SubnetId !== undefined && region.require(Subnets, SubnetId).VpcId !== table.VpcId)
    throw different(table.id, `subnet ${SubnetId}`)
  if (GatewayId !== undefined) checkGateway(region, table, GatewayId)
  const rows = region.table(RouteTableAssociations)
  const present =
    SubnetId === undefined
      ? rows.all().find((one) => one.GatewayId === GatewayId && standing(one))
      : rows.where('subnet', SubnetId)[0]
  if (present?.RouteTableId === table.id && present.AssociationState?.State !== 'disassociating') return present
  if (present)
    throw new AwsFault(
      'Resource.AlreadyAssociated',
      `the specified association for route table ${table.id} conflicts with an existing association`,
    )
  return add(region, table.id, SubnetId === undefined ? { GatewayId } : { SubnetId })
}

function disassociate(id: string, region: Region): void {
  const row = region.require(RouteTableAssociations, id)
  if (!standing(row)) throw RouteTableAssociations.ids.notFound(id)
  if (row.Main)
    throw new AwsFault('InvalidParameterValue', `cannot disassociate the main route table association ${id}`)
  region.cancel(id)
  if (row.GatewayId === undefined) region.table(RouteTableAssociations).delete(id)
  else {
    region.table(RouteTableAssociations).update(id, { AssociationState: { State: 'disassociating' } })
    region.begin('routetable.association.disassociated', id)
  }
}

function replace(input: ReplaceRouteTableAssociationRequest, region: Region): RouteTableAssociationRow {
  const old = region.require(RouteTableAssociations, input.AssociationId)
  const table = region.require(RouteTables, input.RouteTableId)
  if (region.require(RouteTables, old.RouteTableId).VpcId !== table.VpcId)
    throw different(table.id, `association ${old.id}`)
  region.cancel(old.id)
  region.table(RouteTableAssociations).delete(old.id)
  const { SubnetId, GatewayId } = old
  return add(
    region,
    table.id,
    GatewayId === undefined ? (SubnetId === undefined ? {} : { SubnetId }) : { GatewayId },
    old.Main,
  )
}

/** Unties a gateway that is detached from its VPC or deleted from its route tables. */
export function leaveGateway(region: Region, gatewayId: string): void {
  for (const one of region.table(RouteTableAssociations).all())
    if (one.GatewayId === gatewayId) {
      region.cancel(one.id)
      region.table(RouteTableAssociations).delete(one.id)
    }
}

/** The route table of an association, and what it is associated with. */
function parties(id: string | undefined, region: Region): readonly string[] {
  const row = region.table(RouteTableAssociations).get(id)
  return [row?.RouteTableId, row?.SubnetId, row?.GatewayId].filter((one) => one !== undefined)
}

/**
 * Associations of route tables: those of subnets at once, those of gateways `associating` → `associated` and `disassociating` →
 * `disassociated`, which is shown for a while.
 */
export const routeassociation: Module = {
  service: ec2,
  operations: {
    AssociateRouteTable: operation<AssociateRouteTableRequest, AssociateRouteTableResult>({
      ids: { RouteTableId: RouteTables, SubnetId: Subnets },
      handle(input, { region }) {
        const { id, AssociationState } = associate(input, region)
        return { AssociationId: id, AssociationState }
      },
    }),
    DisassociateRouteTable: operation<DisassociateRouteTableRequest, object>({
      ids: { AssociationId: RouteTableAssociations },
      about: ({ AssociationId }: DisassociateRouteTableRequest, region) => parties(AssociationId, region),
      handle({ AssociationId = '' }, { region }) {
        disassociate(AssociationId, region)
        return undefined
      },
    }),
    ReplaceRouteTableAssociation: operation<ReplaceRouteTableAssociationRequest, ReplaceRouteTableAssociationResult>({
      ids: { AssociationId: RouteTableAssociations, RouteTableId: RouteTables },
      about: ({ AssociationId }: ReplaceRouteTableAssociationRequest, region) => parties(AssociationId, region),
      handle(input, { region }) {
        const { id, AssociationState } = replace(input, region)
        return { NewAssociationId: id, AssociationState }
      },
    }),
  },
  transitions: {
    'routetable.association.associated': transition(RouteTableAssociations, {
      after: 2000,
      apply: () => ({ AssociationState: { State: 'associated' as const } }),
      fail: (_row, { message: StatusMessage }) => ({ AssociationState: { State: 'failed' as const, StatusMessage } }),
    }),
    'routetable.association.disassociated': transition(RouteTableAssociations, {
      after: 2000,
      apply: () => ({ AssociationState: { State: 'disassociated' as const } }),
      next: 'routetable.association.gone',
    }),
    'routetable.association.gone': transition(RouteTableAssociations, { after: 60_000, apply: () => 'remove' }),
  },
}
