import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { apiPages } from './api.ts'

const manifest = JSON.stringify({
  exports: { '.': { default: './dist/index.js' }, './more': { default: './dist/more.js' }, './package.json': '' },
})
const box = `/** A box. */
export class Box {
  #inside = 1
  /** How heavy. */
  weigh(scale: number): number {
    return this.#inside * scale
  }
}
class Lid {}
export { Lid }
export const made = make(3)
`

/** The page of a package of these sources. */
function pageOf(sources: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'windlass-api-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const files = { 'package.json': manifest, 'src/more.ts': 'export const more: number = 1\n', ...sources }
  for (const [path, text] of Object.entries(files)) {
    const file = join(root, 'packages/boxes', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return apiPages(root).get('docs/api/boxes.md') ?? ''
}

const index = "export { Box, Lid as Cover, made } from './box.ts'\nexport * as inner from './box.ts'\n"

test('the page has what each door exports, with its types, and nothing else', () => {
  const page = pageOf({ 'src/index.ts': index, 'src/box.ts': box })
  expect(page).toContain('## @windlass/boxes\n')
  expect(page).toContain('weigh(scale: number): number;')
  expect(page).toContain('export { Lid as Cover }')
  expect(page).toContain('export namespace inner {')
  expect(page).toContain('## @windlass/boxes/more\n\n```ts\nexport declare const more: number;\n```')
  expect(page).not.toMatch(/inside|How heavy/)
})

test('a signature that changes is seen, and what stays inside is not', () => {
  const page = pageOf({ 'src/index.ts': index, 'src/box.ts': box })
  const changed = (from: string, to: string) =>
    pageOf({ 'src/index.ts': index, 'src/box.ts': box.replace(from, to) }) !== page
  expect(changed('scale: number)', 'scale: bigint)')).toBe(true)
  expect(changed('this.#inside * scale', 'scale')).toBe(false)
})
