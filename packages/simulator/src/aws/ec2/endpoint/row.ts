import type { VpcEndpoint } from '@aws-sdk/client-ec2'
import { type Stored, table } from '../../engine/table.ts'
import { ids } from '../ids.ts'

/** `State` is as AWS writes it, which the SDK's model spells with a capital. */
export type VpcEndpointRow = Stored<
  Omit<VpcEndpoint, 'State'>,
  {
    readonly VpcEndpointId: string
    readonly VpcId: string
    readonly State?: string
    /** The endpoint service of this region it connects to; absent for AWS's own services. */
    readonly serviceId?: string | undefined
  }
>

export const VpcEndpoints = table<VpcEndpointRow>('vpcEndpoints', {
  indexes: { vpc: (row) => [row.VpcId] },
  ids: ids(
    'vpce',
    'vpc-endpoint',
    ['InvalidVpcEndpointId.NotFound', "The Vpc Endpoint Id '{id}' does not exist"],
    'InvalidVpcEndpointId.Malformed',
    "Invalid Id: '{id}'",
  ),
})
