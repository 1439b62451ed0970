import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const read = (page: string) => readFileSync(join(root, page), 'utf8')

const pages = globSync(['*.md', 'docs/**/*.md', '{packages,apps,examples}/*/*.md'], { cwd: root }).map((page) => ({
  page,
}))

test.each(pages)('every link of $page to another file leads to one', ({ page }) => {
  const links = [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, to = '']) => to)
  const broken = links.filter((to) => !/^[a-z]+:/.test(to) && !existsSync(join(root, dirname(page), to)))
  expect(broken).toEqual([])
})

const decisions = globSync('docs/decisions/[0-9]*.md', { cwd: root }).toSorted()

test('decisions are numbered in a row, dated, and in the index under their titles', () => {
  const rows = decisions.map((page, place) => {
    const [title = '', , date = ''] = read(page).split('\n')
    const [, file = '', number = ''] = /\/((\d{4})-\w+\.md)$/.exec(page) ?? []
    expect(number).toBe(String(place + 1).padStart(4, '0'))
    expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    return `| [${number}](${file}) | ${date} | ${title.replace('# ', '')} |`
  })
  expect(
    read('docs/decisions/README.md')
      .split('\n')
      .filter((line) => line.startsWith('| [')),
  ).toEqual(rows)
})

test('the guide to the code names files and folders that are there', () => {
  const named = [...read('docs/reading.md').matchAll(/`(\w+\/(?:src|test)\/[^`]*)`/g)].map(([, path = '']) => path)
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter((path) => !existsSync(join(root, 'packages', path)))).toEqual([])
})
