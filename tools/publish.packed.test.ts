import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { printed } from './outside.ts'
import { packInto } from './pack.ts'

const folder = mkdtempSync(join(tmpdir(), 'windlass-tarballs-'))
const tarballs = [...packInto(folder)].map(([name, tarball]) => ({ name, tarball }))
const tool = (name: string) => join(import.meta.dirname, 'node_modules/.bin', name)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each(tarballs)('publint has nothing to say about $name', async ({ tarball }) => {
  expect(await printed(folder, process.execPath, '--bun', tool('publint'), tarball, '--strict')).toContain('All good!')
})

// They are ES modules: how CommonJS of old finds types is not asked.
test.each(tarballs)(
  'the types of $name are found wherever its code is',
  async ({ name, tarball }) => {
    const told = await printed(folder, process.execPath, '--bun', tool('attw'), tarball, '--profile', 'esm-only')
    expect(told).toContain(name === '@windlass/cli' ? 'does not contain types' : `${name} v`)
  },
  60_000,
)
