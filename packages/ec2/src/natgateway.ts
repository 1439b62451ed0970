import { CreateNatGatewayCommand, DeleteNatGatewayCommand, DescribeNatGatewaysCommand } from '@aws-sdk/client-ec2'
import { text } from '@windlass/core'
import { arnOf } from './arn.ts'
import { ElasticIPAddress } from './elasticipaddress.ts'
import { ec2 } from './service.ts'
import { Subnet } from './subnet.ts'
import { VPC } from './vpc.ts'

export const NATGateway = ec2.kind('NATGateway', {
  id: 'NatGatewayId',
  create: CreateNatGatewayCommand,
  read: DescribeNatGatewaysCommand,
  items: 'NatGateways',
  delete: DeleteNatGatewayCommand,
  tagged: 'natgateway',
  omit: ['PrivateIpAddress', 'SecondaryAllocationIds', 'SecondaryPrivateIpAddresses', 'SecondaryPrivateIpAddressCount'],
  refs: {
    allocationID: { target: () => ElasticIPAddress.target },
    subnetID: { target: () => Subnet.target },
    vpcID: { target: () => VPC.target },
  },
  // AWS takes a VPC for a regional gateway only, and adopted objects have both: a subnet says in which VPC it is.
  request: ({ subnetID }) => (subnetID === undefined ? {} : { VpcId: undefined }),
  state: { State: { ready: ['available'], wait: ['pending'], leaving: ['deleting'], gone: ['deleted', 'failed'] } },
  why: ({ FailureCode, FailureMessage }) => [FailureCode, FailureMessage].filter(Boolean).join(': ') || undefined,
  statusFields: { vpcID: text.doc('The VPC that the gateway is in.') },
  status: ({ item }) => ({ vpcID: item.VpcId }),
  arn: arnOf('natgateway'),
})
