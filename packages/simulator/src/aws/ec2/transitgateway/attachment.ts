import type {
  AcceptTransitGatewayVpcAttachmentRequest,
  CreateTransitGatewayVpcAttachmentRequest,
  DeleteTransitGatewayVpcAttachmentRequest,
  ModifyTransitGatewayVpcAttachmentRequest,
  RejectTransitGatewayVpcAttachmentRequest,
} from '@aws-sdk/client-ec2'
import { describe } from '../../engine/describe.ts'
import { AwsFault } from '../../engine/fault.ts'
import { type Module, operation } from '../../engine/operation.ts'
import { reference } from '../../engine/reference.ts'
import type { Region } from '../../engine/region.ts'
import { ec2 } from '../service.ts'
import { Subnets } from '../subnet/row.ts'
import { Vpcs } from '../vpc/row.ts'
import { attachmentTransitions, mirror, over } from './lifecycle.ts'
import { interfaceOf, moveSubnets, place } from './place.ts'
import {
  SharedGateways,
  type TransitGatewayAttachmentRow,
  TransitGatewayAttachments,
  type TransitGatewayRow,
  TransitGateways,
} from './row.ts'

/** A gateway of this account, or one that another account shares with it. */
function gatewayOf(region: Region, id: string | undefined): TransitGatewayRow {
  const shared = region.table(SharedGateways).get(id)
  const home = shared === undefined ? region : region.peer(region.name, shared.OwnerId)
  const row = home.require(TransitGateways, id)
  if (row.State === 'deleted') throw TransitGateways.ids.notFound(row.id)
  if (row.State !== 'available') throw new AwsFault('IncorrectState', `${row.id} is in invalid state`)
  return row
}

/** AWS attaches a VPC to a gateway once, also while an attachment before it is being deleted. */
function refuseSecond(region: Region, gateway: string, vpc: string): void {
  const there = region
    .table(TransitGatewayAttachments)
    .where('vpc', vpc)
    .some((row) => row.TransitGatewayId === gateway && !over(row))
  if (there)
    throw new AwsFault(
      'DuplicateTransitGatewayAttachment',
      `${gateway} has non-deleted Transit Gateway Attachments with same VPC ID.`,
    )
}

function create(
  input: CreateTransitGatewayVpcAttachmentRequest,
  region: Region,
  Tags: TransitGatewayAttachmentRow['Tags'],
): TransitGatewayAttachmentRow {
  const gateway = gatewayOf(region, input.TransitGatewayId)
  const vpc = region.require(Vpcs, input.VpcId)
  const SubnetIds = [...new Set(input.SubnetIds)]
  place(region, vpc.id, SubnetIds)
  refuseSecond(region, gateway.id, vpc.id)
  const own = gateway.OwnerId === region.account
  const accepted = own || gateway.Options?.AutoAcceptSharedAttachments === 'enable'
  const TransitGatewayAttachmentId = region.newId('tgw-attach')
  const row: TransitGatewayAttachmentRow = {
    id: TransitGatewayAttachmentId,
    TransitGatewayAttachmentId,
    TransitGatewayId: gateway.id,
    TransitGatewayOwnerId: gateway.OwnerId,
    VpcId: vpc.id,
    VpcOwnerId: region.account,
    State: accepted ? 'pending' : 'pendingAcceptance',
    SubnetIds,
    CreationTime: new Date(region.now()),
    Options: {
      DnsSupport: 'enable',
      SecurityGroupReferencingSupport: 'enable',
      Ipv6Support: 'disable',
      ApplianceModeSupport: 'disable',
      ...input.Options,
    },
    Tags,
    NetworkInterfaceIds: SubnetIds.map((subnetId) => interfaceOf(region, TransitGatewayAttachmentId, subnetId)),
  }
  if (accepted) region.begin('tgw.attachment.available', row.id)
  region.table(TransitGatewayAttachments).put(row)
  mirror(region, row)
  return row
}

function alive(region: Region, id: string | undefined): TransitGatewayAttachmentRow {
  const row = region.require(TransitGatewayAttachments, id)
  if (row.State === 'deleted') throw TransitGatewayAttachments.ids.notFound(row.id)
  return row
}

const wrongState = (row: TransitGatewayAttachmentRow) => new AwsFault('IncorrectState', `${row.id} is in invalid state`)

function modify(input: ModifyTransitGatewayVpcAttachmentRequest, region: Region): TransitGatewayAttachmentRow {
  const row = alive(region, input.TransitGatewayAttachmentId)
  if (row.State !== 'available') throw wrongState(row)
  const moved = moveSubnets(region, row, input.AddSubnetIds ?? [], input.RemoveSubnetIds ?? [])
  region.begin('tgw.attachment.modified', row.id)
  const changed = { ...row, ...moved, State: 'modifying' as const, Options: { ...row.Options, ...input.Options } }
  region.table(TransitGatewayAttachments).put(changed)
  mirror(region, changed)
  return changed
}

