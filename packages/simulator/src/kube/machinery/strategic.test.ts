import { expect, test } from 'vitest'
import { Compiler } from '../schema/schema.ts'
import type { JsonObject } from '../value/json.ts'
import { strategicPatch } from './strategic.ts'

const schema = new Compiler({ builtin: true }).compile({
  type: 'object',
  properties: {
    owners: {
      type: 'array',
      items: { type: 'object', properties: { uid: { type: 'string' }, name: { type: 'string' } } },
      'x-kubernetes-patch-merge-key': 'uid',
      'x-kubernetes-patch-strategy': 'merge',
    },
    finalizers: { type: 'array', items: { type: 'string' }, 'x-kubernetes-patch-strategy': 'merge' },
    plain: { type: 'array', items: { type: 'string' } },
  },
})

test.each<{ value: JsonObject; patch: JsonObject; after: JsonObject; because: string }>([
  {
    value: { owners: [{ uid: '1', name: 'a' }] },
    patch: { owners: [{ uid: '1', name: 'b' }, { uid: '2' }] },
    after: { owners: [{ uid: '1', name: 'b' }, { uid: '2' }] },
    because: 'elements merge by their key',
  },
  {
    value: { owners: [{ uid: '1' }, { uid: '2' }] },
    patch: { owners: [{ uid: '1', $patch: 'delete' }] },
    after: { owners: [{ uid: '2' }] },
    because: 'an element can be deleted by its key',
  },
  {
    value: { finalizers: ['a'] },
    patch: { finalizers: ['b', 'a'] },
    after: { finalizers: ['b', 'a'] },
    because: 'texts are united, in the order of the patch',
  },
  {
    value: { finalizers: ['a', 'b'] },
    patch: { '$deleteFromPrimitiveList/finalizers': ['a'] },
    after: { finalizers: ['b'] },
    because: 'texts can be taken out',
  },
  {
    value: { finalizers: ['a'] },
    patch: { '$setElementOrder/finalizers': ['b', 'a'], finalizers: ['b'] },
    after: { finalizers: ['b', 'a'] },
    because: 'the order can be set',
  },
  {
    value: { plain: ['a'] },
    patch: { plain: ['b'] },
    after: { plain: ['b'] },
    because: 'a list without a strategy is replaced',
  },
  { value: { plain: ['a'], owners: [] }, patch: { plain: null }, after: { owners: [] }, because: 'null removes' },
])('a strategic merge patch: $because', ({ value, patch, after }) => {
  expect(strategicPatch(value, patch, schema)).toEqual(after)
})
