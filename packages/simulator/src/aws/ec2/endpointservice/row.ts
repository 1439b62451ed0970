import type { AllowedPrincipal, ServiceConfiguration } from '@aws-sdk/client-ec2'
import { type Stored, table } from '../../engine/table.ts'
import { ids } from '../ids.ts'

export type EndpointServiceRow = Stored<
  ServiceConfiguration,
  {
    readonly ServiceId: string
    readonly ServiceName: string
    readonly allowed: readonly AllowedPrincipal[]
    /** Whether the record that proves the private name is in its domain. */
    readonly recorded?: boolean
  }
>

export const EndpointServices = table<EndpointServiceRow>('endpointServices', {
  ids: ids(
    'vpce-svc',
    'vpc-endpoint-service',
    ['InvalidVpcEndpointServiceId.NotFound', "The VpcEndpointService Id '{id}' does not exist"],
    'InvalidVpcEndpointServiceId.Malformed',
    "Invalid Id: '{id}'",
  ),
})
