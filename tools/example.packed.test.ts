import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fromTarballs, printed } from './outside.ts'
import { packInto } from './pack.ts'
import { compileInto } from './ship/compile.ts'

const example = join(import.meta.dirname, '../examples/sqs')
const folders: string[] = []
let folder = ''

beforeAll(async () => {
  const out = mkdtempSync(join(tmpdir(), 'windlass-tarballs-'))
  folder = mkdtempSync(join(tmpdir(), 'windlass-example-'))
  folders.push(out, folder)
  const tarballs = packInto(out)
  cpSync(example, folder, { recursive: true })
  const manifest = readFileSync(join(example, 'package.json'), 'utf8')
  // The oldest Node that the packages promise to run on.
  writeFileSync(join(folder, 'package.json'), fromTarballs(manifest, tarballs, { node: '22.19.0' }))
  await printed(folder, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts=false')
}, 600_000)

afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true, force: true })
})

test('the example of a service of one’s own passes its own tests on the oldest Node', async () => {
  expect(stripVTControlCharacters(await printed(folder, 'npm', 'test'))).toMatch(/Test Files\s+3 passed/)
}, 300_000)

test('its stories hold on Bun', async () => {
  const vitest = join('node_modules', 'vitest', 'vitest.mjs')
  const told = await printed(folder, process.execPath, vitest, 'run', 'test/queue.test.ts', 'test/orders.test.ts')
  expect(stripVTControlCharacters(told)).toMatch(/Test Files\s+2 passed/)
}, 300_000)

const anywhere = ['kube', 'aws', 'messaging-metrics'].flatMap((name) => [`--${name}-port`, '0'])

test('npm start brings its manifests to AWS without a cluster', async () => {
  const told = await printed(folder, 'npm', 'start', '--', '--once', ...anywhere)
  expect(told).toContain('All 4 objects are in sync')
}, 300_000)

test('it does so on Bun, too', async () => {
  const told = await printed(folder, process.execPath, 'src/play.ts', '--once', ...anywhere)
  expect(told).toContain('All 4 objects are in sync')
}, 300_000)

test('the executable finds what follows from its kinds as the package does', async () => {
  const out = mkdtempSync(join(tmpdir(), 'windlass-compiled-'))
  folders.push(out)
  const windlass = compileInto(out, 'example').get('windlass') ?? ''
  const generate = ['generate', 'src/kinds.ts', '--controller', 'messaging-controller', '--check']
  expect(await printed(folder, windlass, ...generate)).toBe('')
})

test('its controller says what it can be told', async () => {
  const node = join('node_modules', 'node', 'bin', 'node')
  expect(await printed(folder, node, 'src/main.ts', '--help')).toContain('messaging-controller')
})
