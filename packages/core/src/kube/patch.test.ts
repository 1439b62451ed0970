import { expect, test } from 'vitest'
import { annotationPatch, claimPatch, pointer, releasePatch, same, statusPatch } from './patch.ts'
import type { KubeObject, ObjectMeta } from './transport.ts'

const object = (metadata: Partial<ObjectMeta> = {}): KubeObject => ({
  apiVersion: 'test.dev/v1',
  kind: 'Thing',
  metadata: { name: 'a', namespace: 'ns', uid: 'u1', resourceVersion: '7', ...metadata },
})
const guard = [
  { op: 'test', path: '/metadata/uid', value: 'u1' },
  { op: 'test', path: '/metadata/resourceVersion', value: '7' },
]

test('a pointer escapes what JSON pointers reserve', () => {
  expect(pointer('metadata', 'annotations', 'windlass.dev/a~b', 0)).toBe('/metadata/annotations/windlass.dev~1a~0b/0')
})

test('a claim on a bare object adds finalizer and annotations under guard of uid and version', () => {
  expect(claimPatch(object(), { finalizer: 'f/x', annotations: { 'w/intent': '1' } })).toEqual([
    ...guard,
    { op: 'add', path: '/metadata/finalizers', value: ['f/x'] },
    { op: 'add', path: '/metadata/annotations', value: { 'w/intent': '1' } },
  ])
})

test('a claim appends to the finalizers and annotations of others', () => {
  const claimed = object({ finalizers: ['other'], annotations: { 'w/intent': 'old', theirs: 'x' } })
  expect(claimPatch(claimed, { finalizer: 'f/x', annotations: { 'w/intent': '1' } })).toEqual([
    ...guard,
    { op: 'add', path: '/metadata/finalizers/-', value: 'f/x' },
    { op: 'add', path: '/metadata/annotations/w~1intent', value: '1' },
  ])
})

test('a claim that is already there is no patch', () => {
  const claimed = object({ finalizers: ['f/x'], annotations: { a: '1' } })
  expect(claimPatch(claimed, { finalizer: 'f/x', annotations: { a: '1' } })).toBeUndefined()
})

test('a release removes its finalizer by value and no other', () => {
  expect(releasePatch(object({ finalizers: ['other', 'f/x'] }), 'f/x')).toEqual([
    { op: 'test', path: '/metadata/uid', value: 'u1' },
    { op: 'test', path: '/metadata/finalizers/1', value: 'f/x' },
    { op: 'remove', path: '/metadata/finalizers/1' },
  ])
  expect(releasePatch(object({ finalizers: ['other'] }), 'f/x')).toBeUndefined()
  expect(releasePatch(object(), 'f/x')).toBeUndefined()
})

test('an annotation patch holds only what differs', () => {
  const annotated = object({ annotations: { a: '1', b: '2' } })
  expect(annotationPatch(annotated, { a: '1', b: null, c: null, constructor: 'x' })).toEqual({
    metadata: { uid: 'u1', annotations: { b: null, constructor: 'x' } },
  })
  expect(annotationPatch(annotated, { a: '1', c: null })).toBeUndefined()
})

test.each([
  { before: { a: 1, b: [1] }, after: { b: [1], a: 1 }, patch: undefined, because: 'key order does not matter' },
  { before: { a: 1 }, after: { a: 1, b: undefined, c: null }, patch: undefined, because: 'empty means absent' },
  { before: undefined, after: undefined, patch: undefined, because: 'no status is no status' },
  {
    before: undefined,
    after: { id: 'x', y: null },
    patch: { status: { id: 'x' } },
    because: 'the first status is whole',
  },
  {
    before: { a: { x: 1, y: 2 }, z: 1 },
    after: { a: { x: 1, y: 3 } },
    patch: { status: { a: { y: 3 }, z: null } },
    because: 'members are patched alone and removed by null',
  },
  { before: { a: [1, 2] }, after: { a: [2] }, patch: { status: { a: [2] } }, because: 'lists are replaced whole' },
  { before: { a: { x: 1 } }, after: { a: 'x' }, patch: { status: { a: 'x' } }, because: 'a change of type replaces' },
  { before: { a: 1 }, after: undefined, patch: { status: null }, because: 'a status can go' },
])('status $before to $after: $because', ({ before, after, patch }) => {
  expect(statusPatch(before, after)).toEqual(patch)
})

test('hostile keys are ordinary keys', () => {
  const hostile: unknown = JSON.parse('{"__proto__":{"polluted":1},"constructor":1}')
  expect(same({}, hostile)).toBe(false)
  expect(JSON.stringify(statusPatch({}, hostile))).toBe('{"status":{"__proto__":{"polluted":1},"constructor":1}}')
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})
