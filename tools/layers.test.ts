import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

const quoted = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)

/** The folder whose folders a table is about, and what each of those may import, from the lowest to the highest. */
function tableOf(head: string, lines: string) {
  const [, name, ...rooms] = /^folder of (\w+)((?:\/\w+)*)$/.exec(head) ?? []
  const rows = new Map<string, readonly string[]>()
  for (const [, folders = '', imports = ''] of lines.matchAll(/^\|(.+?)\|.*\|(.+)\|$/gm)) {
    const above = imports.includes('all of the above') ? [...rows.keys()] : quoted(imports)
    for (const folder of quoted(folders)) rows.set(folder, above)
  }
  return { base: name === undefined ? 'packages' : `packages/${name}/src${rooms.join('')}`, rows }
}

const page = read('docs/architecture.md')
const tables = [...page.matchAll(/^\| ([\w /]+) \|.*\| may import \|\n\|[-|]+\n((?:\|.*\n)+)/gm)].map(
  ([, head = '', lines = '']) => tableOf(head, lines),
)

const files = globSync('packages/*/src/**/*.ts', { cwd: root }).filter((file) => !/\.test(-d)?\.ts$/.test(file))
const imports = files.flatMap((file) =>
  [...read(file).matchAll(/(?:from|import) ?\(?'(\.[^']+|@windlass\/[^']+)'/g)].map(([, to = '']) => ({
    from: file,
    to: to.startsWith('.') ? normalize(join(dirname(file), to)) : to.replace(/^@windlass\/(\w+)/, 'packages/$1/src'),
  })),
)

/** The folder of a table in which a file stands; undefined where it stands beside the folders, as an index does. */
const folderOf = (path: string, base: string) => relative(base, path).match(/^(\w+)\//)?.[1]

test.each(tables)('in $base nothing is imported that the table in docs/architecture.md does not allow', (table) => {
  const { base, rows } = table
  const leaves = base === 'packages'
  const inside = imports.filter(({ from, to }) => from.startsWith(`${base}/`) && (leaves || to.startsWith(`${base}/`)))
  expect(inside.length).toBeGreaterThan(10)
  const wrong = inside.filter(({ from, to }) => {
    const [own, other] = [folderOf(from, base), folderOf(to, base)]
    return own !== undefined && own !== other && !(other !== undefined && rows.get(own)?.includes(other))
  })
  expect(wrong).toEqual([])
})

test.each(tables)(
  'the table of $base has every folder, and each imports only what stands above it',
  ({ base, rows }) => {
    const present = new Set(files.filter((file) => file.startsWith(`${base}/`)).map((file) => folderOf(file, base)))
    expect([...rows.keys()].toSorted()).toEqual([...present].filter((name) => name !== undefined).toSorted())
    const names = [...rows.keys()]
    for (const [name, below] of rows)
      expect(names.slice(0, names.indexOf(name))).toEqual(expect.arrayContaining([...below]))
  },
)
