import { expect, test } from 'vitest'
import { NATGateway, RouteTable } from '../../../test/kinds.ts'
import { policyOf } from './policy.ts'

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
