import type { TransitGateway, TransitGatewayVpcAttachment } from '@aws-sdk/client-ec2'
import { type Stored, table } from '../../engine/table.ts'
import { ids } from '../ids.ts'

export type TransitGatewayRow = Stored<TransitGateway, { readonly TransitGatewayId: string; readonly OwnerId: string }>

export const TransitGateways = table<TransitGatewayRow>('transitGateways', {
  ids: ids(
    'tgw',
    'transit-gateway',
    ['InvalidTransitGatewayID.NotFound', 'Transit Gateway {id} was deleted or does not exist.'],
    'InvalidTransitGatewayID.Malformed',
  ),
})

/** Stands in the account of its VPC, and once more in that of its gateway, where that is another. */
export type TransitGatewayAttachmentRow = Stored<
  TransitGatewayVpcAttachment,
  {
    readonly TransitGatewayAttachmentId: string
    readonly TransitGatewayId: string
    readonly TransitGatewayOwnerId: string
    readonly VpcId: string
    readonly VpcOwnerId: string
    readonly NetworkInterfaceIds: readonly string[]
  }
>

export const TransitGatewayAttachments = table<TransitGatewayAttachmentRow>('transitGatewayAttachments', {
  indexes: { vpc: (row) => [row.VpcId], gateway: (row) => [row.TransitGatewayId] },
  ids: ids(
    'tgw-attach',
    'transit-gateway-attachment',
    ['InvalidTransitGatewayAttachmentID.NotFound', 'Transit Gateway Attachment {id} was deleted or does not exist.'],
    'InvalidTransitGatewayAttachmentID.Malformed',
  ),
})

/** Another account's gateway, as an account sees it that it is shared with; its id is that of the gateway. */
export interface SharedGatewayRow {
  readonly id: string
  readonly OwnerId: string
}

export const SharedGateways = table<SharedGatewayRow>('sharedTransitGateways', {
  ids: ids(
    'tgw',
    undefined,
    ['InvalidTransitGatewayID.NotFound', 'Transit Gateway {id} was deleted or does not exist.'],
    'InvalidTransitGatewayID.Malformed',
  ),
})
