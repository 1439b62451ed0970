import { type Row, subnet, type Table, verified, vpc, vpc6 } from './row.ts'

const looked = {
  call: 'DescribeVpcs',
  input: { VpcIds: ['$vpc'] },
  keeps: { block: 'Vpcs.0.Ipv6CidrBlockAssociationSet.0.Ipv6CidrBlock' },
}

const subnet6 = {
  call: 'CreateSubnet',
  input: { VpcId: '$vpc', CidrBlock: '10.0.1.0/24', Ipv6CidrBlock: '$block(64)' },
  keeps: { subnet: 'Subnet.SubnetId', association: 'Subnet.Ipv6CidrBlockAssociationSet.0.AssociationId' },
}

const native: readonly Row[] = [{}, { CidrBlock: '10.0.1.0/24' }].map((more) => ({
  says: `a subnet for IPv6 only needs a block of it${'CidrBlock' in more ? ', whatever its IPv4 block' : ''}`,
  given: [vpc],
  call: 'CreateSubnet',
  input: { VpcId: '$vpc', Ipv6Native: true, ...more },
  refuses: ['MissingParameter', "Either 'ipv6CidrBlock' or 'ipv6IpamPoolId' should be provided."],
  source: verified,
}))

export const subnets: Table = {
  service: 'ec2',
  rows: [
    {
      says: 'a default VPC has a subnet in each zone, whose instances get public addresses',
      fresh: true,
      call: 'DescribeSubnets',
      input: { Filters: [{ Name: 'default-for-az', Values: ['true'] }] },
      answers: {
        Subnets: ['0', '16', '32', '48'].map((third) => ({
          CidrBlock: `172.31.${third}.0/20`,
          DefaultForAz: true,
          MapPublicIpOnLaunch: true,
        })),
      },
      source: 'Amazon VPC User Guide, "Default subnets"',
    },
    {
      says: 'a second default subnet of a zone is refused',
      fresh: true,
      call: 'CreateDefaultSubnet',
      input: { AvailabilityZone: 'us-west-2a' },
      refuses: 'DefaultSubnetAlreadyExistsInAvailabilityZone',
      source: 'API Reference, "Error codes": DefaultSubnetAlreadyExistsInAvailabilityZone',
    },
    {
      says: 'a default subnet needs a default VPC',
      call: 'CreateDefaultSubnet',
      input: { AvailabilityZone: 'us-west-2a' },
      refuses: 'DefaultVpcDoesNotExist',
      source: 'API Reference, "Error codes": DefaultVpcDoesNotExist',
    },
    {
      says: 'a default subnet that is gone can be made again',
      fresh: true,
      given: [
        {
          call: 'DescribeSubnets',
          input: { Filters: [{ Name: 'availability-zone', Values: ['us-west-2b'] }] },
          keeps: { subnet: 'Subnets.0.SubnetId' },
        },
        { call: 'DeleteSubnet', input: { SubnetId: '$subnet' } },
      ],
      call: 'CreateDefaultSubnet',
      input: { AvailabilityZone: 'us-west-2b' },
      answers: { Subnet: { CidrBlock: '172.31.16.0/20', DefaultForAz: true } },
      source: 'API Reference, CreateDefaultSubnet; the first free /20 is what other subnets leave',
    },
    {
      says: 'a new subnet is available in the answer already',
      given: [vpc],
      call: 'CreateSubnet',
      input: { VpcId: '$vpc', CidrBlock: '10.0.1.0/24' },
      answers: { Subnet: { State: 'available', AvailableIpAddressCount: 251 } },
      source: verified,
    },
    ...native,
    {
      says: 'a subnet for IPv6 only has no IPv4 block',
      given: [...vpc6, looked],
      call: 'CreateSubnet',
      input: { VpcId: '$vpc', Ipv6Native: true, CidrBlock: '10.0.1.0/24', Ipv6CidrBlock: '$block(64)' },
      refuses: [
        'InvalidParameterCombination',
        'When specifying ipv4 parameters, cidrBlock or ipv4IpamPoolId, you cannot set ipv6Native to true.',
      ],
      source: verified,
    },
    {
      says: 'addresses are not assigned from a block that is not there',
      given: [vpc, subnet],
      call: 'ModifySubnetAttribute',
      input: { SubnetId: '$subnet', AssignIpv6AddressOnCreation: { Value: true } },
      refuses: [
        'InvalidParameterValue',
        "Invalid value 'true' for assign-ipv6-address-on-creation. Cannot set assign-ipv6-address-on-creation to true unless the subnet ($subnet) has an IPv6 CIDR block associated with it.",
      ],
      source: 'terraform-aws-modules/terraform-aws-vpc#735',
    },
    {
      says: 'a block stays while addresses are assigned from it',
      given: [
        ...vpc6,
        looked,
        subnet6,
        5,
        { call: 'ModifySubnetAttribute', input: { SubnetId: '$subnet', AssignIpv6AddressOnCreation: { Value: true } } },
      ],
      call: 'DisassociateSubnetCidrBlock',
      input: { AssociationId: '$association' },
      refuses: [
        'InvalidCidrBlock.InUse',
        'The subnet IPv6 CIDR block with association ID $association may not be disassociated, because its subnet has assign-ipv6-address-on-creation set to true.',
      ],
      source: 'hashicorp/terraform-provider-aws#46017',
    },
    {
      says: 'a malformed id of a subnet is named so',
      call: 'DeleteSubnet',
      input: { SubnetId: 'odd' },
      refuses: 'InvalidSubnetID.Malformed',
      source: 'API Reference, "Error codes": InvalidSubnetID.Malformed',
    },
    {
      says: 'two subnets of a VPC share no address',
      given: [vpc, subnet],
      call: 'CreateSubnet',
      input: { VpcId: '$vpc', CidrBlock: '10.0.1.128/25' },
      refuses: ['InvalidSubnet.Conflict', "The CIDR '10.0.1.128/25' conflicts with another subnet"],
      source: 'hashicorp/terraform#24317',
    },
  ],
}
