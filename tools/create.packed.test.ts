import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { folderOf, fromTarballs, printed, surroundings } from './outside.ts'
import { packInto } from './pack.ts'

const folders: string[] = []
let folder = ''
const install = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts=false']
const node = join('node_modules', 'node', 'bin', 'node')

beforeAll(async () => {
  const out = mkdtempSync(join(tmpdir(), 'windlass-tarballs-'))
  const tarballs = packInto(out)
  const desk = folderOf(new Map([['package.json', '{ "private": true }']]))
  folders.push(out, desk)
  // What `npm create windlass shop-queues` does, from the tarball instead of the registry.
  await printed(desk, 'npm', ...install, tarballs.get('create-windlass') ?? '', 'node@22.19.0')
  const said = await printed(desk, node, join('node_modules', '.bin', 'create-windlass'), 'shop-queues')
  expect(said).toContain('npm run dev')
  folder = join(desk, 'shop-queues')
  const manifest = readFileSync(join(folder, 'package.json'), 'utf8')
  // The oldest Node that the packages promise to run on.
  writeFileSync(join(folder, 'package.json'), fromTarballs(manifest, tarballs, { node: '22.19.0' }))
  await printed(folder, 'npm', ...install)
}, 600_000)

afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true, force: true })
})

const anywhere = ['kube', 'aws', 'shop-queues-metrics'].flatMap((name) => [`--${name}-port`, '0'])

test('a new package passes its own tests', async () => {
  expect(stripVTControlCharacters(await printed(folder, 'npm', 'test'))).toMatch(/Test Files\s+3 passed/)
}, 300_000)

test('it runs at once, without a cluster', async () => {
  const told = await printed(folder, 'npm', 'start', '--', '--once', ...anywhere)
  expect(told).toContain('All 2 objects are in sync')
}, 300_000)

test('npm run dev starts anew when a file is saved, and what was made in AWS is still there', async () => {
  const dev = spawn('npm', ['run', 'dev', '--', ...anywhere], { cwd: folder, env: surroundings(), detached: true })
  onTestFinished(() => ended(dev))
  let told = ''
  dev.stdout.on('data', (text) => (told += text))
  const times = () => told.split('All 2 objects are in sync').length - 1
  const log = () => readFileSync(join(folder, '.windlass/controllers.log'), 'utf8')
  await expect.poll(times, { timeout: 120_000, interval: 200 }).toBe(1)
  expect(log()).toContain('CreateQueue')
  appendFileSync(join(folder, 'src/queue.ts'), '\n')
  await expect.poll(times, { timeout: 120_000, interval: 200 }).toBe(2)
  expect(log()).not.toContain('CreateQueue')
}, 300_000)

/** Ends a program and what it has started. */
async function ended({ pid, exitCode }: ChildProcess): Promise<void> {
  if (pid !== undefined && exitCode === null) process.kill(-pid, 'SIGTERM')
}
