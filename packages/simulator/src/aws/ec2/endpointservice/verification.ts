import type { StartVpcEndpointServicePrivateDnsVerificationRequest } from '@aws-sdk/client-ec2'
import { AwsFault } from '../../engine/fault.ts'
import { type Module, operation } from '../../engine/operation.ts'
import { transition } from '../../engine/transition.ts'
import { ec2 } from '../service.ts'
import { EndpointServices } from './row.ts'

/**
 * Whether the record is in the domain of a private name. Nobody's domain is in the simulated world, so it is said on the row: a
 * record that was put there is found by the next verification.
 */
export const endpointverification: Module = {
  service: ec2,
  operations: {
    StartVpcEndpointServicePrivateDnsVerification: operation<
      StartVpcEndpointServicePrivateDnsVerificationRequest,
      object
    >({
      ids: { ServiceId: EndpointServices },
      handle(input, { region }) {
        const row = region.require(EndpointServices, input.ServiceId)
        if (row.PrivateDnsNameConfiguration === undefined)
          throw new AwsFault('InvalidParameter', `The service ${row.id} has no private DNS name.`)
        region.begin('endpointservice.verified', row.id)
        return { ReturnValue: true }
      },
    }),
  },
  transitions: {
    'endpointservice.verified': transition(EndpointServices, {
      after: 10_000,
      apply: (row) =>
        row.PrivateDnsNameConfiguration && {
          PrivateDnsNameConfiguration: {
            ...row.PrivateDnsNameConfiguration,
            State: row.recorded === true ? ('verified' as const) : ('failed' as const),
          },
        },
    }),
  },
}
