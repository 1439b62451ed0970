import { ec2 } from '@windlass/simulator'
import { truth } from '../truth.ts'

const regions = (
  all: readonly { readonly Region?: string | undefined; readonly ServiceState?: string | undefined }[],
) => all.filter(({ ServiceState }) => ServiceState !== 'Deleting').map(({ Region }) => Region)

export const vpcEndpointServiceConfiguration = truth(ec2.EndpointServices, {
  kind: 'VPCEndpointServiceConfiguration',
  state: ({ ServiceState }) => ServiceState,
  settled: ['Available'],
  moving: ({ SupportedRegions = [] }) =>
    SupportedRegions.some(({ ServiceState }) => ServiceState !== 'Available') ? 'a region moves' : undefined,
  names: { networkLoadBalancerARNs: 'LoadBalancer', gatewayLoadBalancerARNs: 'LoadBalancer' },
  fields: {
    acceptanceRequired: {},
    allowedPrincipals: { have: ({ allowed }) => allowed.map(({ Principal }) => Principal) },
    gatewayLoadBalancerARNs: {},
    networkLoadBalancerARNs: {},
    privateDNSName: {},
    supportedIPAddressTypes: {},
    // The region of the service itself is always among them. Source: CreateVpcEndpointServiceConfiguration.
    supportedRegions: {
      want: (value, _row, { place }) => [place.name, ...(Array.isArray(value) ? value : [])],
      have: ({ SupportedRegions = [] }) => regions(SupportedRegions),
    },
  },
})
