import { expect, test } from 'vitest'
import { parseFlags } from './flags.ts'
import { FlagError } from './parse.ts'

/** What the flags given say of owners. */
function config(given: Readonly<Record<string, string>> = {}) {
  const args = Object.entries(given).map(([flag, text]) => `--${flag}=${text}`)
  const read = parseFlags(args, { name: 'ec2-controller', version: '1.2.3', kinds: ['VPC'], env: { AWS_REGION: 'a' } })
  if ('text' in read) throw new Error(read.text)
  const { clusterId, formerClusters, takeOverUntagged, adoptedDeletionPolicy } = read
  return { clusterId, formerClusters, takeOverUntagged, adoptedDeletionPolicy }
}

test('without flags the cluster has the name of its own, none is a former one, and proof is asked for', () => {
  expect(config()).toEqual({ formerClusters: [], takeOverUntagged: false })
})

test('the flags are read', () => {
  const given = {
    'cluster-id': 'blue',
    'former-clusters': '11111111-2222-4333-8444-555555555555, green',
    'take-over-untagged': 'true',
    'adopted-deletion-policy': 'retain',
  }
  expect(config(given)).toEqual({
    clusterId: 'blue',
    formerClusters: ['11111111-2222-4333-8444-555555555555', 'green'],
    takeOverUntagged: true,
    adoptedDeletionPolicy: 'retain',
  })
})

test.each([
  [{ 'cluster-id': 'a b' }, '--cluster-id takes letters'],
  [{ 'former-clusters': 'a,b*' }, '--former-clusters takes letters'],
  [{ 'former-clusters': 'a,,b' }, '--former-clusters has an empty entry'],
  [{ 'cluster-id': 'blue', 'former-clusters': 'green,blue' }, '--former-clusters names blue, which is this cluster'],
  [{ 'adopted-deletion-policy': 'delete' }, '--adopted-deletion-policy must be one of retain'],
])('%j is refused', (given, why) => {
  expect(() => config(given)).toThrow(FlagError)
  expect(() => config(given)).toThrow(why)
})
