import { group, type Table, verified, vpc, vpc6 } from './row.ts'

const inner = (egress: boolean) => ({
  call: 'DescribeSecurityGroupRules',
  input: { Filters: [{ Name: 'group-id', Values: ['$group'] }] },
  keeps: { rule: `SecurityGroupRules.${egress ? 0 : 1}.SecurityGroupRuleId` },
})

const everywhere = [
  {
    IpProtocol: '-1',
    IpRanges: [{ CidrIp: '0.0.0.0/0' }],
    Ipv6Ranges: [{ CidrIpv6: '::/0' }],
  },
]

const tcp = (port: number, CidrIp: string) => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  IpRanges: [{ CidrIp }],
})

export const groups: Table = {
  service: 'ec2',
  rows: [
    {
      says: 'a new group of a VPC with IPv6 lets everything out in both families',
      given: [...vpc6, group],
      call: 'DescribeSecurityGroups',
      input: { GroupIds: ['$group'] },
      answers: { SecurityGroups: [{ IpPermissionsEgress: everywhere }] },
      source: verified,
    },
    {
      says: 'the default group of a VPC with IPv6 does, too',
      given: [...vpc6],
      call: 'DescribeSecurityGroups',
      input: { Filters: [{ Name: 'group-name', Values: ['default'] }] },
      answers: { SecurityGroups: [{ IpPermissionsEgress: everywhere }] },
      source: verified,
    },
    {
      says: 'a group without a VPC goes into the default one',
      fresh: true,
      given: [
        { call: 'CreateSecurityGroup', input: { GroupName: 'web', Description: 'web' }, keeps: { group: 'GroupId' } },
        { call: 'DescribeVpcs', input: {}, keeps: { vpc: 'Vpcs.0.VpcId' } },
      ],
      call: 'DescribeSecurityGroups',
      input: { GroupIds: ['$group'] },
      answers: { SecurityGroups: [{ VpcId: '$vpc' }] },
      source: 'API Reference, CreateSecurityGroup: VpcId is "Required for a nondefault VPC"',
    },
    {
      says: 'a group without a VPC is refused where there is no default one',
      call: 'CreateSecurityGroup',
      input: { GroupName: 'web', Description: 'web' },
      refuses: ['VPCIdNotSpecified', 'No default VPC for this user'],
      source: 'loft-sh/devpod#333',
    },
    {
      says: 'a group without a word of description is refused as one without description',
      given: [vpc],
      call: 'CreateSecurityGroup',
      input: { VpcId: '$vpc', GroupName: 'web', Description: '' },
      refuses: ['MissingParameter', 'The request must contain the parameter GroupDescription'],
      source: 'getmoto/moto#112 for no description; ansible/ansible#19791: an empty one is none',
    },
    {
      says: 'a second group of a name is refused',
      given: [vpc, group],
      call: 'CreateSecurityGroup',
      input: { VpcId: '$vpc', GroupName: 'web', Description: 'again' },
      refuses: ['InvalidGroup.Duplicate', "The security group 'web' already exists for VPC '$vpc'"],
      source: 'hashicorp/terraform#15428',
    },
    {
      says: 'a rule that is there is refused, and none of the request is added',
      given: [
        vpc,
        group,
        {
          call: 'AuthorizeSecurityGroupIngress',
          input: { GroupId: '$group', IpPermissions: [tcp(80, '10.0.0.0/8')] },
        },
      ],
      call: 'AuthorizeSecurityGroupIngress',
      input: { GroupId: '$group', IpPermissions: [tcp(80, '10.0.0.0/8')] },
      refuses: [
        'InvalidPermission.Duplicate',
        'the specified rule "peer: 10.0.0.0/8, TCP, from port: 80, to port: 80, ALLOW" already exists',
      ],
      source: 'hashicorp/terraform#1874',
    },
    {
      says: 'a changed rule must say its protocol',
      given: [vpc, group, inner(true)],
      call: 'ModifySecurityGroupRules',
      input: {
        GroupId: '$group',
        SecurityGroupRules: [{ SecurityGroupRuleId: '$rule', SecurityGroupRule: { CidrIpv4: '10.0.0.0/8' } }],
      },
      refuses: [
        'InvalidParameterValue',
        "Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.",
      ],
      source: verified,
    },
    {
      says: 'rules are not looked for in what is no group',
      call: 'DescribeSecurityGroupRules',
      input: { Filters: [{ Name: 'group-id', Values: ['foobar'] }] },
      refuses: ['InvalidGroupId.Malformed', "The security group ID 'foobar' is malformed"],
      source: verified,
    },
  ],
}
