import {
  CreateVpcEndpointServiceConfigurationCommand,
  DeleteVpcEndpointServiceConfigurationsCommand,
  DescribeVpcEndpointServiceConfigurationsCommand,
  DescribeVpcEndpointServicePermissionsCommand,
  ModifyVpcEndpointServiceConfigurationCommand,
  ModifyVpcEndpointServicePermissionsCommand,
  type PrivateDnsNameConfiguration,
} from '@aws-sdk/client-ec2'
import { below, type Health, list, live, text } from '@windlass/core'
import { ec2 } from '../service/service.ts'
import { loadBalancer } from '../service/target.ts'
import { users } from '../service/users.ts'

const permissions = below({
  operation: DescribeVpcEndpointServicePermissionsCommand,
  items: 'AllowedPrincipals',
  input: (ServiceId) => ({ ServiceId }),
  absent: ['InvalidVpcEndpointServiceId.NotFound', 'InvalidVpcEndpointService.NotFound'],
})

/** Whether consumers can use the private name. Source: PrivateDnsNameConfiguration in the EC2 API reference. */
function verification({ State, Type, Name, Value }: PrivateDnsNameConfiguration): Health {
  if (State === 'verified') return { is: 'healthy', reason: 'Verified', says: 'The private DNS name is verified' }
  const record = `the ${Type} record ${Name} with the value ${Value} in the domain of the private DNS name`
  const start = 'start the verification (StartVpcEndpointServicePrivateDnsVerification)'
  return State === 'failed'
    ? { is: 'unhealthy', reason: 'VerificationFailed', says: `AWS did not find ${record}: create it, then ${start}` }
    : { is: 'unknown', reason: 'VerificationPending', says: `Create ${record}, then ${start}` }
}

const sort = (net: boolean) => {
  const field = net ? 'networkLoadBalancer' : 'gatewayLoadBalancer'
  const given = (of: string) => `(has(self.spec.${of}) && size(self.spec.${of}) > 0)`
  return `(${given(`${field}ARNs`)} || ${given(`${field}Refs`)})`
}

export const VPCEndpointServiceConfiguration = ec2.kind('VPCEndpointServiceConfiguration', {
  id: 'ServiceId',
  create: CreateVpcEndpointServiceConfigurationCommand,
  read: DescribeVpcEndpointServiceConfigurationsCommand,
  items: 'ServiceConfigurations',
  notFound: ['InvalidVpcEndpointServiceId.NotFound', 'InvalidVpcEndpointService.NotFound'],
  delete: DeleteVpcEndpointServiceConfigurationsCommand,
  tagged: 'vpc-endpoint-service',
  fields: {
    allowedPrincipals: list(text).doc('The ARNs of those who may connect to the service, or * for everybody.'),
    privateDNSName: text.doc('The private DNS name of the service. The empty text takes it away.'),
  },
  refs: {
    networkLoadBalancerARNs: () => loadBalancer,
    gatewayLoadBalancerARNs: () => loadBalancer,
  },
  request: ({ privateDNSName }) => ({ PrivateDnsName: privateDNSName || undefined }),
  state: {
    ServiceState: {
      ready: ['Available'],
      wait: ['Pending'],
      leaving: ['Deleting'],
      failed: ['Failed'],
      gone: ['Deleted'],
    },
  },
  parts: { SupportedRegions: { name: 'Region', state: 'ServiceState', noun: 'the region' } },
  health: ({ PrivateDnsNameConfiguration: of }) => (of?.State === undefined ? undefined : verification(of)),
  facets: (of) => ({
    // A service has balancers of one sort, an address type and the region that it is in.
    ...of.members(ModifyVpcEndpointServiceConfigurationCommand, {
      networkLoadBalancerARNs: { of: 'NetworkLoadBalancerArns', filled: true },
      gatewayLoadBalancerARNs: { of: 'GatewayLoadBalancerArns', filled: true },
      supportedIPAddressTypes: { of: 'SupportedIpAddressTypes', filled: true },
    }),
    ...of.modify(ModifyVpcEndpointServiceConfigurationCommand, {
      acceptanceRequired: 'AcceptanceRequired',
      privateDNSName: {
        to: 'PrivateDnsName',
        same: (want, have = '') => want === have,
        with: (want) => (want === '' ? { PrivateDnsName: undefined, RemovePrivateDnsName: true } : {}),
      },
    }),
    // The region of the service itself is there whatever the spec says.
    ...of.entries('supportedRegions', {
      have: ({ item }) => live(item.SupportedRegions, 'ServiceState').flatMap(({ Region }) => Region ?? []),
      want: (names, { region }) => [...new Set([region, ...names])],
      filled: true,
      spell: (all) => all,
      key: (name) => name,
      noun: 'the region',
      change: [
        ModifyVpcEndpointServiceConfigurationCommand,
        (come, go) => ({ AddSupportedRegions: come, RemoveSupportedRegions: go }),
      ],
    }),
    ...of.entries('allowedPrincipals', {
      from: permissions,
      have: (_seen, found) => found.flatMap(({ Principal }) => Principal ?? []),
      want: (principals) => [...new Set(principals)],
      spell: (all) => all,
      key: (principal) => principal,
      noun: 'the permission of',
      change: [
        ModifyVpcEndpointServicePermissionsCommand,
        (come, go) => ({ AddAllowedPrincipals: come, RemoveAllowedPrincipals: go }),
      ],
    }),
  }),
  late: ['supportedRegions'],
  fresh: [
    {
      field: 'networkLoadBalancerARNs',
      rule: `${sort(true)} != ${sort(false)}`,
      message: 'Give the service network load balancers or gateway load balancers: one or more of exactly one sort.',
    },
  ],
  blockers: users('endpoint service', ['endpoint connection']),
  columns: [
    { name: 'ServiceID', jsonPath: '.status.serviceID' },
    { name: 'ServiceState', jsonPath: '.status.serviceState' },
  ],
})
