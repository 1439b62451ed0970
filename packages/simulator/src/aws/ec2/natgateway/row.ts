import type { NatGateway } from '@aws-sdk/client-ec2'
import { type Stored, table } from '../../engine/table.ts'
import { ids } from '../ids.ts'

export type NatGatewayRow = Stored<NatGateway, { readonly NatGatewayId: string; readonly VpcId: string }>

export const NatGateways = table<NatGatewayRow>('natGateways', {
  indexes: { vpc: (row) => [row.VpcId], subnet: (row) => [row.SubnetId] },
  ids: ids(
    'nat',
    'natgateway',
    ['NatGatewayNotFound', 'NAT gateway {id} was not found'],
    'NatGatewayMalformed',
    'The NAT gateway ID {id} is malformed',
  ),
})
