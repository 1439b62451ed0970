import { describe, expect, test } from 'vitest'
import { RouteTable } from '../../../test/kinds.ts'
import type { ErasedFacet } from '../../kind/kind.ts'
import type { KubeObject } from '../../kube/transport.ts'
import type { Tie } from './link.ts'
import { type Resolution, resolve } from './resolve.ts'

const object = (name: string, status: KubeObject['status'], spec: KubeObject['spec'] = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'RouteTable',
  metadata: { name, namespace: 'n', uid: name, resourceVersion: '1', generation: 1 },
  spec,
  status,
})

const resolved = (tie: Tie, to: KubeObject, from: KubeObject, circular = false) =>
  resolve({
    kind: {
      ...RouteTable,
      facets: tie === 'hard' ? [] : [{ ...facet, field: 'vpcID' }],
      references: [{ path: 'vpcID', ref: 'vpcRef', many: false, target: () => RouteTable.target }],
      requestMembers: tie === 'soft' ? {} : { VpcId: 'vpcID' },
    },
    object: from,
    lookup: () => to,
    crossNamespace: false,
    circular: () => circular,
  })

const facet: ErasedFacet = {
  field: '',
  operations: [],
  have: () => undefined,
  met: () => true,
  steps: () => [],
}

const conditioned = (status: string, reason: string, more: readonly object[] = []) => ({
  routeTableID: 'rtb-1',
  conditions: [{ type: 'ACK.ResourceSynced', status, reason, message: '' }, ...more],
})

const failed = { routeTableID: 'rtb-1', conditions: [{ type: 'ACK.Terminal', status: 'True', message: 'bad' }] }
const refers = (name: string) => ({ vpcRef: { from: { name } } })

const taken = ({ spec, unresolved, blocked }: Resolution) => ({
  taken: spec.vpcID === 'rtb-1' && unresolved.size === 0,
  held: blocked !== undefined,
})

describe('the id of a target that is not in sync', () => {
  test.each<[because: string, tie: Tie, reason: string, circular: boolean, taken: boolean, held: boolean]>([
    [
      'a field that can change takes it, whatever the target waits for',
      'soft',
      'ReferenceNotReady',
      false,
      true,
      false,
    ],
    ['a target that cannot be brought in line has it all the same', 'soft', 'InvalidSpec', false, true, false],
    ['AWS is still bringing it up', 'soft', 'Waiting', false, false, false],
    ['it has failed to come up', 'soft', 'FailedState', false, false, false],
    ['it is somebody else’s', 'soft', 'NotOwned', false, false, false],
    ['the create needs it, and waits until the target is in sync', 'needed', 'ReferenceNotReady', false, false, true],
    ['it cannot change later, so the create needs it', 'hard', 'ReferenceNotReady', false, false, true],
    ['the target waits for this very object', 'needed', 'ReferenceNotReady', true, true, false],
    ['the target waits for this very object, and so for ever', 'hard', 'ReferenceNotReady', true, true, false],
    ['that the target waits for this one is no reason while AWS brings it up', 'hard', 'Waiting', true, false, true],
  ])('%s', (_, tie, reason, circular, isTaken, held) => {
    const from = object('a', {}, refers('b'))
    const to = object('b', conditioned('False', reason))
    expect(taken(resolved(tie, to, from, circular))).toEqual({ taken: isTaken, held })
  })

  test('is taken by the object that exists, and not by the create that is to come', () => {
    const to = object('b', conditioned('False', 'ReferenceNotReady'))
    const existing = object('a', { routeTableID: 'rtb-2' }, refers('b'))
    expect(taken(resolved('needed', to, existing)).taken).toBe(true)
  })

  test('is not taken from a target that is being deleted', () => {
    const metadata = { ...object('b', {}).metadata, deletionTimestamp: '2026-01-01T00:00:00Z' }
    const to = { ...object('b', conditioned('False', 'BlockedByDependents')), metadata }
    expect(resolved('soft', to, object('a', {}, refers('b'))).unresolved.get('vpcID')).toMatchObject({ known: true })
  })
})

test('of several references to one target the tightest ties', () => {
  const kind = {
    ...RouteTable,
    facets: [{ ...facet, field: 'routes' }],
    references: [
      { path: 'vpcID', ref: 'vpcRef', many: false, target: () => RouteTable.target },
      { path: 'routes', ref: 'routeRefs', many: true, target: () => RouteTable.target },
    ],
  }
  const from = object('a', {}, { ...refers('b'), routeRefs: [{ from: { name: 'b' } }] })
  const of = { kind, object: from, lookup: () => object('b', failed), crossNamespace: false, circular: () => false }
  expect([...resolve(of).targets.values()]).toEqual(['hard'])
})

test('an object that refers to itself is no dependent of its own', () => {
  const itself = object('a', failed, refers('a'))
  expect(resolved('soft', itself, itself).targets.size).toBe(0)
  expect(resolved('soft', itself, object('b', {}, refers('a'))).targets.size).toBe(1)
})
