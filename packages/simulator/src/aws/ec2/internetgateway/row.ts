import type { InternetGateway } from '@aws-sdk/client-ec2'
import { type Stored, table } from '../../engine/table.ts'
import { ids } from '../ids.ts'

export type InternetGatewayRow = Stored<
  Omit<InternetGateway, 'Attachments'>,
  {
    readonly InternetGatewayId: string
    readonly Attachments?: readonly { readonly VpcId: string; readonly State: string }[]
  }
>

export const InternetGateways = table<InternetGatewayRow>('internetGateways', {
  indexes: { vpc: (row) => (row.Attachments ?? []).map((one) => one.VpcId) },
  ids: ids(
    'igw',
    'internet-gateway',
    ['InvalidInternetGatewayID.NotFound', "The internetGateway ID '{id}' does not exist"],
    'InvalidInternetGatewayId.Malformed',
  ),
})
