import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const [list = '', ways = ''] = readFileSync(join(root, 'docs/promises.md'), 'utf8').split('## See them fail')

/** The cells of the rows of the table in a text, its head left out. */
const rows = (text: string) =>
  text
    .split('\n')
    .filter((line) => /^\| \d/.test(line))
    .map((line) => line.slice(2, -2).split(' | '))

const numbers = (text: string) => rows(text).map(([number]) => Number(number))

test('the sixteen promises stand in their order, and each has a way to see its tests fail', () => {
  const all = Array.from({ length: 16 }, (_, place) => place + 1)
  expect(numbers(list)).toEqual(all)
  expect(numbers(ways)).toEqual(numbers(ways).toSorted((a, b) => a - b))
  expect([...new Set(numbers(ways))]).toEqual(all)
})

const named = rows(ways).flatMap((cells) =>
  [...(cells.at(-1) ?? '').matchAll(/`P\/(\w+)`: ((?:\*[^*]+\*(?:, )?)+)/g)].map(([, suite = '', names = '']) => ({
    file: `packages/ec2/test/promise/${suite}.test.ts`,
    names: [...names.matchAll(/\*([^*]+)\*/g)].map(([, name = '']) => name),
  })),
)

test.each(named)('the tests that fail are there: $file: $names', ({ file, names }) => {
  expect(existsSync(join(root, file)), file).toBe(true)
  const source = readFileSync(join(root, file), 'utf8')
  for (const part of names.flatMap((name) => name.split('…')).map((each) => each.trim())) expect(source).toContain(part)
})
