import { checkKinds } from '@windlass/core/generate'
import { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { kinds } from './kinds.ts'
import { VPC } from './vpc/vpc.ts'

test('all kinds go together: references are to what the others have', () => {
  expect(() => checkKinds(kinds)).not.toThrow()
})

test('a stage is not set for kinds that do not go together', async () => {
  await expect(Stage.open({ kinds: [VPC, { ...VPC }] })).rejects.toThrow(
    'VPC and VPC are both vpcs.ec2.services.k8s.aws. Give one another name or `plural`.',
  )
})

test('of kinds whose create takes no token, only five wait out a quarantine when its outcome is not known', () => {
  const spec = { cidrBlock: '10.0.0.0/24' }
  const waiting = kinds.filter((kind) => kind.token === undefined && !kind.exclusive(spec))
  expect(waiting.map(({ name }) => name).sort()).toEqual([
    'DHCPOptions',
    'ElasticIPAddress',
    'InternetGateway',
    'TransitGateway',
    'VPC',
  ])
})
