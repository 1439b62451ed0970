import type { EgressOnlyInternetGateway } from '@aws-sdk/client-ec2'
import { type Stored, table } from '../../engine/table.ts'
import { ids } from '../ids.ts'

export type EgressOnlyInternetGatewayRow = Stored<
  Omit<EgressOnlyInternetGateway, 'Attachments'>,
  {
    readonly EgressOnlyInternetGatewayId: string
    readonly Attachments: readonly { readonly VpcId: string; readonly State: string }[]
  }
>

export const EgressOnlyInternetGateways = table<EgressOnlyInternetGatewayRow>('egressOnlyInternetGateways', {
  indexes: { vpc: (row) => row.Attachments.map((one) => one.VpcId) },
  ids: ids(
    'eigw',
    'egress-only-internet-gateway',
    ['InvalidEgressOnlyInternetGatewayId.NotFound', "The egress only internet gateway ID '{id}' does not exist"],
    'InvalidEgressOnlyInternetGatewayId.Malformed',
  ),
})
