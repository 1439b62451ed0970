import { expect, test } from 'vitest'
import { RouteTable } from '../../../test/kinds.ts'
import type { KubeObject } from '../../kube/transport.ts'
import { resolve } from './resolve.ts'

const object = (name: string, status: KubeObject['status'], spec: KubeObject['spec'] = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'RouteTable',
  metadata: { name, namespace: 'n', uid: name, resourceVersion: '1', generation: 1 },
  spec,
  status,
})

const resolved = (early: boolean, to: KubeObject, from: KubeObject) =>
  resolve({
    kind: {
      ...RouteTable,
      references: [{ path: 'vpcID', ref: 'vpcRef', many: false, target: () => RouteTable.target, early }],
    },
    object: from,
    lookup: () => to,
    crossNamespace: false,
  })

const failed = { routeTableID: 'rtb-1', conditions: [{ type: 'ACK.Terminal', status: 'True', message: 'bad' }] }
const refers = (name: string) => ({ vpcRef: { from: { name } } })

test('an early reference takes the id of an object that has one, whatever else is wrong with it', () => {
  const from = object('a', {}, refers('b'))
  expect(resolved(true, object('b', failed), from).spec).toEqual({ vpcID: 'rtb-1' })
  expect(resolved(false, object('b', failed), from).blocked).toMatchObject({ reason: 'ReferenceNotReady' })
})

test('an object that refers to itself is no dependent of its own', () => {
  const itself = object('a', failed, refers('a'))
  expect(resolved(true, itself, itself).targets.size).toBe(0)
  expect(resolved(true, itself, object('b', {}, refers('a'))).targets.size).toBe(1)
})
