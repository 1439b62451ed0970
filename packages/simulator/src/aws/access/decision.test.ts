import { describe, expect, test } from 'vitest'
import { decide } from './decision.ts'
import { statementsOf } from './document.ts'

const vpc = 'arn:aws:ec2:us-west-2:123456789012:vpc/vpc-1'

function policy(...statements: readonly object[]) {
  return statementsOf({ Version: '2012-10-17', Statement: statements })
}

function decided(
  statements: readonly object[],
  context: Readonly<Record<string, readonly string[]>> = {},
  action = 'ec2:DeleteVpc',
) {
  const keys = Object.entries(context).map(([key, values]) => [key.toLowerCase(), values] as const)
  return decide(policy(...statements), { action, resource: vpc, context: new Map(keys) })
}

const allow = (more: object = {}) => ({ Effect: 'Allow', Action: 'ec2:DeleteVpc', Resource: '*', ...more })

describe('who is allowed. Source: "Policy evaluation logic" in the IAM User Guide', () => {
  test('without a statement nothing is allowed', () => {
    expect(decide([], { action: 'ec2:DeleteVpc', resource: vpc, context: new Map() })).toBe('implicit')
  })

  test('one statement that allows it is enough', () => {
    expect(decided([allow({ Action: 'ec2:Other' }), allow()])).toBe('allowed')
  })

  test('one that denies it outweighs all that allow it', () => {
    expect(decided([allow(), { ...allow(), Effect: 'Deny' }])).toBe('explicit')
  })

  test('what the exceptions leave is meant', () => {
    expect(decided([{ Effect: 'Allow', NotAction: 'ec2:DeleteVpc', Resource: '*' }])).toBe('implicit')
    expect(decided([{ Effect: 'Allow', Action: '*', NotResource: 'arn:*:ec2:*:*:vpc/*' }])).toBe('implicit')
    expect(decided([{ Effect: 'Allow', Action: '*', NotResource: 'arn:*:ec2:*:*:subnet/*' }])).toBe('allowed')
  })
})

test.each([
  ['ec2:DeleteVpc', true],
  ['EC2:deletevpc', true],
  ['ec2:Delete*', true],
  ['ec2:Delete?pc', true],
  ['ec2:Delete', false],
  ['*', true],
  ['elasticfilesystem:*', false],
])(
  'the action %s stands for ec2:DeleteVpc: %s. Source: "Action" in the IAM policy elements reference',
  (Action, is) => {
    expect(decided([allow({ Action })])).toBe(is ? 'allowed' : 'implicit')
  },
)

test.each([
  [vpc, true],
  ['arn:aws:ec2:*:*:vpc/*', true],
  ['arn:*:ec2:us-west-?:123456789012:vpc/vpc-1', true],
  ['arn:aws:ec2:*:*:VPC/*', false],
  ['arn:aws:ec2:*:*:subnet/*', false],
])('the resource %s stands for it: %s. Source: "Resource" in the IAM policy elements reference', (Resource, is) => {
  expect(decided([allow({ Resource })])).toBe(is ? 'allowed' : 'implicit')
})

const key = 'aws:ResourceTag/team'

test.each([
  [{ StringEquals: { [key]: 'a' } }, ['a'], true],
  [{ StringEquals: { [key]: ['b', 'a'] } }, ['a'], true],
  [{ StringEquals: { [key]: 'a' } }, ['A'], false],
  [{ StringEquals: { [key]: 'a' } }, undefined, false],
  [{ StringEqualsIgnoreCase: { [key]: 'a' } }, ['A'], true],
  [{ StringEqualsIfExists: { [key]: 'a' } }, undefined, true],
  [{ StringNotEquals: { [key]: 'a' } }, ['b'], true],
  [{ StringNotEquals: { [key]: 'a' } }, ['a'], false],
  [{ StringNotEquals: { [key]: 'a' } }, undefined, true],
  [{ StringLike: { [key]: 'a*' } }, ['ab'], true],
  [{ StringLike: { [key]: 'a?' } }, ['abc'], false],
  [{ ArnLike: { [key]: 'arn:*:b' } }, ['arn:a:b'], true],
  [{ Bool: { [key]: 'true' } }, ['TRUE'], true],
  [{ Null: { [key]: 'true' } }, undefined, true],
  [{ Null: { [key]: 'false' } }, undefined, false],
  [{ Null: { [key]: 'false' } }, ['a'], true],
  [{ 'ForAllValues:StringEquals': { [key]: ['a', 'b'] } }, ['a', 'b'], true],
  [{ 'ForAllValues:StringEquals': { [key]: ['a', 'b'] } }, ['a', 'c'], false],
  [{ 'ForAllValues:StringEquals': { [key]: ['a'] } }, undefined, true],
  [{ 'ForAnyValue:StringEquals': { [key]: ['a'] } }, ['b', 'a'], true],
  [{ 'ForAnyValue:StringEquals': { [key]: ['a'] } }, undefined, false],
  [{ StringEquals: { [key]: 'a', 'aws:RequestedRegion': 'x' } }, ['a'], false],
  [{ StringEquals: { 'AWS:resourcetag/team': 'a' } }, ['a'], true],
])(
  '%j holds of %j: %s. Source: "Condition operators" and "Multivalued context keys" in the IAM User Guide',
  (Condition, given, is) => {
    expect(decided([allow({ Condition })], given === undefined ? {} : { [key]: given })).toBe(
      is ? 'allowed' : 'implicit',
    )
  },
)

describe('a document that IAM does not take is refused. Source: "IAM JSON policy elements reference" in the IAM User Guide', () => {
  test.each([
    ['no version that there is', { Version: '2020-01-01', Statement: [allow()] }],
    ['a principal', { Statement: [allow({ Principal: '*' })] }],
    ['no effect', { Statement: [{ Action: '*', Resource: '*' }] }],
    ['both of a pair', { Statement: [allow({ NotAction: 'ec2:X' })] }],
    ['no resource', { Statement: [{ Effect: 'Allow', Action: '*' }] }],
    ['a resource that is no ARN', { Statement: [allow({ Resource: 'vpc-1' })] }],
    ['an action without a service', { Statement: [allow({ Action: 'DeleteVpc' })] }],
    ['an operator that there is not', { Statement: [allow({ Condition: { Equal: { a: 'b' } } })] }],
    ['a name with a dash', { Statement: [allow({ Sid: 'a-b' })] }],
    ['a name twice', { Statement: [allow({ Sid: 'a' }), allow({ Sid: 'a' })] }],
  ])('%s', (_what, document) => {
    expect(() => statementsOf(document)).toThrow(expect.objectContaining({ code: 'MalformedPolicyDocument' }))
  })

  test('JSON is read as well', () => {
    expect(statementsOf(JSON.stringify({ Version: '2012-10-17', Statement: allow() }))).toHaveLength(1)
    expect(() => statementsOf('{')).toThrow('Syntax errors in policy.')
  })
})
