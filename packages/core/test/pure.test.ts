import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const reconcile = join(import.meta.dirname, '../src/reconcile')
const imported = /^(?:import|export) (?!type )([^;]*?) from '(\.[^']+)'/gm
const typesOnly = (names: string) => /^\{(\s*type \w+( as \w+)?,?)+\s*\}$/.test(names)

/** The files whose code a file runs, itself among them: imports of types alone run nothing. */
function reached(file: string, found: Set<string> = new Set()): ReadonlySet<string> {
  if (found.has(file)) return found
  found.add(file)
  for (const [, names = '', path = ''] of readFileSync(file, 'utf8').matchAll(imported))
    if (!typesOnly(names)) reached(join(dirname(file), path), found)
  return found
}

const matching = (file: string, pattern: RegExp) =>
  [...reached(join(reconcile, file))].filter((each) => pattern.test(readFileSync(each, 'utf8')))

test('what decides waits for nothing, reads no clock and writes nowhere', () => {
  const decided = matching('decide.ts', /\bdecide\(|\bidentify\(|\bdifferences\(/)
  expect(decided.length).toBeGreaterThan(2)
  for (const file of ['decide.ts', 'identity/identify.ts', 'identity/creation.ts', 'identity/adoption.ts'])
    expect(matching(file, /\bclock\.(now|monotonic)\(|\brandom\(/)).toEqual([])
  expect([...reached(join(reconcile, 'decide.ts'))].filter((file) => /write\.ts$|aws\.ts$/.test(file))).toEqual([])
})

test('what looks writes neither to AWS nor to the object', () => {
  const files = [...reached(join(reconcile, 'look.ts'))]
  expect(files.length).toBeGreaterThan(20)
  expect(files.filter((file) => /\/(write|carryout|create|adopt|remove|act)\.ts$/.test(file))).toEqual([])
  expect(matching('look.ts', /\.aws\.send\(|\.(jsonPatch|mergePatch)\(/)).toEqual([])
})