function remove(id: string | undefined, region: Region): TransitGatewayAttachmentRow {
  const row = alive(region, id)
  if (row.State === 'deleting') return row
  if (row.State === 'pending' || row.State === 'modifying') throw wrongState(row)
  const changed = { ...row, State: 'deleting' as const }
  region.table(TransitGatewayAttachments).put(changed)
  region.begin('tgw.attachment.deleted', row.id)
  mirror(region, changed)
  return changed
}

/** The owner of the gateway answers; the life of the attachment goes on where its VPC is. */
function answer(id: string | undefined, region: Region, accepted: boolean): TransitGatewayAttachmentRow {
  const row = alive(region, id)
  if (row.State !== 'pendingAcceptance' || row.TransitGatewayOwnerId !== region.account) throw wrongState(row)
  const changed = { ...row, State: accepted ? ('pending' as const) : ('rejected' as const) }
  region.table(TransitGatewayAttachments).put(changed)
  const home = region.peer(region.name, row.VpcOwnerId)
  home.table(TransitGatewayAttachments).put({ ...changed, Tags: home.require(TransitGatewayAttachments, row.id).Tags })
  if (accepted) home.begin('tgw.attachment.available', row.id)
  return changed
}

/** Attachments of VPCs to transit gateways. */
export const transitgatewayattachment: Module = {
  service: ec2,
  tables: [TransitGatewayAttachments],
  references: [reference(TransitGatewayAttachments, (row) => (over(row) ? [] : [row.VpcId]))],
  operations: {
    CreateTransitGatewayVpcAttachment: operation<CreateTransitGatewayVpcAttachmentRequest, object>({
      creates: TransitGatewayAttachments,
      ids: {
        TransitGatewayId: { table: TransitGateways, exists: false },
        VpcId: Vpcs,
        SubnetIds: Subnets,
      },
      handle: (input, { region, tags }) => ({ TransitGatewayVpcAttachment: create(input, region, tags) }),
    }),
    ModifyTransitGatewayVpcAttachment: operation<ModifyTransitGatewayVpcAttachmentRequest, object>({
      ids: { TransitGatewayAttachmentId: TransitGatewayAttachments, AddSubnetIds: Subnets },
      handle: (input, { region }) => ({ TransitGatewayVpcAttachment: modify(input, region) }),
    }),
    DeleteTransitGatewayVpcAttachment: operation<DeleteTransitGatewayVpcAttachmentRequest, object>({
      ids: { TransitGatewayAttachmentId: TransitGatewayAttachments },
      handle: (input, { region }) => ({
        TransitGatewayVpcAttachment: remove(input.TransitGatewayAttachmentId, region),
      }),
    }),
    AcceptTransitGatewayVpcAttachment: operation<AcceptTransitGatewayVpcAttachmentRequest, object>({
      ids: { TransitGatewayAttachmentId: TransitGatewayAttachments },
      handle: (input, { region }) => ({
        TransitGatewayVpcAttachment: answer(input.TransitGatewayAttachmentId, region, true),
      }),
    }),
    RejectTransitGatewayVpcAttachment: operation<RejectTransitGatewayVpcAttachmentRequest, object>({
      ids: { TransitGatewayAttachmentId: TransitGatewayAttachments },
      handle: (input, { region }) => ({
        TransitGatewayVpcAttachment: answer(input.TransitGatewayAttachmentId, region, false),
      }),
    }),
    DescribeTransitGatewayVpcAttachments: describe({
      table: TransitGatewayAttachments,
      items: 'TransitGatewayVpcAttachments',
      ids: 'TransitGatewayAttachmentIds',
      page: { min: 5, max: 1000 },
      filters: {
        state: 'State',
        'transit-gateway-attachment-id': 'TransitGatewayAttachmentId',
        'transit-gateway-id': 'TransitGatewayId',
        'vpc-id': 'VpcId',
      },
      view: (row) => row,
    }),
    DescribeTransitGatewayAttachments: describe({
      table: TransitGatewayAttachments,
      items: 'TransitGatewayAttachments',
      ids: 'TransitGatewayAttachmentIds',
      page: { min: 5, max: 1000 },
      filters: {
        'resource-id': 'ResourceId',
        'resource-owner-id': 'ResourceOwnerId',
        'resource-type': 'ResourceType',
        state: 'State',
        'transit-gateway-attachment-id': 'TransitGatewayAttachmentId',
        'transit-gateway-id': 'TransitGatewayId',
        'transit-gateway-owner-id': 'TransitGatewayOwnerId',
      },
      view: (row) => ({
        TransitGatewayAttachmentId: row.id,
        TransitGatewayId: row.TransitGatewayId,
        TransitGatewayOwnerId: row.TransitGatewayOwnerId,
        ResourceOwnerId: row.VpcOwnerId,
        ResourceType: 'vpc' as const,
        ResourceId: row.VpcId,
        State: row.State,
        CreationTime: row.CreationTime,
        Tags: row.Tags,
      }),
    }),
  },
  transitions: attachmentTransitions,
}
