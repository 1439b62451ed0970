import { expect, test } from 'vitest'
import { spread } from './matrix.ts'

const moments = ['before', 'after', 'reply']
const all = Array.from({ length: 72 }, (_, place) => ({ place, when: moments[place % 3] }))

test('one cell in six is a sixth of them, and meets every moment of a call', () => {
  const some = spread(all, 6)
  expect(some).toHaveLength(12)
  expect(new Set(some.map(({ when }) => when))).toEqual(new Set(moments))
})

test('one cell in one is all of them, in their order', () => {
  expect(spread(all, 1)).toEqual(all)
})
