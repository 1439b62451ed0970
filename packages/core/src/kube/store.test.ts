import { expect, test } from 'vitest'
import { seeded } from '../time/random.ts'
import { compareVersions } from './object.ts'
import { Store } from './store.ts'
import type { KubeObject } from './transport.ts'

const object = (name: string, version: number | string, uid = `uid-${name}`): KubeObject => ({
  apiVersion: 'test.dev/v1',
  kind: 'Thing',
  metadata: { name, namespace: 'ns', uid, resourceVersion: String(version) },
})

function world(...items: KubeObject[]) {
  const store = new Store()
  if (items.length > 0) store.replace(items, '10', undefined)
  const changes: string[] = []
  const label = (each?: KubeObject) => (each ? `${each.metadata.uid}@${each.metadata.resourceVersion}` : '-')
  store.onChange((before, after) => changes.push(`${label(before)} ${label(after)}`))
  return { store, changes }
}

test.each([
  { a: '9', b: '10', order: -1, because: 'length comes before digits' },
  { a: '11', b: '10', order: 1, because: 'digits decide at equal length' },
  { a: '10', b: '10', order: 0, because: 'equal is equal' },
  { a: 'x', b: 'x', order: 0, because: 'equality needs no order' },
  { a: '010', b: '10', order: undefined, because: 'leading zeros are not decimal integers' },
  { a: 'x', b: '10', order: undefined, because: 'words have no order' },
])('$a against $b is $order: $because', ({ a, b, order }) => {
  const result = compareVersions(a, b)
  expect(result === undefined ? undefined : Math.sign(result)).toBe(order)
})

test('newer states win, older ones and repetitions change nothing', () => {
  const { store, changes } = world(object('a', 5))
  store.apply('MODIFIED', object('a', 12))
  store.apply('MODIFIED', object('a', 11))
  store.apply('ADDED', object('a', 12))
  store.apply('DELETED', object('a', 9))
  expect(store.get('ns/a')?.metadata.resourceVersion).toBe('12')
  expect(changes).toEqual(['uid-a@5 uid-a@12'])
})

test('a relist deletes what it lacks', () => {
  const { store, changes } = world(object('a', 5), object('b', 6))
  store.replace([object('b', 6)], '20', store.latest)
  expect([...store.keys()]).toEqual(['ns/b'])
  expect(store.byUid('uid-a')).toBeUndefined()
  expect(changes).toEqual(['uid-a@5 -'])
})

test('an object created again under its name is one deletion and one creation', () => {
  const { store, changes } = world(object('a', 5))
  store.apply('ADDED', object('a', 15, 'second'))
  store.apply('DELETED', object('a', 14))
  expect(store.byUid('second')?.metadata.resourceVersion).toBe('15')
  expect(store.byUid('uid-a')).toBeUndefined()
  expect(changes).toEqual(['uid-a@5 -', '- second@15'])
})

test('a deletion ends an earlier object whose own deletion was never seen', () => {
  const { store } = world(object('a', 5))
  store.apply('DELETED', object('a', 20, 'second'))
  expect(store.size).toBe(0)
})

test('synced is told once the first list is in, also an empty one', async () => {
  const store = new Store()
  const stopped = new AbortController()
  const waiting = [store.whenSynced(stopped.signal), store.whenSynced(new AbortController().signal)]
  stopped.abort()
  store.apply('ADDED', object('a', 1))
  expect(store.synced).toBe(false)
  store.replace([], '10', store.latest)
  expect(await Promise.all(waiting)).toEqual([false, true])
  expect(await store.whenSynced(stopped.signal)).toBe(true)
})

test('after our own write the key is not current until the store shows it', () => {
  const { store } = world(object('a', 5))
  store.wrote('uid-a', '15')
  expect(store.current('ns/a')).toBe(false)
  store.apply('MODIFIED', object('a', 14))
  expect(store.current('ns/a')).toBe(false)
  store.apply('MODIFIED', object('a', 16))
  expect(store.current('ns/a')).toBe(true)
})

