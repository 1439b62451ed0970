import { describe, expect, test } from 'vitest'
import { NATGateway, RouteTable, Subnet, VPC } from '../../../test/kinds.ts'
import type { Kind } from '../kind.ts'
import { policyOf } from './policy.ts'

/** Kinds of a service whose objects IAM tells apart by their tags. */
function told(kinds: readonly Kind[], about: 'all' | 'one' = 'all'): readonly Kind[] {
  const access = {
    objects: (type: string) => `arn:*:testing:*:*:${type}/*`,
    about,
    createAction: 'testing:CreateAction',
  }
  return kinds.map((kind) => ({ ...kind, service: { ...kind.service, access } }))
}

const statement = (kinds: readonly Kind[], sid: string, options = {}) =>
  policyOf(kinds, options).Statement.find(({ Sid }) => Sid === sid)

test('a policy allows what the kinds do, and nothing else', () => {
  expect(policyOf([NATGateway, RouteTable])).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Read',
        Effect: 'Allow',
        Action: ['testing:DescribeNatGateways', 'testing:DescribeRouteTables'],
        Resource: '*',
      },
      {
        Sid: 'Write',
        Effect: 'Allow',
        Action: [
          'iam:PassRole',
          'testing:CreateNatGateway',
          'testing:CreateRoute',
          'testing:CreateRouteTable',
          'testing:CreateTags',
          'testing:DeleteNatGateway',
          'testing:DeleteRoute',
          'testing:DeleteRouteTable',
          'testing:DeleteTags',
        ],
        Resource: '*',
      },
    ],
  })
})

describe('where IAM tells objects apart by their tags', () => {
  test('a create needs the tag of the owner in its request, and so do the tags that go with it', () => {
    const Condition = { Null: { 'aws:RequestTag/services.k8s.aws/uid': 'false' } }
    expect(statement(told([VPC]), 'Create')).toMatchObject({ Action: ['testing:CreateVpc'], Resource: '*', Condition })
    expect(statement(told([VPC]), 'TagAtCreate')).toMatchObject({
      Action: ['testing:CreateTags'],
      Condition: { ...Condition, StringEquals: { 'testing:CreateAction': ['CreateVpc'] } },
    })
  })

  test('what bears the tag of the owner is changed and deleted', () => {
    expect(statement(told([VPC]), 'Change')).toMatchObject({
      Action: ['testing:CreateTags', 'testing:DeleteTags', 'testing:DeleteVpc'],
      Resource: '*',
      Condition: { Null: { 'aws:ResourceTag/services.k8s.aws/uid': 'false' } },
    })
  })

  test('with a cluster it must be that one', () => {
    expect(statement(told([VPC]), 'Change', { cluster: 'c' })?.Condition).toEqual({
      StringEquals: { 'aws:ResourceTag/services.k8s.aws/cluster': 'c' },
    })
    expect(statement(told([VPC]), 'TagAtCreate', { cluster: 'c' })?.Condition).toEqual({
      StringEquals: { 'aws:RequestTag/services.k8s.aws/cluster': 'c', 'testing:CreateAction': ['CreateVpc'] },
    })
  })

  test('other objects that a call names may be anybody’s', () => {
    expect(statement(told([Subnet]), 'WithSubnet')).toMatchObject({
      Action: ['testing:CreateSubnet', 'testing:DeleteSubnet'],
      NotResource: 'arn:*:testing:*:*:subnet/*',
    })
    expect(statement(told([Subnet], 'one'), 'WithSubnet')).toBeUndefined()
  })

  test('what a kind without tags does, and what AWS demands besides, is free of conditions', () => {
    const free = statement(told([RouteTable]), 'Write')
    expect(free?.Action).toEqual(expect.arrayContaining(['iam:PassRole', 'testing:DeleteRouteTable']))
    expect(free).toMatchObject({ Resource: '*' })
    expect(free).not.toHaveProperty('Condition')
  })

  test('what others have made may be signed and no more, if the policy is for that', () => {
    expect(statement(told([VPC]), 'TakeOver')).toBeUndefined()
    expect(statement(told([VPC]), 'TakeOver', { variant: 'adopt' })).toMatchObject({
      Action: ['testing:CreateTags'],
      Resource: ['arn:*:testing:*:*:v-p-c/*'],
      Condition: {
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['services.k8s.aws/cluster', 'services.k8s.aws/uid'] },
        Null: { 'aws:TagKeys': 'false' },
      },
    })
  })
})

test('a policy to read has nothing but reads', () => {
  expect(policyOf(told([VPC]), { variant: 'read-only' }).Statement.map(({ Sid, Action }) => [Sid, Action])).toEqual([
    ['Read', ['testing:DescribeVpcs']],
  ])
})
