import {
  CancelCapacityReservationCommand,
  CreateCapacityReservationCommand,
  CreateFlowLogsCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteFlowLogsCommand,
  DeleteNatGatewayCommand,
  DeleteRouteCommand,
  DeleteRouteTableCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeCapacityReservationsCommand,
  DescribeFlowLogsCommand,
  DescribeInstancesCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import { service as kindsOf } from '../src/kind/define.ts'
import { flag, list, requested, text } from '../src/kind/field.ts'
import { byFilter } from '../src/kind/reply/read.ts'
import { service } from './service.ts'

/** Kinds that together use every part of a declaration that something is derived from. */
const test = kindsOf({
  service: { ...service, iam: 'testing' },
  reads: ({ operation, items, filter }) => byFilter({ operation, items, filter, keys: () => [] }),
  byId: ({ id }, key) => ({ [`${id}s`]: [key] }),
  byTag: ({ operation, items, tag }) => byFilter({ operation, items, filter: `tag:${tag}`, keys: () => [] }),
  arn: (type, { id, region }) => `arn:aws:ec2:${region}:${type}/${id}`,
})

export const VPC = test.kind('VPC', {
  id: 'VpcId',
  create: CreateVpcCommand,
  read: DescribeVpcsCommand,
  items: 'Vpcs',
  notFound: ['InvalidVpcID.NotFound'],
  delete: DeleteVpcCommand,
  createOnly: { ipv6CIDRBlock: { have: (item) => item.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock } },
  writeOnly: [
    'amazonProvidedIPv6CIDRBlock',
    'ipv4IPAMPoolID',
    'ipv4NetmaskLength',
    'ipv6CIDRBlockNetworkBorderGroup',
    'ipv6IPAMPoolID',
    'ipv6NetmaskLength',
    'ipv6Pool',
    'vpcEncryptionControl',
  ],
})

/** No facets: nothing can change. Its zone is filled in. */
export const Subnet = test.kind('Subnet', {
  id: 'SubnetId',
  create: CreateSubnetCommand,
  read: DescribeSubnetsCommand,
  items: 'Subnets',
  notFound: ['InvalidSubnetID.NotFound'],
  delete: DeleteSubnetCommand,
  fields: { mapPublicIPOnLaunch: flag.doc('Whether instances get public addresses.') },
  refs: { vpcID: { target: () => VPC.target } },
  createOnly: { mapPublicIPOnLaunch: { at: 'MapPublicIpOnLaunch' } },
  writeOnly: ['ipv4IPAMPoolID', 'ipv4NetmaskLength', 'ipv6CIDRBlock', 'ipv6IPAMPoolID', 'ipv6NetmaskLength'],
  late: ['availabilityZone'],
  rules: [
    {
      rule: '!(has(self.cidrBlock) && has(self.ipv4IPAMPoolID))',
      message: 'Set cidrBlock or a pool.',
      field: 'cidrBlock',
    },
  ],
})

/** A status of its own, renamed and left-out members, a request of its own. */
export const NATGateway = test.kind('NATGateway', {
  id: 'NatGatewayId',
  idField: 'id',
  create: CreateNatGatewayCommand,
  read: DescribeNatGatewaysCommand,
  items: 'NatGateways',
  notFound: ['InvalidNatGatewayID.NotFound'],
  delete: DeleteNatGatewayCommand,
  rename: { ConnectivityType: 'connectivity' },
  refs: { subnetID: { target: () => Subnet.target } },
  request: (spec) => ({
    AvailabilityMode: spec.subnetID === undefined ? ('regional' as const) : ('zonal' as const),
    VpcId: undefined,
  }),
  state: { State: { ready: ['available'], wait: ['pending'], gone: ['deleted'] } },
  writeOnly: [
    'allocationID',
    'availabilityZoneAddresses',
    'privateIPAddress',
    'secondaryAllocationIDs',
    'secondaryPrivateIPAddressCount',
    'secondaryPrivateIPAddresses',
  ],
  statusRename: { FailureMessage: 'why' },
  statusOmit: ['DeleteTime'],
  tagged: 'nat',
  status: (show) => ({
    public: show({ field: flag, value: ({ item }) => item.ConnectivityType === 'public' }),
    createTime: show({ field: text, value: () => undefined }),
  }),
})

const route = requested(CreateRouteCommand, ['RouteTableId', 'DryRun'])

/** A facet, and references inside a list. */
export const RouteTable = test.kind('RouteTable', {
  id: 'RouteTableId',
  create: CreateRouteTableCommand,
  read: DescribeRouteTablesCommand,
  items: 'RouteTables',
  notFound: ['InvalidRouteTableID.NotFound'],
  delete: DeleteRouteTableCommand,
  tagged: false,
  fields: { routes: list(route).need() },
  refs: { vpcID: { target: () => VPC.target }, 'routes[].natGatewayID': { target: () => NATGateway.target } },
  permissions: ['iam:PassRole'],
  facets: (of) => ({
    ...of.entries('routes', {
      have: ({ item }) => item.Routes ?? [],
      want: (routes) => routes.map(route.toAWS),
      spell: (routes) =>
        routes.map(({ DestinationCidrBlock, NatGatewayId }) =>
          route.toKubernetes({ DestinationCidrBlock, NatGatewayId }),
        ),
      key: ({ DestinationCidrBlock = '' }) => DestinationCidrBlock,
      noun: 'the route to',
      add: [CreateRouteCommand, (one, { id }) => ({ RouteTableId: id, ...one })],
      remove: [DeleteRouteCommand, ({ DestinationCidrBlock }, { id }) => ({ RouteTableId: id, DestinationCidrBlock })],
    }),
  }),
})

/** Its items are a list in a list, and its state is a member of a member. */
export const Instance = test.kind('Instance', {
  id: 'InstanceId',
  create: RunInstancesCommand,
  read: DescribeInstancesCommand,
  items: 'Reservations[].Instances',
  notFound: ['InvalidInstanceID.NotFound'],
  delete: TerminateInstancesCommand,
  state: { 'State.Name': { ready: ['running', 'stopped'], wait: ['pending'], gone: ['terminated'] } },
})

/** Read by a request member: its read has no filter for ids. */
export const CapacityReservation = test.kind('CapacityReservation', {
  id: 'CapacityReservationId',
  create: CreateCapacityReservationCommand,
  read: DescribeCapacityReservationsCommand,
  items: 'CapacityReservations',
  ids: 'CapacityReservationIds',
  notFound: ['InvalidCapacityReservationId.NotFound'],
  delete: CancelCapacityReservationCommand,
  state: { State: { ready: ['active'], wait: ['pending'], gone: ['cancelled', 'expired'] } },
})

/** The reply of its create holds ids of many, under no member of the id's name. */
export const FlowLog = test.kind('FlowLog', {
  id: 'FlowLogId',
  create: CreateFlowLogsCommand,
  read: DescribeFlowLogsCommand,
  items: 'FlowLogs',
  created: 'FlowLogIds',
  notFound: ['InvalidFlowLogId.NotFound'],
  delete: DeleteFlowLogsCommand,
})
