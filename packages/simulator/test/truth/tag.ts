import { type Row, subnet, type Table, vpc } from './row.ts'

const tagged = (specification: object): Row['input'] => ({
  VpcId: '$vpc',
  CidrBlock: '10.0.2.0/24',
  TagSpecifications: [specification],
})

const valued = (length: number) => ({ Resources: ['$vpc'], Tags: [{ Key: 'a', Value: 'x'.repeat(length) }] })

export const tags: Table = {
  service: 'ec2',
  rows: [
    {
      says: 'a specification of tags says for what it is',
      given: [vpc],
      call: 'CreateSubnet',
      input: tagged({ Tags: [{ Key: 'a', Value: 'b' }] }),
      refuses: ['InvalidParameter', 'Tag specification resource type must have a value'],
      source:
        'the sentence in yegor256/rultor#1991; the code as in jonrau1/SyntheticSun#13, since this is a call of VPC',
    },
    {
      says: 'a specification of tags for something else is refused',
      given: [vpc],
      call: 'CreateVpcEndpoint',
      input: {
        VpcId: '$vpc',
        ServiceName: 'com.amazonaws.us-west-2.s3',
        TagSpecifications: [{ ResourceType: 'vpc-endpoint-service', Tags: [{ Key: 'a', Value: 'b' }] }],
      },
      refuses: ['InvalidParameter', "'vpc-endpoint-service' is not a valid taggable resource type for this operation."],
      source: 'jonrau1/SyntheticSun#13',
    },
    ...['CreateTags', 'DeleteTags'].map(
      (call): Row => ({
        says: `${call} names the resources by their old name`,
        call,
        input: { Tags: [{ Key: 'a', Value: 'b' }] },
        refuses: ['MissingParameter', 'The request must contain the parameter resourceIdSet'],
        source: 'fog/fog#591',
      }),
    ),
    {
      says: 'a value of 256 characters is taken',
      given: [vpc, { call: 'CreateTags', input: valued(256) }],
      call: 'DescribeTags',
      input: { Filters: [{ Name: 'resource-id', Values: ['$vpc'] }] },
      answers: { Tags: [{ Key: 'a', Value: 'x'.repeat(256) }] },
      source: 'Tagging Amazon EC2 resources, "Tag restrictions"',
    },
    {
      says: 'a value of 257 characters is not',
      given: [vpc],
      call: 'CreateTags',
      input: valued(257),
      refuses: 'InvalidParameterValue',
      source: 'Tagging Amazon EC2 resources, "Tag restrictions"',
    },
    {
      says: 'the fifty-first tag is refused',
      given: [vpc],
      call: 'CreateTags',
      input: { Resources: ['$vpc'], Tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' })) },
      refuses: 'TagLimitExceeded',
      source: 'Tagging Amazon EC2 resources, "Tag restrictions": at most 50',
    },
    {
      says: 'a filter without values asks for objects that have any',
      given: [vpc, subnet],
      call: 'DescribeSubnets',
      input: { Filters: [{ Name: 'vpc-id' }] },
      answers: { Subnets: [{ SubnetId: '$subnet' }] },
      source: 'aws/aws-cli#1735',
    },
    {
      says: 'a filter that nobody knows is refused',
      call: 'DescribeSubnets',
      input: { Filters: [{ Name: 'colour', Values: ['red'] }] },
      refuses: ['InvalidParameterValue', "The filter 'colour' is invalid"],
      source: 'aws/aws-cli#7225',
    },
  ],
}
