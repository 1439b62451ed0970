import {
  CreateTransitGatewayVpcAttachmentCommand,
  DeleteTransitGatewayVpcAttachmentCommand,
  DescribeTransitGatewayVpcAttachmentsCommand,
  ModifyTransitGatewayVpcAttachmentCommand,
} from '@aws-sdk/client-ec2'
import { filtered } from '@windlass/core'
import { ec2 } from '../service/service.ts'
import { Subnet } from '../vpc/subnet.ts'
import { VPC } from '../vpc/vpc.ts'
import { TransitGateway } from './transitgateway.ts'

/** States that the owner of the gateway ends, or has ended, in words. */
const others: Readonly<Record<string, (gateway: string) => string>> = {
  pendingacceptance: (gateway) => `the owner of ${gateway} has yet to accept the attachment`,
  rejected: (gateway) => `the owner of ${gateway} has rejected the attachment`,
}

const ofVpc = filtered({
  operation: DescribeTransitGatewayVpcAttachmentsCommand,
  items: 'TransitGatewayVpcAttachments',
  filter: 'vpc-id',
  keys: ({ VpcId }) => VpcId,
})

export const TransitGatewayVPCAttachment = ec2.kind('TransitGatewayVPCAttachment', {
  id: 'TransitGatewayAttachmentId',
  idField: 'id',
  create: CreateTransitGatewayVpcAttachmentCommand,
  read: DescribeTransitGatewayVpcAttachmentsCommand,
  items: 'TransitGatewayVpcAttachments',
  notFound: ['InvalidTransitGatewayAttachmentID.NotFound'],
  delete: DeleteTransitGatewayVpcAttachmentCommand,
  tagged: 'transit-gateway-attachment',
  taken: 'refused',
  // No filter for tags is documented, and AWS attaches a VPC to a gateway once.
  finder: {
    read: ofVpc,
    key: ({ vpcID }) => vpcID,
    match: ({ TransitGatewayId, State = '' }, { transitGatewayID }) =>
      TransitGatewayId === transitGatewayID && State !== 'deleted',
  },
  refs: {
    transitGatewayID: () => TransitGateway.target,
    vpcID: () => VPC.target,
    subnetIDs: () => Subnet.target,
  },
  state: {
    State: {
      ready: ['available'],
      wait: ['pending', 'initiating', 'initiatingRequest', 'modifying', 'rollingBack', 'failing', 'rejecting'],
      awaits: ['pendingAcceptance'],
      leaving: ['deleting'],
      failed: ['failed', 'rejected'],
      gone: ['deleted'],
    },
  },
  why: ({ State = '', TransitGatewayId = '' }) => others[State.toLowerCase()]?.(TransitGatewayId),
  facets: (of) => ({
    // One call for what comes and what goes: AWS takes one subnet of a zone, and never leaves an attachment without any.
    ...of.members(
      ModifyTransitGatewayVpcAttachmentCommand,
      { subnetIDs: { of: 'SubnetIds', filled: true } },
      { occupies: true },
    ),
    ...of.modify(
      ModifyTransitGatewayVpcAttachmentCommand,
      { options: { to: 'Options', delta: {} } },
      { occupies: true },
    ),
  }),
})
