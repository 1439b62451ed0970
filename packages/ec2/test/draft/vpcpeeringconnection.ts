import {
  AcceptVpcPeeringConnectionCommand,
  CreateVpcPeeringConnectionCommand,
  DeleteVpcPeeringConnectionCommand,
  DescribeVpcPeeringConnectionsCommand,
  ModifyVpcPeeringConnectionOptionsCommand,
} from '@aws-sdk/client-ec2'
import { flag, shaped } from '@windlass/core'
import { ec2 } from '../../src/service/service.ts'
import { target } from '../../src/service/target.ts'

const options = shaped(ModifyVpcPeeringConnectionOptionsCommand, 'RequesterPeeringConnectionOptions')

/** Source: `VpcPeeringConnectionStateReason` and AcceptVpcPeeringConnection in the EC2 API reference. */
export const draft = () =>
  ec2.kind('VPCPeeringConnection', {
    id: 'VpcPeeringConnectionId',
    create: CreateVpcPeeringConnectionCommand,
    read: DescribeVpcPeeringConnectionsCommand,
    items: 'VpcPeeringConnections',
    notFound: ['InvalidVpcPeeringConnectionID.NotFound'],
    delete: DeleteVpcPeeringConnectionCommand,
    tagged: 'vpc-peering-connection',
    fields: {
      acceptRequest: flag.doc('Whether to accept the request on behalf of the other side.'),
      requesterPeeringConnectionOptions: options,
    },
    refs: { vpcID: () => target('VPC', 'vpcID'), peerVPCID: () => target('VPC', 'vpcID') },
    state: {
      'Status.Code': {
        ready: ['active'],
        wait: ['initiating-request', 'provisioning'],
        awaits: ['pending-acceptance'],
        leaving: ['deleting'],
        // What the other side has decided stands until the spec says something else.
        failed: ['rejected', 'expired', 'failed'],
        gone: ['deleted'],
      },
    },
    why: ({ Status }) => Status?.Message,
    facets: (of) => ({
      ...of.modify(ModifyVpcPeeringConnectionOptionsCommand, {
        requesterPeeringConnectionOptions: {
          to: 'RequesterPeeringConnectionOptions',
          at: 'RequesterVpcInfo.PeeringOptions',
        },
      }),
      ...of.value('acceptRequest', {
        have: ({ item }) => item.Status?.Code !== 'pending-acceptance',
        same: (want, have) => want !== true || have === true,
        set: [AcceptVpcPeeringConnectionCommand, () => ({})],
        during: ['pending-acceptance'],
        within: ({ item }) => ({ account: item.AccepterVpcInfo?.OwnerId, region: item.AccepterVpcInfo?.Region }),
      }),
    }),
    createOnly: {
      vpcID: { at: 'RequesterVpcInfo.VpcId' },
      peerVPCID: { at: 'AccepterVpcInfo.VpcId' },
      peerOwnerID: { at: 'AccepterVpcInfo.OwnerId' },
      peerRegion: { at: 'AccepterVpcInfo.Region' },
    },
  })