test.each([
  { how: 'a bookmark', catchUp: (store: Store) => store.progress('15'), because: 'all up to it is delivered' },
  {
    how: 'a later event of another object',
    catchUp: (store: Store) => store.apply('MODIFIED', object('b', 16)),
    because: 'events come in order',
  },
  {
    how: 'a later list',
    catchUp: (store: Store) => store.replace([object('a', 5), object('b', 6)], '15', store.latest),
    because: 'a list is complete',
  },
])('$how also ends the wait for our own write: $because', ({ catchUp }) => {
  const { store } = world(object('a', 5), object('b', 6))
  store.wrote('uid-a', '15')
  expect(store.current('ns/a')).toBe(false)
  catchUp(store)
  expect(store.current('ns/a')).toBe(true)
})

test('the object a write returned is there at once, and its echo is no change', () => {
  const { store, changes } = world(object('a', 5))
  store.wrote('uid-a', '15', object('a', 15))
  expect(store.current('ns/a')).toBe(true)
  store.apply('MODIFIED', object('a', 15))
  store.apply('MODIFIED', object('a', 13))
  expect(changes).toEqual(['uid-a@5 uid-a@15'])
})

test('an answer that comes after the deletion does not bring the object back', () => {
  const { store } = world(object('a', 5))
  store.apply('DELETED', object('a', 16))
  store.wrote('uid-a', '15', object('a', 15))
  expect(store.size).toBe(0)
  expect(store.current('ns/a')).toBe(true)
})

test('a list taken before our own write does not undo it', () => {
  const { store } = world(object('a', 5))
  const asked = store.latest
  store.wrote('uid-a', '15', object('a', 15))
  store.replace([object('a', 5)], '12', asked)
  expect(store.get('ns/a')?.metadata.resourceVersion).toBe('15')
})

test('a server restored from a backup is believed, and old writes no longer hold anything back', () => {
  const { store } = world(object('a', 5), object('b', 6))
  store.apply('MODIFIED', object('a', 50))
  store.wrote('uid-b', '60')
  store.replace([object('a', 4), object('b', 6)], '30', store.latest)
  expect(store.get('ns/a')?.metadata.resourceVersion).toBe('4')
  expect(store.current('ns/b')).toBe(true)
  store.apply('MODIFIED', object('a', 31))
  expect(store.get('ns/a')?.metadata.resourceVersion).toBe('31')
})

test('a server that went back to before our own writes is believed, although no watch had shown them', () => {
  const { store } = world(object('a', 5))
  store.wrote('uid-a', '15', object('a', 15))
  store.replace([object('a', 11)], '12', store.latest)
  expect(store.get('ns/a')?.metadata.resourceVersion).toBe('11')
  expect(store.current('ns/a')).toBe(true)
})

test('an answer that is older than what was asked with is believed: the server went back', () => {
  const { store } = world(object('a', 5))
  store.wrote('uid-a', '15', object('a', 15))
  store.wrote('uid-a', '12', object('a', 12), '15')
  expect(store.get('ns/a')?.metadata.resourceVersion).toBe('12')
  store.wrote('uid-a', '11', object('a', 11), '5')
  expect(store.get('ns/a')?.metadata.resourceVersion).toBe('12')
})

test('an object that went back is believed also where the server has passed what was seen before', () => {
  const { store, changes } = world(object('a', 5), object('b', 6))
  store.wrote('uid-a', '15', object('a', 15))
  store.replace([object('a', 5), object('b', 6)], '40', store.latest)
  expect(store.get('ns/a')?.metadata.resourceVersion).toBe('5')
  expect(store.current('ns/a')).toBe(true)
  expect(changes).toEqual(['uid-a@5 uid-a@15', 'uid-a@15 uid-a@5'])
})

