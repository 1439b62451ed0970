// Runs on Node 20 and on Bun, before anything is installed: node modules of the platform only.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
const windows = process.platform === 'win32'

/** A failure the user can act on: its message is all that is printed. */
export class SetupError extends Error {}

/** The path of a working Bun of the version this repository is pinned to. Installs it when there is none. */
function bun() {
  const wanted = manifest().packageManager.split('@')[1]
  const own = join(root, '.bun', 'node_modules', 'bun', 'bin', 'bun.exe')
  const candidates = [process.versions.bun ? process.execPath : undefined, own, ...onPath('bun')]
  const found = candidates.find((path) => path && existsSync(path) && recent(path, wanted))
  if (found) return found
  console.log(`Installing Bun ${wanted} into .bun (this happens once)`)
  mkdirSync(join(root, '.bun'), { recursive: true })
  writeFileSync(join(root, '.bun', 'package.json'), '{ "private": true }\n')
  const flags = ['--prefix', join(root, '.bun'), '--no-save', '--no-audit', '--no-fund', '--ignore-scripts=false', '--loglevel=error']
  const { status, error } = spawnSync('npm', ['install', ...flags, `bun@${wanted}`], {
    cwd: join(root, '.bun'),
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: windows,
  })
  if (error || status !== 0) throw new SetupError(`Bun ${wanted} could not be installed: npm needs the package registry.`)
  // Where npm has left out the package's own script, its platform binary is not in its place yet.
  if (!recent(own, wanted)) spawnSync(process.execPath, ['install.js'], { cwd: dirname(dirname(own)) })
  if (!recent(own, wanted)) throw new SetupError(`Bun ${wanted} was installed, and does not run on this machine.`)
  return own
}

function manifest() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
}

function onPath(name) {
  return (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, windows ? `${name}.exe` : name))
}

/** Whether the program answers with a version of the wanted major and minor, or a later minor. */
function recent(path, wanted) {
  const { stdout, status } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  if (status !== 0) return false
  const [major, minor] = stdout.trim().split('.').map(Number)
  const [leastMajor, leastMinor] = wanted.split('.').map(Number)
  return major === leastMajor && minor >= leastMinor
}

/** Installs the dependencies unless they are those of the lock file already. */
function dependencies(bun) {
  const stamp = join(root, 'node_modules', '.windlass')
  const print = fingerprint()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === print) return
  console.log('Installing dependencies')
  const { status } = spawnSync(bun, ['install', '--frozen-lockfile'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: environment(bun),
  })
  if (status !== 0) throw new SetupError('The dependencies could not be installed: see above.')
  writeFileSync(stamp, print)
}

function fingerprint() {
  const members = ['packages', 'apps'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name, 'package.json')),
  )
  const hash = createHash('sha256')
  for (const file of ['bun.lock', 'package.json', 'tools/package.json', ...members.sort()]) {
    if (existsSync(join(root, file))) hash.update(file).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

/** The environment in which `bun` and the tools of the repository are found. */
function environment(bun) {
  const path = [dirname(bun), join(root, 'node_modules', '.bin'), process.env.PATH].filter(Boolean).join(delimiter)
  const direct = [process.env.NO_PROXY ?? process.env.no_proxy, '127.0.0.1', 'localhost'].filter(Boolean).join(',')
  return { ...process.env, PATH: path, NO_PROXY: direct, no_proxy: direct }
}

/** Makes the machine ready and returns how to run something with Bun in the root of the repository. */
export function prepare() {
  const program = bun()
  dependencies(program)
  return (args) => run(program, args)
}

/** Runs Bun, hands signals on to it, and resolves to its exit code. */
function run(program, args) {
  const child = spawn(program, args, { cwd: root, stdio: 'inherit', env: environment(program) })
  // A terminal sends Ctrl-C to the child as well, npm only to this process: the child takes two for one.
  process.on('SIGINT', () => child.kill('SIGINT'))
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGHUP', () => child.kill('SIGTERM'))
  // The shell in which npm runs this dies of a signal without passing it on.
  const parent = process.ppid
  const watching = setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => {
      clearInterval(watching)
      resolve(code ?? 1)
    })
  })
}
