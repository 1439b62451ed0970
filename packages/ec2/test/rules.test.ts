import { expect, test } from 'vitest'
import { trapped } from '../../core/test/steady.ts'
import { kinds } from '../src/index.ts'

// The API server judges an unchanged object by transition rules too: one that does not hold would keep even a label or a
// finalizer from being changed. https://kubernetes.io/docs/reference/using-api/cel/#transition-rules
test.each(kinds)('every rule about edits of a $name lets an object pass that stays as it is', (kind) => {
  expect(trapped(kind, 700)).toEqual([])
})
