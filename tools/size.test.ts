import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { codeOf, median, sizes } from './size.ts'

const all = sizes(fileURLToPath(new URL('..', import.meta.url)))

test('a kind is facts: half of them take 60 lines or fewer, how each member is read back included', () => {
  expect(all.length).toBeGreaterThanOrEqual(11)
  expect(median(all)).toBeLessThanOrEqual(60)
})

test('both packages together take 95 lines a kind or fewer', () => {
  expect(all.reduce((sum, { lines }) => sum + lines, 0) / all.length).toBeLessThanOrEqual(95)
})

test('no kind but the one with a codec of rules takes more than 150 lines', () => {
  const long = all.filter(({ lines }) => lines > 150).map(({ kind }) => kind)
  expect(long).toEqual(['SecurityGroup'])
})

test.each([
  { kind: 'queue', most: 70 },
  { kind: 'topic', most: 40 },
])('a service that is not ours is no longer: a $kind takes $most lines at most', ({ kind, most }) => {
  const file = new URL(`../examples/sqs/src/${kind}.ts`, import.meta.url)
  expect(codeOf(readFileSync(file, 'utf8'))).toBeLessThanOrEqual(most)
})

test('imports, comments and blank lines are no code', () => {
  expect(codeOf("import {\n  a,\n} from './a.ts'\n\n/** Why. */\n// because\nconst b = a\n")).toBe(1)
})
