import type { KubeObject } from '@windlass/core/kube'
import { expect, test } from 'vitest'
import { fleetText } from '../text/fleet.ts'
import { plain } from '../text/paint.ts'
import type { Kind } from './facts.ts'
import { fleetOf } from './fleet.ts'

const vpc: Kind = {
  group: 'ec2.services.k8s.aws',
  version: 'v1alpha1',
  kind: 'VPC',
  plural: 'vpcs',
  singular: 'vpc',
  shortNames: [],
  namespaced: true,
}
const base = Date.parse('2026-01-01T00:00:00Z')

function one(name: string, reason: string, minute: number): KubeObject {
  const lastTransitionTime = new Date(base + minute * 60_000).toISOString()
  const status = reason === 'InSync' ? 'True' : 'False'
  const condition = { type: 'ACK.ResourceSynced', status, reason, message: `about ${name}`, lastTransitionTime }
  return {
    apiVersion: 'ec2.services.k8s.aws/v1alpha1',
    kind: 'VPC',
    metadata: { name, namespace: 'default', uid: name, resourceVersion: '1' },
    status: { conditions: [condition] },
  }
}

test('objects are counted by state, and those that are not in sync are listed, oldest first', () => {
  const objects = [one('a', 'InSync', 0), one('b', 'Waiting', 5), one('c', 'InvalidSpec', 3), one('d', 'Waiting', 4)]
  const fleet = fleetOf([
    { kind: vpc, objects },
    { kind: { ...vpc, kind: 'Subnet' }, objects: [] },
  ])
  expect(fleet).toMatchObject({ total: 4, inSync: 1, oldest: { object: { name: 'c' }, reason: 'InvalidSpec' } })
  expect(fleet.kinds).toHaveLength(1)
  expect(fleet.kinds[0]?.counts).toMatchObject({
    ready: 1,
    progressing: 2,
    blocked: 0,
    failed: 1,
    paused: 0,
    deleting: 0,
  })
  expect(fleet.laggards.map(({ object }) => object.name)).toEqual(['c', 'd', 'b'])
})

test('of many that are not in sync the twenty oldest are listed, each on one line', () => {
  const objects = Array.from({ length: 50 }, (_, index) => one(`v${index}`, 'Waiting', 50 - index))
  const fleet = fleetOf([{ kind: vpc, objects }])
  expect(fleet.laggards.map(({ object }) => object.name).slice(0, 2)).toEqual(['v49', 'v48'])
  const lines = fleetText(fleet, { where: 'in all namespaces', program: 'windlass' }, base + 3_600_000, plain).split(
    '\n',
  )
  expect(lines).toContain('Not in sync, the 20 oldest of 50')
  expect(lines.filter((line) => line.includes('about v'))).toHaveLength(20)
})

test('an empty namespace is told as that', () => {
  expect(fleetText(fleetOf([]), { where: 'in namespace x', program: 'windlass' }, base, plain)).toBe(
    'There are no objects in namespace x.\n',
  )
})
