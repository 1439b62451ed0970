import { expect, test } from 'vitest'
import { things } from '../../test/api.ts'
import { collectionPath, KubePathError, objectKey, objectPath } from './resource.ts'

const nodes = { group: '', version: 'v1', plural: 'nodes', kind: 'Node', namespaced: false }

test.each([
  { path: collectionPath(things), expected: '/apis/test.dev/v1/things', because: 'without a namespace it spans all' },
  {
    path: collectionPath(things, 'a'),
    expected: '/apis/test.dev/v1/namespaces/a/things',
    because: 'a namespace narrows it',
  },
  { path: collectionPath(nodes, 'a'), expected: '/api/v1/nodes', because: 'cluster resources have no namespace' },
  {
    path: objectPath(things, { namespace: 'a', name: 'b', subresource: 'status' }),
    expected: '/apis/test.dev/v1/namespaces/a/things/b/status',
    because: 'status is a path of its own',
  },
  {
    path: objectPath(things, { namespace: 'a', name: '../../secrets/x?y#z' }),
    expected: '/apis/test.dev/v1/namespaces/a/things/..%2F..%2Fsecrets%2Fx%3Fy%23z',
    because: 'a hostile name stays one segment',
  },
])('the path $expected: $because', ({ path, expected }) => {
  expect(path).toBe(expected)
})

test.each(['', '.', '..'])('the name "%s" is refused before anything is sent', (name) => {
  expect(() => objectPath(things, { namespace: 'a', name })).toThrow(KubePathError)
  expect(() => objectPath(things, { namespace: name, name: 'a' })).toThrow(KubePathError)
})

test('a key is namespace and name, or the name alone', () => {
  expect(objectKey({ namespace: 'a', name: 'b' })).toBe('a/b')
  expect(objectKey({ name: 'b' })).toBe('b')
})