test('versions without an order are taken as they come, and only equality or a list ends a wait', () => {
  const { store } = world(object('a', 'p'))
  store.apply('MODIFIED', object('a', 'k'))
  expect(store.get('ns/a')?.metadata.resourceVersion).toBe('k')
  store.wrote('uid-a', 'q')
  store.apply('MODIFIED', object('a', 'm'))
  expect(store.current('ns/a')).toBe(false)
  store.apply('MODIFIED', object('a', 'q'))
  expect(store.current('ns/a')).toBe(true)
  store.wrote('uid-a', 'r')
  store.replace([object('a', 's')], '40', store.latest)
  expect(store.current('ns/a')).toBe(true)
})

test('a comparison names what is missing, stale and left over, and forgives what happened meanwhile', () => {
  const { store } = world(object('stale', 5), object('ghost', 6), object('same', 7))
  store.apply('ADDED', object('newer', 30))
  const list = [object('stale', 8), object('same', 7), object('missing', 9), object('gone', 9)]
  expect(store.compare({ items: list, resourceVersion: '20' }, '10', new Set(['uid-gone']))).toEqual({
    missing: ['ns/missing'],
    stale: ['ns/stale'],
    ghosts: ['ns/ghost'],
  })
})

test('a comparison names what a server that went back has no longer', () => {
  const { store } = world(object('changed', 5), object('same', 6))
  store.apply('MODIFIED', object('changed', 30))
  store.apply('ADDED', object('made', 31))
  const asked = store.latest
  store.apply('ADDED', object('since', 32))
  const list = { items: [object('changed', 5), object('same', 6)], resourceVersion: '20' }
  expect(store.compare(list, asked, new Set())).toEqual({ missing: [], stale: ['ns/changed'], ghosts: ['ns/made'] })
})

test('any order of repeated and reordered events after a list ends in the newest state', () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = seeded(seed)
    const pick = (count: number) => Math.floor(random() * count)
    const truth = new Map<string, KubeObject>()
    const store = new Store()
    store.replace([], '100', undefined)
    for (let version = 101; version < 160; version++) {
      const name = `n${pick(4)}`
      const known = truth.get(name)
      if (known && random() < 0.3) {
        truth.delete(name)
        store.apply('DELETED', object(name, version, known.metadata.uid))
      } else {
        const next = object(name, version, known?.metadata.uid ?? `u${version}`)
        truth.set(name, next)
        if (random() < 0.3) store.wrote(next.metadata.uid, String(version), next)
        store.apply(known ? 'MODIFIED' : 'ADDED', next)
        if (known && random() < 0.4) store.apply('MODIFIED', known)
      }
      if (random() < 0.05) store.replace(truth.values(), String(version), store.latest)
    }
    const shown = (objects: Iterable<KubeObject>) => [...objects].map((each) => JSON.stringify(each.metadata)).sort()
    expect(shown(store.values())).toEqual(shown(truth.values()))
  }
})

test('an index follows what comes, changes its key and goes, whenever it was first asked for', () => {
  const keyed = (name: string, version: number, id?: string, uid?: string): KubeObject => ({
    ...object(name, version, uid),
    ...(id === undefined ? {} : { status: { id } }),
  })
  const { store } = world(keyed('a', 5, 'one'), keyed('b', 6, 'one'), keyed('c', 7))
  const names = (id: string) => {
    const index = store.index('id', ({ status }) => (typeof status?.id === 'string' ? status.id : undefined))
    return [...index.of(id)].map(({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`)
  }
  expect(names('one')).toEqual(['a@5', 'b@6'])
  store.apply('MODIFIED', keyed('a', 11, 'two'))
  store.apply('MODIFIED', keyed('b', 12, 'one'))
  store.apply('MODIFIED', keyed('c', 13, 'two'))
  expect([names('one'), names('two')]).toEqual([['b@12'], ['a@11', 'c@13']])
  store.apply('DELETED', keyed('b', 14, 'one'))
  store.apply('ADDED', keyed('a', 15, 'two', 'another'))
  store.replace([keyed('a', 15, 'two', 'another')], '16', undefined)
  expect([names('one'), names('two'), names('three')]).toEqual([[], ['a@15'], []])
})
