import { subnet, type Table, verified, vpc, vpc6 } from './row.ts'

const block = (third: number) => ({
  call: 'AssociateVpcCidrBlock',
  input: { VpcId: '$vpc', CidrBlock: `10.${third}.0.0/16` },
})

export const vpcs: Table = {
  service: 'ec2',
  rows: [
    {
      says: 'a fresh account has a default VPC',
      fresh: true,
      call: 'DescribeVpcs',
      input: {},
      answers: { Vpcs: [{ CidrBlock: '172.31.0.0/16', IsDefault: true, State: 'available' }] },
      source: 'Amazon VPC User Guide, "Default VPCs"',
    },
    ...['is-default', 'isDefault'].map((Name) => ({
      says: `the default VPC is found by the filter ${Name}`,
      fresh: true,
      given: [vpc],
      call: 'DescribeVpcs',
      input: { Filters: [{ Name, Values: ['true'] }] },
      answers: { Vpcs: [{ CidrBlock: '172.31.0.0/16' }] },
      source: 'API Reference, DescribeVpcs; the other spelling as AWS’s own tutorials write it',
    })),
    {
      says: 'the main route table of a default VPC leads to its internet gateway',
      fresh: true,
      call: 'DescribeRouteTables',
      input: { Filters: [{ Name: 'association.main', Values: ['true'] }] },
      answers: { RouteTables: [{ Routes: [{ GatewayId: 'local' }, { DestinationCidrBlock: '0.0.0.0/0' }] }] },
      source: 'Amazon VPC User Guide, "Default VPC components"',
    },
    {
      says: 'a second default VPC of a region is refused',
      fresh: true,
      call: 'CreateDefaultVpc',
      input: {},
      refuses: 'DefaultVpcAlreadyExists',
      source: 'API Reference, "Error codes": DefaultVpcAlreadyExists',
    },
    {
      says: 'a default VPC that is gone can be made again',
      call: 'CreateDefaultVpc',
      input: {},
      answers: { Vpc: { CidrBlock: '172.31.0.0/16', IsDefault: true } },
      source: 'Amazon VPC User Guide, "Create a default VPC"',
    },
    {
      says: 'a range of a pool is given to a VPC that asks for its length only',
      call: 'CreateVpc',
      input: { Ipv4IpamPoolId: 'ipam-pool-0123456789abcdef0', Ipv4NetmaskLength: 20 },
      answers: { Vpc: { CidrBlock: '10.0.0.0/20' } },
      source:
        'Amazon VPC IPAM User Guide, "Create a VPC that uses an IPAM pool CIDR"; which range is free is up to the pool',
    },
    {
      says: 'the sixth block of a VPC is refused',
      given: [vpc, block(1), block(2), block(3), block(4)],
      ...block(5),
      refuses: ['CidrLimitExceeded', 'This network $vpc has met its maximum number of allowed CIDRs: 5'],
      source: verified,
    },
    {
      says: 'two attributes of a VPC in one request are refused',
      given: [vpc],
      call: 'ModifyVpcAttribute',
      input: { VpcId: '$vpc', EnableDnsHostnames: { Value: true }, EnableDnsSupport: { Value: true } },
      refuses: [
        'InvalidParameterCombination',
        'Fields for multiple attribute types specified: enableDnsHostnames, enableDnsSupport',
      ],
      source: 'kubernetes-sigs/cluster-api-provider-aws#783',
    },
    {
      says: 'DNS host names are not enabled where DNS is not',
      given: [vpc, { call: 'ModifyVpcAttribute', input: { VpcId: '$vpc', EnableDnsSupport: { Value: false } } }],
      call: 'ModifyVpcAttribute',
      input: { VpcId: '$vpc', EnableDnsHostnames: { Value: true } },
      refuses: 'InvalidParameterCombination',
      source: 'API Reference, ModifyVpcAttribute: "You can only enable DNS hostnames if you\'ve enabled DNS support"',
    },
    {
      says: 'a VPC with a subnet is not deleted',
      given: [vpc, subnet],
      call: 'DeleteVpc',
      input: { VpcId: '$vpc' },
      refuses: ['DependencyViolation', "The vpc '$vpc' has dependencies and cannot be deleted."],
      source: 'hashicorp/terraform#6866',
    },
    {
      says: 'a malformed id of a VPC is named so',
      call: 'CreateSubnet',
      input: { VpcId: 'odd', CidrBlock: '10.0.0.0/24' },
      refuses: 'InvalidVpcID.Malformed',
      source: 'API Reference, "Error codes": InvalidVpcID.Malformed',
    },
    {
      says: 'an IPv6 block of a VPC that a subnet uses stays',
      given: [
        ...vpc6,
        {
          call: 'DescribeVpcs',
          input: { VpcIds: ['$vpc'] },
          keeps: {
            association: 'Vpcs.0.Ipv6CidrBlockAssociationSet.0.AssociationId',
            block: 'Vpcs.0.Ipv6CidrBlockAssociationSet.0.Ipv6CidrBlock',
          },
        },
        {
          call: 'CreateSubnet',
          input: { VpcId: '$vpc', CidrBlock: '10.0.1.0/24', Ipv6CidrBlock: '$block(64)' },
        },
        5,
      ],
      call: 'DisassociateVpcCidrBlock',
      input: { AssociationId: '$association' },
      refuses: 'InvalidCidrBlock.InUse',
      source: 'API Reference, DisassociateVpcCidrBlock: all resources of the block must be detached first',
    },
  ],
}
