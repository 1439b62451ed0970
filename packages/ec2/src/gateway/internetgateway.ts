import {
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  DeleteInternetGatewayCommand,
  DescribeInternetGatewaysCommand,
  DetachInternetGatewayCommand,
  DisassociateRouteTableCommand,
  type InternetGateway as Gateway,
} from '@aws-sdk/client-ec2'
import { call, list, live, text } from '@windlass/core'
import { associations, tablesOf } from '../routetable/association.ts'
import { ec2 } from '../service/service.ts'
import { target } from '../service/target.ts'
import { users } from '../service/users.ts'
import { VPC } from '../vpc/vpc.ts'

/** The VPC that a gateway serves. */
const network = ({ Attachments }: Gateway) => live(Attachments, 'State')[0]?.VpcId

const tables = tablesOf('GatewayId')

export const InternetGateway = ec2.kind('InternetGateway', {
  id: 'InternetGatewayId',
  create: CreateInternetGatewayCommand,
  read: DescribeInternetGatewaysCommand,
  items: 'InternetGateways',
  notFound: ['InvalidInternetGatewayID.NotFound', 'InvalidInternetGateway.NotFound'],
  delete: DeleteInternetGatewayCommand,
  fields: {
    vpc: text.doc('The VPC that the gateway connects to the internet. The empty text keeps it detached.'),
    routeTables: list(text).doc('The route tables that traffic entering the VPC through the gateway follows.'),
  },
  refs: {
    vpc: () => VPC.target,
    routeTables: () => target('RouteTable', 'routeTableID'),
  },
  parts: { Attachments: { name: 'VpcId', state: 'State', noun: 'a VPC' } },
  facets: (of) => ({
    // A gateway has room for few tables, so one that goes gives its place to one that comes.
    ...of.entries('routeTables', {
      ...tables,
      add: [AssociateRouteTableCommand, ({ RouteTableId }, { id }) => ({ RouteTableId, GatewayId: id })],
    }),
    ...of.slot('vpc', {
      from: tables.from,
      have: ({ item }) => network(item),
      spell: (vpc) => vpc,
      none: (want) => want === '',
      same: (want, have) => want === have,
      put: [AttachInternetGatewayCommand, (VpcId) => ({ VpcId })],
      clear: [DetachInternetGatewayCommand, (VpcId) => ({ VpcId })],
      // A gateway that leaves its VPC must free the tables there, whoever associated them.
      before: (_vpc, { id }, found) =>
        associations('GatewayId', id, found).map(({ RouteTableId, RouteTableAssociationId }) => ({
          ...call(DisassociateRouteTableCommand, { AssociationId: RouteTableAssociationId }),
          effect: 'replace',
          say: `remove route table ${RouteTableId}`,
          done: ['InvalidAssociationID.NotFound'],
        })),
      done: ['Resource.AlreadyAssociated', 'Gateway.NotAttached'],
      emptied: true,
      say: { put: (vpc) => `attach it to ${vpc}`, clear: (vpc) => `detach it from ${vpc}` },
    }),
  }),
  blockers: [
    ...users('vpc', ['mapped network interface'], ({ item }) => network(item)),
    ...users('gateway', ['route table']),
  ],
  columns: [
    { name: 'ID', jsonPath: '.status.internetGatewayID' },
    { name: 'VPC', jsonPath: '.status.attachments[0].vpcID', priority: 1 },
  ],
})
