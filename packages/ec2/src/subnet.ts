import { CreateSubnetCommand, DeleteSubnetCommand, DescribeSubnetsCommand } from '@aws-sdk/client-ec2'
import { flag } from '@windlass/core'
import { ec2 } from './service.ts'
import { VPC } from './vpc.ts'

export const Subnet = ec2.kind('Subnet', {
  id: 'SubnetId',
  create: CreateSubnetCommand,
  read: DescribeSubnetsCommand,
  items: 'Subnets',
  delete: DeleteSubnetCommand,
  tagged: 'subnet',
  omit: ['OutpostArn'],
  fields: { mapPublicIPOnLaunch: flag },
  refs: { vpcID: { target: () => VPC.target } },
  state: { State: { ready: ['available'], wait: ['pending'] } },
})
