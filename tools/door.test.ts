import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import manifest from '../packages/core/package.json' with { type: 'json' }

const core = join(import.meta.dirname, '../packages/core')
const front = join(core, 'src/index.ts')

/** What a module takes from others when it is loaded: neither types nor what is imported later. */
function loads(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8')
  const statements = [...text.matchAll(/^(?:import|export) (?!type )(?:([^'\n]*(?:\n[^'\n]*)*?) from )?'([^']+)'/gm)]
  const values = statements.filter(([, names]) => !/^\{(\s*type \w+,?)+\s*\}$/.test(names ?? ''))
  return values.map(([, , from = '']) => from)
}

/** The packages that are loaded with a module of core. */
function packagesOf(file: string, seen = new Set<string>()): readonly string[] {
  if (seen.has(file)) return []
  seen.add(file)
  return loads(file).flatMap((from) => (from.startsWith('.') ? packagesOf(join(dirname(file), from), seen) : [from]))
}

/** The names that a module exports. */
function names(file: string): readonly string[] {
  const lists = [...readFileSync(file, 'utf8').matchAll(/^export (?:type )?\{([^}]*)\}/gm)]
  return lists.flatMap(([, list = '']) => list.split(',').map((name) => name.trim())).filter((name) => name !== '')
}

test('the front door of core has no more names than a reader takes in', () => {
  expect(names(front).length).toBeGreaterThan(30)
  expect(names(front).length).toBeLessThanOrEqual(50)
})

test('no name is behind two doors', () => {
  const all = [front, ...globSync(join(core, 'src/public/*.ts'))]
    .flatMap(names)
    .map((name) => name.replace('type ', ''))
  expect(all.filter((name, place) => all.indexOf(name) !== place)).toEqual([])
})

test('every door is in the manifest, and leads somewhere', () => {
  const doors = globSync('*.ts', { cwd: join(core, 'src/public') }).map((file) => `./${file.replace('.ts', '')}`)
  const listed = Object.keys(manifest.exports).filter((path) => !path.includes('*') && !path.endsWith('.json'))
  expect(listed.toSorted()).toEqual(['.', ...doors].toSorted())
})

// Kubeconfigs, flags, logs and the identity at AWS are for a controller that runs.
test('declaring a kind loads the schemas of the AWS SDK and nothing else', () => {
  const loaded = new Set(packagesOf(front).filter((name) => !name.startsWith('node:')))
  expect([...loaded].toSorted()).toEqual(['@smithy/core/schema'])
})

test('what reads kubeconfigs is loaded when one is read, and with no door', () => {
  const loading = [front, ...globSync(join(core, 'src/public/*.ts'))].filter((file) =>
    packagesOf(file).some((name) => ['@kubernetes/client-node', 'undici'].includes(name)),
  )
  expect(loading).toEqual([])
})

test('every door says which Node it takes before it loads anything else', () => {
  const doors = globSync(join(core, 'src/public/*.ts')).filter((file) => !file.endsWith('/node.ts'))
  for (const file of [front, ...doors]) expect(loads(file)[0]).toMatch(/\/runtime\/check\.ts$/)
})
