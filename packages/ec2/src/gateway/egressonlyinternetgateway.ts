import {
  CreateEgressOnlyInternetGatewayCommand,
  DeleteEgressOnlyInternetGatewayCommand,
  DescribeEgressOnlyInternetGatewaysCommand,
} from '@aws-sdk/client-ec2'
import { live } from '@windlass/core'
import { ec2 } from '../service/service.ts'
import { VPC } from '../vpc/vpc.ts'

export const EgressOnlyInternetGateway = ec2.kind('EgressOnlyInternetGateway', {
  id: 'EgressOnlyInternetGatewayId',
  idField: 'id',
  create: CreateEgressOnlyInternetGatewayCommand,
  read: DescribeEgressOnlyInternetGatewaysCommand,
  items: 'EgressOnlyInternetGateways',
  ids: 'EgressOnlyInternetGatewayIds',
  notFound: ['InvalidEgressOnlyInternetGatewayId.NotFound', 'InvalidGatewayID.NotFound'],
  delete: DeleteEgressOnlyInternetGatewayCommand,
  refs: { vpcID: () => VPC.target },
  parts: { Attachments: { name: 'VpcId', state: 'State', noun: 'a VPC' } },
  createOnly: { vpcID: { have: ({ Attachments }) => live(Attachments, 'State')[0]?.VpcId } },
  columns: [
    { name: 'ID', jsonPath: '.status.id' },
    { name: 'VPC', jsonPath: '.status.attachments[0].vpcID', priority: 1 },
  ],
})
