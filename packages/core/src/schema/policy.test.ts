import { expect, test } from 'vitest'
import { samePolicy } from './policy.ts'

const one =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:Get*","Resource":"*"}]}'

test.each([
  { a: one, b: one.replaceAll(',', ',\n  '), because: 'layout does not count', same: true },
  {
    a: one,
    b: '{"Statement":{"Action":["s3:Get*"],"Resource":["*"],"Effect":"Allow","Principal":{"AWS":["*"]}},"Version":"2012-10-17"}',
    because: 'one value is a list of one, and members have no order',
    same: true,
  },
  { a: '{"Statement":[{"Action":["a","b"]}]}', b: '{"Statement":[{"Action":["b","a"]}]}', because: 'sets', same: true },
  {
    a: '{"Statement":[{"Sid":"1"},{"Sid":"2"}]}',
    b: '{"Statement":[{"Sid":"2"},{"Sid":"1"}]}',
    because: 'statements have no order',
    same: true,
  },
  {
    a: '{"Statement":[{"Condition":{"Bool":{"aws:SecureTransport":true}}}]}',
    b: '{"Statement":[{"Condition":{"Bool":{"aws:SecureTransport":["true"]}}}]}',
    because: 'IAM spells booleans both ways',
    same: true,
  },
  {
    a: '{"Statement":[{"Principal":{"AWS":"123456789012"}}]}',
    b: '{"Statement":[{"Principal":{"AWS":["arn:aws:iam::123456789012:root"]}}]}',
    because: 'an account is its root',
    same: true,
  },
  { a: one, b: one.replace('Get', 'Put'), because: 'another action', same: false },
  { a: one, b: one.replace('Allow', 'Deny'), because: 'another effect', same: false },
  { a: 'no', b: 'not', because: 'neither is JSON', same: false },
  { a: one, b: undefined, because: 'there is none', same: false },
])('$because: the same is $same', ({ a, b, same }) => {
  expect(samePolicy(a, b)).toBe(same)
})
