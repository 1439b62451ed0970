import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mutants } from '../src/mutant/list.ts'
import { promises } from '../src/mutant/promise.ts'

const root = join(import.meta.dirname, '../../..')

test.each(promises.map(({ name }, place) => ({ name, number: place + 1 })))(
  'there is a mistake that breaks the promise $number: $name',
  ({ number }) => {
    expect(mutants.filter(({ promise }) => promise === number)).not.toEqual([])
  },
)

const checks = mutants.flatMap(({ id, check, simulation }) =>
  [check, simulation].flatMap((each) => (each?.is === 'tests' ? [{ id, files: each.files }] : [])),
)

test.each(checks)('the tests that notice $id are there', ({ files }) => {
  expect(files).not.toEqual([])
  for (const file of files) expect(existsSync(join(root, file)), file).toBe(true)
})
