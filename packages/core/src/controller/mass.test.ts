import { expect, test } from 'vitest'
import { TestClock } from '../../test/clock.ts'
import { Store } from '../kube/store.ts'
import type { KubeObject } from '../kube/transport.ts'
import { silent } from '../telemetry/observer.ts'
import { Masses } from './mass.ts'

const finalizer = 'finalizers.ec2.services.k8s.aws/VPC'
const noon = Date.parse('2026-01-01T12:00:00Z')

/** An object, and when its deletion was asked for, in seconds from noon. */
function vpc(i: number, asked?: number, reason = 'InSync', namespace = 'default'): KubeObject {
  const deletion = asked === undefined ? {} : { deletionTimestamp: new Date(noon + asked * 1000).toISOString() }
  return {
    apiVersion: 'ec2.services.k8s.aws/v1alpha1',
    kind: 'VPC',
    metadata: { name: `v${i}`, namespace, uid: `u${i}`, resourceVersion: '1', finalizers: [finalizer], ...deletion },
    status: { conditions: [{ type: 'Ready', status: 'False', reason, message: '' }] },
  }
}

/** Masses that know these objects. */
function known(objects: readonly KubeObject[], chosen: (namespace: string) => boolean = () => true) {
  const clock = new TestClock()
  const heard: number[] = []
  const observer = {
    ...silent,
    happened: (event: Parameters<typeof silent.happened>[0]) => {
      if (event.is === 'slowed') heard.push(event.waiting)
    },
  }
  const masses = new Masses({ clock, observer, chosen })
  const store = new Store()
  masses.follow(store, finalizer)
  store.replace(objects, '1', undefined)
  return { masses, store, clock, heard }
}

const fleet = (count: number, asked: (i: number) => number | undefined) =>
  Array.from({ length: count }, (_, i) => vpc(i, asked(i)))

const isSlow = (masses: Masses, object: KubeObject) => masses.turn(object).is === 'wait'

test.each<[string, boolean, () => readonly KubeObject[]]>([
  ['501 of 501 at once', true, () => fleet(501, () => 0)],
  ['500 of 500 at once', false, () => fleet(500, () => 0)],
  ['501 of 1,001', true, () => fleet(1001, (i) => (i < 501 ? 0 : undefined))],
  ['501 of 1,002', false, () => fleet(1002, (i) => (i < 501 ? 0 : undefined))],
  ['501 over just ten minutes', true, () => fleet(501, (i) => Math.floor(i * 1.198))],
  ['501 over more than ten minutes', false, () => fleet(501, (i) => Math.floor(i * 1.22))],
  ['501 a day ago', true, () => fleet(501, () => -86_400)],
])('%s: slowed %s', (_, slow, make) => {
  const objects = make()
  const { masses } = known(objects)
  expect(isSlow(masses, objects[250] ?? vpc(0))).toBe(slow)
})

test('one every six seconds gets a turn, in the order in which they ask, and keeps it', async () => {
  const objects = fleet(600, () => 0)
  const { masses, clock } = known(objects)
  const turns = () => [3, 1, 2].map((i) => masses.turn(objects[i] ?? vpc(0)))
  const later = (ms: number, first = false) => ({ is: 'wait', ms, first })
  expect(turns()).toEqual([later(6000, true), later(12_000), later(18_000)])
  await clock.advance(6000)
  expect(turns()).toEqual([{ is: 'free' }, later(6000), later(12_000)])
})

test('what was said to be one of a mass still is when most of the mass is gone and a process starts', () => {
  const rest = [vpc(1, 0, 'MassDeletion'), vpc(2, 0, 'MassDeletion'), vpc(3, 0, 'Deleting')]
  const { masses } = known(rest)
  expect(rest.map((object) => isSlow(masses, object))).toEqual([true, true, false])
})

test('those that are gone count for ten minutes', async () => {
  const objects = fleet(501, () => 0)
  const { masses, store, clock } = known(objects)
  for (let i = 0; i < 400; i++)
    store.apply('DELETED', { ...vpc(i, 0), metadata: { ...vpc(i, 0).metadata, resourceVersion: '2' } })
  expect(isSlow(masses, vpc(450, 0))).toBe(true)
  await clock.advance(601_000)
  expect(isSlow(masses, vpc(451, 0))).toBe(false)
})

test('whoever was free when it asked stays free', () => {
  const { masses, store } = known(fleet(501, (i) => (i < 300 ? 0 : undefined)))
  expect(isSlow(masses, vpc(1, 0))).toBe(false)
  for (let i = 300; i < 501; i++)
    store.apply('MODIFIED', { ...vpc(i, 1), metadata: { ...vpc(i, 1).metadata, resourceVersion: '2' } })
  expect(isSlow(masses, vpc(1, 0))).toBe(false)
  expect(isSlow(masses, vpc(2, 0))).toBe(true)
})

test('objects of namespaces that are not looked after, and those that never had our finalizer, do not count', () => {
  const elsewhere = known(
    fleet(600, () => 0),
    () => false,
  )
  expect(isSlow(elsewhere.masses, vpc(1, 0))).toBe(false)
  const bare = fleet(600, () => 0).map((object) => ({ ...object, metadata: { ...object.metadata, finalizers: [] } }))
  expect(isSlow(known(bare).masses, vpc(1, 0))).toBe(false)
})

test('how many wait is told, down to none', () => {
  const objects = fleet(600, () => 0)
  const { masses, store, heard } = known(objects)
  for (const object of objects.slice(0, 3)) masses.turn(object)
  expect(heard.at(-1)).toBe(3)
  for (let i = 0; i < 3; i++)
    store.apply('DELETED', { ...vpc(i, 0), metadata: { ...vpc(i, 0).metadata, resourceVersion: '2' } })
  expect(heard.at(-1)).toBe(0)
})
