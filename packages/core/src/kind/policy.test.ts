import { DeleteVpcCommand } from '@aws-sdk/client-ec2'
import { expect, test } from 'vitest'
import { NATGateway, RouteTable } from '../../test/kinds.ts'
import { actionsOf, policyOf } from './policy.ts'

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

test.each([
  { because: 'a kind that decides nothing in code has nothing to list', kind: { ...RouteTable, decides: false } },
  { because: 'the calls are listed', kind: { ...RouteTable, calls: [DeleteVpcCommand] } },
])('all calls of a kind are known: $because', ({ kind }) => {
  expect(actionsOf(kind).write).toContain('testing:CreateRouteTable')
})

test('a kind that decides calls in code must list them', () => {
  expect(() => actionsOf({ ...RouteTable, calls: undefined })).toThrow(
    'RouteTable has facets, a teardown or its own delete request, but no `calls`',
  )
})
