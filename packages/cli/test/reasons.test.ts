import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { reasons } from '../src/reason.ts'

const page = readFileSync(new URL('../../../docs/reasons.md', import.meta.url), 'utf8')
const sections = new Map(
  page
    .split(/^### /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')).trim(), section] as const),
)

test('the page of reasons has one section for each reason of the closed list, and no other', () => {
  expect([...sections.keys()].sort()).toEqual([...reasons].sort())
})

test('each section says what it means, what the controller does and what a person can do', () => {
  for (const [reason, section] of sections)
    for (const part of ['Meaning', 'Controller', 'You'])
      expect(section, reason).toMatch(new RegExp(`^\\* \\*\\*${part}\\*\\*: [A-Z].*\\.`, 'm'))
})
