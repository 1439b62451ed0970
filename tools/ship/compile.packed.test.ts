import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import core from '../../packages/core/package.json' with { type: 'json' }
import { commitOf, compileInto, executables } from './compile.ts'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'windlass-compile-'))
const names = Object.keys(executables).map((name) => ({ name }))
const digest = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')

beforeAll(() => {
  compileInto(join(folder, 'first'), '1a2b3c')
  compileInto(join(folder, 'second'), '1a2b3c')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each(names)('$name comes out the same by the byte each time, and names no folder of the machine', ({ name }) => {
  const [first, second] = ['first', 'second'].map((which) => join(folder, which, name))
  expect(digest(first ?? '')).toBe(digest(second ?? ''))
  expect(readFileSync(first ?? '').includes(root)).toBe(false)
})

test.each(names)('$name --version says the version and the commit', ({ name }) => {
  const { stdout } = spawnSync(join(folder, 'first', name), ['--version'], { encoding: 'utf8' })
  expect(stdout).toBe(`${core.version} (commit 1a2b3c)\n`)
})

test('what lies in the folder where an executable is started changes nothing', () => {
  writeFileSync(join(folder, '.env'), 'AWS_REGION=us-west-2\n')
  const { status, stderr } = spawnSync(join(folder, 'first', 'ec2-controller'), {
    cwd: folder,
    env: {},
    encoding: 'utf8',
  })
  expect([status, stderr]).toEqual([2, 'ec2-controller: --aws-region is missing, and $AWS_REGION is not set either.\n'])
})

test('the commit is that of the checkout', () => {
  expect(commitOf(root)).toMatch(/^[0-9a-f]{40}(-dirty)?$/)
  expect(() => commitOf(tmpdir())).toThrow('give --commit')
})

// Source: the distroless README: base-nossl has glibc, certificates and time zones, and nothing else to link with.
test.runIf(process.platform === 'linux').each(names)('$name needs glibc and nothing else', ({ name }) => {
  const { stdout } = spawnSync('ldd', [join(folder, 'first', name)], { encoding: 'utf8' })
  const needed = [...stdout.matchAll(/^\s*(?:\S*\/)?([\w-]+)\.so/gm)].map(([, library]) => library)
  expect(needed).toContain('libc')
  const glibc = ['libc', 'libm', 'libpthread', 'libdl', 'librt', 'linux-vdso', 'ld-linux-x86-64', 'ld-linux-aarch64']
  expect(needed.filter((library) => !glibc.includes(library ?? ''))).toEqual([])
})

test.each(names)('what $name is made of lies beside it', ({ name }) => {
  const bill: unknown = JSON.parse(readFileSync(join(folder, 'first', `${name}.cdx.json`), 'utf8'))
  expect(bill).toMatchObject({ metadata: { component: { name, version: core.version } } })
})
