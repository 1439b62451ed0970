import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { create } from './create.ts'

const template = join(import.meta.dirname, '../template')

/** A folder in which a person begins a package of this name. */
function desk(name = 'shop-queues') {
  const parent = mkdtempSync(join(tmpdir(), 'windlass-create-'))
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }))
  const folder = join(parent, name)
  const made = () => create({ folder, template, version: '4.5.6' })
  return { folder, made, read: (file: string) => readFileSync(join(folder, file), 'utf8') }
}

test('the package and its controller have the name of the folder', () => {
  const { folder, made, read } = desk()
  expect(made()).toBe('shop-queues')
  expect(JSON.parse(read('package.json')).name).toBe('shop-queues')
  expect(read('src/program.ts')).toContain("name: 'shop-queues'")
  expect(read('rbac/shop-queues.yaml')).toContain('name: shop-queues-metrics-reader')
  expect(existsSync(join(folder, 'rbac/my-controller.yaml'))).toBe(false)
  expect(read('.gitignore')).toContain('.windlass/')
})

test('every version is pinned, and those of Windlass are the one that has made the package', () => {
  const { made, read } = desk()
  made()
  const { dependencies, devDependencies } = JSON.parse(read('package.json'))
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    expect(version).toMatch(name.startsWith('@windlass/') ? /^4\.5\.6$/ : /^\d+\.\d+\.\d+$/)
})

test('a folder that has something in it is left as it is', () => {
  const { folder, made } = desk()
  mkdirSync(folder)
  expect(made()).toBe('shop-queues')
  expect(made).toThrow('is there already')
})

test.each(['Shop', '1st', 'a_b', 'shop-'])('%s is refused as a name in a sentence', (name) => {
  const { folder, made } = desk(name)
  expect(made).toThrow(/^\S+ is no name for a package: /)
  expect(existsSync(folder)).toBe(false)
})
