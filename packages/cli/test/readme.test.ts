import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseArguments } from '../src/arguments.ts'

const page = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
const [, block = ''] = /```sh\n([\s\S]*?)```/.exec(page) ?? []
const lines = block.split('\n').map((line) => line.replace(/#.*/, '').trim())

test.each(lines.filter((line) => line !== ''))('the command in the README is one that is understood: %s', (line) => {
  const [, words = ''] = /^(?:npx @windlass\/cli|kubectl windlass) (.+)$/.exec(line) ?? []
  expect(parseArguments(words.split(/\s+/), 'windlass', '0.0.0').do).toBe(words.split(' ')[0])
})
