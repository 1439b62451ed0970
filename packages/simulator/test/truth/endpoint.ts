import { subnet, type Table, vpc } from './row.ts'

const secrets = 'com.amazonaws.us-west-2.secretsmanager'

export const endpoints: Table = {
  service: 'ec2',
  rows: [
    {
      says: 'a malformed id of a VPC has a spelling of its own',
      call: 'CreateVpcEndpoint',
      input: { VpcId: 'odd', ServiceName: 'com.amazonaws.us-west-2.s3' },
      refuses: 'InvalidVpcId.Malformed',
      source: 'API Reference, "Error codes": InvalidVpcId.Malformed is of endpoints alone',
    },
    {
      says: 'an endpoint of both families is refused in a subnet without IPv6',
      given: [vpc, subnet],
      call: 'CreateVpcEndpoint',
      input: {
        VpcId: '$vpc',
        VpcEndpointType: 'Interface',
        ServiceName: secrets,
        SubnetIds: ['$subnet'],
        IpAddressType: 'dualstack',
        PrivateDnsEnabled: false,
      },
      refuses: 'InvalidParameter',
      source: 'AWS PrivateLink Guide, "IP address type": dualstack needs subnets with both ranges',
    },
    {
      says: 'private DNS needs both DNS attributes of the VPC',
      given: [vpc, subnet],
      call: 'CreateVpcEndpoint',
      input: {
        VpcId: '$vpc',
        VpcEndpointType: 'Interface',
        ServiceName: secrets,
        SubnetIds: ['$subnet'],
        PrivateDnsEnabled: true,
      },
      refuses: 'InvalidParameter',
      source: 'AWS PrivateLink Guide, "Private DNS names": both attributes of the VPC must be true',
    },
    {
      says: 'a service without balancers is refused',
      call: 'CreateVpcEndpointServiceConfiguration',
      input: {},
      refuses: [
        'InvalidParameter',
        'exactly one of network_load_balancer_arn or gateway_load_balancer_arn is a required member',
      ],
      source: 'kubernetes-sigs/aws-load-balancer-controller#1859',
    },
    {
      says: 'a service that is gone is named with the code of the delete call',
      call: 'DeleteVpcEndpointServiceConfigurations',
      input: { ServiceIds: ['vpce-svc-00000000000000000'] },
      answers: {
        Unsuccessful: [
          { ResourceId: 'vpce-svc-00000000000000000', Error: { Code: 'InvalidVpcEndpointService.NotFound' } },
        ],
      },
      source: 'API Reference; several operators and Terraform’s provider wait for this code',
    },
    {
      says: 'the prefix list of a service is found by its name',
      call: 'DescribePrefixLists',
      input: { Filters: [{ Name: 'prefix-list-name', Values: ['com.amazonaws.us-west-2.s3'] }] },
      answers: { PrefixLists: [{ PrefixListName: 'com.amazonaws.us-west-2.s3' }] },
      source: 'API Reference, DescribePrefixLists',
    },
  ],
}
