import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mutants } from './list.ts'
import { filesOf, planted } from './mutant.ts'
import { root } from './tree.ts'

test.each(mutants)('the mistake $id can still be made in $file', (mutant) => {
  for (const file of filesOf(mutant)) {
    const source = readFileSync(join(root, file), 'utf8')
    expect(planted(mutant, file, source)).not.toBe(source)
  }
})

test('every mistake has a name of its own', () => {
  expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length)
})
