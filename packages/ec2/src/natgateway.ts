import { CreateNatGatewayCommand, DeleteNatGatewayCommand, DescribeNatGatewaysCommand } from '@aws-sdk/client-ec2'
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
    subnetID: { target: () => Subnet.target },
    vpcID: { target: () => VPC.target },
  },
  state: { State: { ready: ['available'], wait: ['pending'], leaving: ['deleting'], gone: ['deleted', 'failed'] } },
  why: (gateway) => gateway.FailureMessage,
})
