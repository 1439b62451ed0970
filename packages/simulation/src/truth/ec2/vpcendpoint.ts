import { ec2 } from '@windlass/simulator'
import { policy, someOf } from '../spelling.ts'
import { truth } from '../truth.ts'

/** What AWS puts where an endpoint is given no policy. Source: VPC user guide, endpoint policies. */
const whole = '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}'

export const vpcEndpoint = truth(ec2.VpcEndpoints, {
  kind: 'VPCEndpoint',
  state: ({ State }) => State,
  settled: ['available'],
  names: {
    vpcID: 'VPC',
    subnetIDs: 'Subnet',
    routeTableIDs: 'RouteTable',
    securityGroupIDs: 'SecurityGroup',
    serviceName: 'VPCEndpointServiceConfiguration',
  },
  fields: {
    vpcID: {},
    vpcEndpointType: {},
    serviceName: {},
    serviceNetworkARN: {},
    // AWS shows it for services of other regions, and for those of its own where it was asked for.
    serviceRegion: { open: true },
    ipAddressType: {},
    dnsOptions: {},
    policyDocument: { want: (value) => (value === '' ? whole : value), as: policy },
    privateDNSEnabled: {},
    subnetIDs: {},
    routeTableIDs: {},
    securityGroupIDs: { want: someOf, have: ({ Groups = [] }) => Groups.map((one) => one.GroupId) },
  },
})
