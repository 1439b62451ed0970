import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mutants } from '../src/mutant/list.ts'
import { regressions } from '../src/regression.ts'

const root = join(import.meta.dirname, '../../..')
const page = readFileSync(join(root, 'docs/reliability.md'), 'utf8')

/** The rows of the table of failures: what happened, and the other cells. */
const rows = (/## Failures that others have met\n([^#]*)/.exec(page)?.[1] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| what happened'))
  .map((line) => line.slice(2, -2).split(' | '))
  .map(([what = '', tests = '', command = '', also = '']) => ({ what, tests, command, also }))

const quoted = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word)

test('the table of failures that others have met has a row for each', () => {
  expect(rows).toHaveLength(11)
})

test.each(rows)('the tests named for it are there, and its command runs them: $what', ({ tests, command }) => {
  const named = tests.split('; ').map((each) => {
    const [file = ''] = quoted(each)
    return { file, names: [...each.matchAll(/\*([^*]+)\*/g)].map(([, name = '']) => name) }
  })
  for (const { file, names } of named) {
    expect(existsSync(join(root, file)), file).toBe(true)
    const source = readFileSync(join(root, file), 'utf8')
    expect(names).not.toEqual([])
    for (const name of names) expect(source).toContain(`'${name}',`)
  }
  expect(command).toBe(`\`npm test -- ${named.map(({ file }) => file).join(' ')}\``)
})

test.each(rows)('what shows it besides is a planted mistake or a run that once failed: $what', ({ also }) => {
  const known = [
    ...mutants.map(({ id }) => id),
    ...regressions().map((each) => `--seed ${each.seed} --plan '${each.plan}'`),
  ]
  expect(known).toEqual(expect.arrayContaining(quoted(also)))
})
