import {
  CreateTransitGatewayCommand,
  DeleteTransitGatewayCommand,
  DescribeTransitGatewaysCommand,
  ModifyTransitGatewayCommand,
} from '@aws-sdk/client-ec2'
import { ec2 } from '../service/service.ts'
import { users } from '../service/users.ts'

export const TransitGateway = ec2.kind('TransitGateway', {
  id: 'TransitGatewayId',
  create: CreateTransitGatewayCommand,
  read: DescribeTransitGatewaysCommand,
  items: 'TransitGateways',
  notFound: ['InvalidTransitGatewayID.NotFound'],
  delete: DeleteTransitGatewayCommand,
  state: {
    State: { ready: ['available'], wait: ['pending', 'modifying'], leaving: ['deleting'], gone: ['deleted'] },
  },
  facets: (of) =>
    of.modify(
      ModifyTransitGatewayCommand,
      {
        description: 'Description',
        options: {
          to: 'Options',
          delta: {
            transitGatewayCIDRBlocks: { add: 'AddTransitGatewayCidrBlocks', remove: 'RemoveTransitGatewayCidrBlocks' },
          },
          // Attachments keep the options they were made with. Source: ModifyTransitGateway in the EC2 API reference.
          say: () => 'change the options, for attachments made from now on',
        },
      },
      { occupies: true },
    ),
  blockers: users('transit gateway', ['attachment']),
})
