import { subnet, type Table, vpc } from './row.ts'

const gateway = [
  vpc,
  {
    call: 'CreateInternetGateway',
    input: {},
    keeps: { gateway: 'InternetGateway.InternetGatewayId' },
  },
  { call: 'AttachInternetGateway', input: { VpcId: '$vpc', InternetGatewayId: '$gateway' } },
]

const table = {
  call: 'CreateRouteTable',
  input: { VpcId: '$vpc' },
  keeps: { table: 'RouteTable.RouteTableId' },
}

const edge = [
  ...gateway,
  table,
  {
    call: 'AssociateRouteTable',
    input: { RouteTableId: '$table', GatewayId: '$gateway' },
    keeps: { association: 'AssociationId' },
  },
  5,
  { call: 'DisassociateRouteTable', input: { AssociationId: '$association' } },
]

const nat = [
  ...gateway,
  subnet,
  { call: 'AllocateAddress', input: { Domain: 'vpc' }, keeps: { address: 'AllocationId' } },
  {
    call: 'CreateNatGateway',
    input: { SubnetId: '$subnet', AllocationId: '$address' },
    keeps: { nat: 'NatGateway.NatGatewayId' },
  },
  300,
]

export const networks: Table = {
  service: 'ec2',
  rows: [
    {
      says: 'an address that a NAT gateway holds is refused as if it were of somebody else',
      given: nat,
      call: 'ReleaseAddress',
      input: { AllocationId: '$address' },
      refuses: ['AuthFailure', 'You do not have permission to access the specified resource.'],
      source: 'kubernetes/kops#1604, hashicorp/terraform-provider-aws#3572',
    },
    {
      says: 'an address that AWS chooses itself is none of those asked for',
      given: [vpc, subnet],
      call: 'CreateNetworkInterface',
      input: { SubnetId: '$subnet', PrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.4' }] },
      answers: {
        NetworkInterface: {
          PrivateIpAddress: '10.0.1.5',
          PrivateIpAddresses: [
            { PrivateIpAddress: '10.0.1.5', Primary: true },
            { PrivateIpAddress: '10.0.1.4', Primary: false },
          ],
        },
      },
      source: 'likely: AWS never refuses an address because it chose it itself',
    },
    {
      says: 'the association of a gateway goes in two steps',
      given: edge,
      call: 'DescribeRouteTables',
      input: { RouteTableIds: ['$table'] },
      answers: { RouteTables: [{ Associations: [{ AssociationState: { State: 'disassociating' } }] }] },
      source: 'reported: an association of a gateway is seen `disassociating`, then `disassociated`',
    },
    {
      says: 'and is shown for a while after it is gone',
      given: [...edge, 10],
      call: 'DescribeRouteTables',
      input: { RouteTableIds: ['$table'] },
      answers: { RouteTables: [{ Associations: [{ AssociationState: { State: 'disassociated' } }] }] },
      source: 'reported: seen `disassociated` ten seconds later',
    },
    {
      says: 'until it is no longer',
      given: [...edge, 300],
      call: 'DescribeRouteTables',
      input: { RouteTableIds: ['$table'] },
      answers: { RouteTables: [{ Associations: [] }] },
      source: 'reported, as before',
    },
    {
      says: 'it keeps no route table from being deleted',
      given: [...edge, 10],
      call: 'DeleteRouteTable',
      input: { RouteTableId: '$table' },
      answers: {},
      source: 'reported, as before',
    },
    {
      says: 'it keeps no other association of the gateway from being made',
      given: [...edge, 10],
      call: 'AssociateRouteTable',
      input: { RouteTableId: '$table', GatewayId: '$gateway' },
      answers: { AssociationState: { State: 'associating' } },
      source: 'reported, as before',
    },
    {
      says: 'the default ACL of a VPC lets everything through',
      given: [vpc],
      call: 'DescribeNetworkAcls',
      input: { Filters: [{ Name: 'default', Values: ['true'] }] },
      answers: {
        NetworkAcls: [
          {
            VpcId: '$vpc',
            IsDefault: true,
            Entries: [
              { Egress: true, RuleNumber: 100, RuleAction: 'allow' },
              { Egress: true, RuleNumber: 32767, RuleAction: 'deny' },
              { Egress: false, RuleNumber: 100, RuleAction: 'allow' },
              { Egress: false, RuleNumber: 32767, RuleAction: 'deny' },
            ],
          },
        ],
      },
      source: 'Amazon VPC User Guide, "Default network ACL"',
    },
  ],
}
