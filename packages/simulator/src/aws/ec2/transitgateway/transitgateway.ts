import type {
  CreateTransitGatewayRequest,
  DeleteTransitGatewayRequest,
  ModifyTransitGatewayRequest,
} from '@aws-sdk/client-ec2'
import { describe } from '../../engine/describe.ts'
import { AwsFault } from '../../engine/fault.ts'
import { type Module, operation } from '../../engine/operation.ts'
import type { Region } from '../../engine/region.ts'
import { transition } from '../../engine/transition.ts'
import { ec2 } from '../service.ts'
import { changedOptions, optionsOf } from './option.ts'
import { SharedGateways, TransitGatewayAttachments, type TransitGatewayRow, TransitGateways } from './row.ts'

/** How long AWS still shows a gateway that is deleted, in milliseconds; how long it does is not documented. */
const linger = 3_600_000

const busy = (row: TransitGatewayRow) => new AwsFault('IncorrectState', `${row.id} is in invalid state`)

/** A gateway that was deleted is shown, and nothing can be done with it. */
function alive(region: Region, id: string | undefined): TransitGatewayRow {
  const row = region.require(TransitGateways, id)
  if (row.State === 'deleted') throw TransitGateways.ids.notFound(row.id)
  return row
}

function create(
  input: CreateTransitGatewayRequest,
  region: Region,
  Tags: TransitGatewayRow['Tags'],
): TransitGatewayRow {
  const live = region
    .table(TransitGateways)
    .all()
    .filter((row) => row.State !== 'deleted')
  region.refuseOverQuota('TransitGatewayLimitExceeded', live.length)
  const TransitGatewayId = region.newId('tgw')
  region.begin('tgw.available', TransitGatewayId)
  return region.table(TransitGateways).put({
    id: TransitGatewayId,
    TransitGatewayId,
    TransitGatewayArn: `arn:aws:ec2:${region.name}:${region.account}:transit-gateway/${TransitGatewayId}`,
    State: 'pending',
    OwnerId: region.account,
    Description: input.Description,
    CreationTime: new Date(region.now()),
    Options: optionsOf(input.Options ?? {}, region),
    Tags,
  })
}

function modify(input: ModifyTransitGatewayRequest, region: Region): object {
  const row = alive(region, input.TransitGatewayId)
  if (row.State !== 'available') throw busy(row)
  region.begin('tgw.modified', row.id)
  return {
    TransitGateway: region.table(TransitGateways).update(row.id, {
      State: 'modifying',
      ...(input.Description === undefined ? {} : { Description: input.Description }),
      Options: changedOptions(row.Options ?? {}, input.Options ?? {}, region),
    }),
  }
}

function remove(id: string | undefined, region: Region): object {
  const row = alive(region, id)
  const held = region
    .table(TransitGatewayAttachments)
    .where('gateway', row.id)
    .filter((one) => one.State !== 'deleted')
    .map((one) => one.id)
  if (held.length > 0)
    throw new AwsFault('IncorrectState', `${row.id} has non-deleted Transit Gateway Attachments: ${held.join(', ')}.`)
  if (row.State === 'deleting') return { TransitGateway: row }
  if (row.State !== 'available') throw busy(row)
  region.begin('tgw.deleted', row.id)
  return { TransitGateway: region.table(TransitGateways).update(row.id, { State: 'deleting' }) }
}

/** Transit gateways. What is attached to them is in attachment.ts. */
export const transitgateway: Module = {
  service: ec2,
  tables: [TransitGateways, SharedGateways],
  quotas: { TransitGatewayLimitExceeded: { limit: 5, of: 'transit gateways' } },
  operations: {
    CreateTransitGateway: operation<CreateTransitGatewayRequest, object>({
      creates: TransitGateways,
      handle: (input, { region, tags }) => ({ TransitGateway: create(input, region, tags) }),
    }),
    ModifyTransitGateway: operation<ModifyTransitGatewayRequest, object>({
      ids: { TransitGatewayId: TransitGateways },
      handle: (input, { region }) => modify(input, region),
    }),
    DeleteTransitGateway: operation<DeleteTransitGatewayRequest, object>({
      ids: { TransitGatewayId: TransitGateways },
      handle: (input, { region }) => remove(input.TransitGatewayId, region),
    }),
    DescribeTransitGateways: describe({
      table: TransitGateways,
      items: 'TransitGateways',
      ids: 'TransitGatewayIds',
      page: { min: 5, max: 1000 },
      filters: {
        'options.amazon-side-asn': 'Options.AmazonSideAsn',
        'options.association-default-route-table-id': 'Options.AssociationDefaultRouteTableId',
        'options.auto-accept-shared-attachments': 'Options.AutoAcceptSharedAttachments',
        'options.default-route-table-association': 'Options.DefaultRouteTableAssociation',
        'options.default-route-table-propagation': 'Options.DefaultRouteTablePropagation',
        'options.dns-support': 'Options.DnsSupport',
        'options.propagation-default-route-table-id': 'Options.PropagationDefaultRouteTableId',
        'options.vpn-ecmp-support': 'Options.VpnEcmpSupport',
        'owner-id': 'OwnerId',
        state: 'State',
        'transit-gateway-id': 'TransitGatewayId',
      },
      view: (row) => row,
    }),
  },
  transitions: {
    'tgw.available': transition(TransitGateways, {
      after: 90_000,
      apply: (row) => (row.State === 'pending' ? { State: 'available' as const } : undefined),
    }),
    'tgw.modified': transition(TransitGateways, {
      after: 20_000,
      apply: (row) => (row.State === 'modifying' ? { State: 'available' as const } : undefined),
    }),
    'tgw.deleted': transition(TransitGateways, {
      after: 60_000,
      apply: () => ({ State: 'deleted' as const }),
      next: 'tgw.gone',
    }),
    'tgw.gone': transition(TransitGateways, { after: linger, apply: () => 'remove' }),
  },
}
