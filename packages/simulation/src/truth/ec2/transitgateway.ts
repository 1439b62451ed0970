import { ec2 } from '@windlass/simulator'
import { truth } from '../truth.ts'

export const transitGateway = truth(ec2.TransitGateways, {
  kind: 'TransitGateway',
  state: ({ State }) => State,
  settled: ['available'],
  fields: { description: {}, options: {} },
})

export const transitGatewayVPCAttachment = truth(ec2.TransitGatewayAttachments, {
  kind: 'TransitGatewayVPCAttachment',
  state: ({ State }) => State,
  settled: ['available'],
  names: { transitGatewayID: 'TransitGateway', vpcID: 'VPC', subnetIDs: 'Subnet' },
  fields: { transitGatewayID: {}, vpcID: {}, subnetIDs: {}, options: {} },
})
