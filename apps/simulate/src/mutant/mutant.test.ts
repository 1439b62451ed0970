import { expect, test } from 'vitest'
import { filesOf, type Mutant, Outdated, planted, swap, tests } from './mutant.ts'

const mutant = (find: string): Mutant => ({
  id: 'one',
  promise: 1,
  mistake: 'One is two.',
  file: 'a.ts',
  edits: swap(find, '2'),
  check: tests('a.test.ts'),
})

test('a mistake is made where its text stands', () => {
  expect(planted(mutant('1'), 'a.ts', 'const a = 1')).toBe('const a = 2')
})

test('a mistake may be made in more than one file, each edit in its own', () => {
  const two = { ...mutant('1'), edits: [...swap('1', '2'), { find: '1', replace: '3', file: 'b.ts' }] }
  expect(filesOf(two)).toEqual(['a.ts', 'b.ts'])
  expect(filesOf(two).map((file) => planted(two, file, 'const a = 1'))).toEqual(['const a = 2', 'const a = 3'])
})

test.each([
  { source: 'const a = 0', times: 0, because: 'the source has moved on' },
  { source: 'const a = 1 + 1', times: 2, because: 'it is not clear which of them is meant' },
])('a text that stands $times times is an error, because $because', ({ source, times }) => {
  expect(() => planted(mutant('1'), 'a.ts', source)).toThrow(Outdated)
  expect(() => planted(mutant('1'), 'a.ts', source)).toThrow(`stands ${times} times in a.ts`)
})
