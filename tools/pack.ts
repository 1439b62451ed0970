import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Item, isItem } from '@windlass/core'
import { ManifestError, publicAddress, published, type Repository } from './manifest.ts'

const usage = `Usage: bun run pack -- --out DIR

Builds every published package and writes its npm tarball into DIR, which is made if need be.`

const root = join(import.meta.dirname, '..')

/** A published package: its folder, and its manifest in the workspace. */
interface Package {
  readonly folder: string
  readonly name: string
  readonly version: string
  readonly manifest: Item
}

function packages(): readonly Package[] {
  return readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map(packageOf)
    .filter(({ manifest }) => manifest.private !== true)
}

function packageOf(folder: string): Package {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (!isItem(manifest) || typeof manifest.name !== 'string' || typeof manifest.version !== 'string')
    throw new ManifestError(`${folder}/package.json has no name or no version.`)
  return { folder, name: manifest.name, version: manifest.version, manifest }
}

/** What goes into the tarball of a package, from the workspace: what its manifest lists, its README and the licence. */
function contents({ folder, name, manifest }: Package): readonly (readonly [from: string, to: string])[] {
  const listed = Array.isArray(manifest.files) ? manifest.files.map(String) : []
  const missing = listed.filter((file) => !existsSync(join(folder, file)))
  if (missing.length > 0) throw new ManifestError(`${name} lists ${missing.join(', ')}, which is not there.`)
  return [
    ...[...listed, 'README.md'].map((file) => [join(folder, file), file] as const),
    [join(root, 'LICENSE'), 'LICENSE'] as const,
  ]
}

/** Runs Bun; what it says goes to the standard error, so that the tarballs alone are on the standard output. */
function bun(args: readonly string[], cwd: string): void {
  const { status, error } = spawnSync(process.execPath, [...args], {
    cwd,
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
  })
  if (error !== undefined) throw error
  if (status !== 0) throw new ManifestError(`bun ${args.join(' ')} failed in ${cwd}.`)
}

/** Where the sources of a package are: where this checkout is from. Undefined for one that is from nowhere. */
function repositoryOf({ folder }: Package): Repository | undefined {
  const { status, stdout } = spawnSync('git', ['remote', 'get-url', 'origin'], { cwd: folder, encoding: 'utf8' })
  const url = status === 0 ? publicAddress(stdout.trim()) : undefined
  return url === undefined ? undefined : { url, directory: relative(root, folder) }
}

/** Writes the tarball of a package. Returns its path. */
function pack(one: Package, versions: ReadonlyMap<string, string>, out: string): string {
  const stage = mkdtempSync(join(tmpdir(), 'windlass-pack-'))
  try {
    for (const [from, to] of contents(one)) cpSync(from, join(stage, to), { recursive: true })
    writeFileSync(
      join(stage, 'package.json'),
      `${JSON.stringify(published(one.manifest, versions, repositoryOf(one)), undefined, 2)}\n`,
    )
    const tarball = join(out, `${one.name.replace('@', '').replace('/', '-')}-${one.version}.tgz`)
    bun(['pm', 'pack', '--quiet', '--filename', tarball], stage)
    return tarball
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

/** Builds the published packages and writes their tarballs into a folder. Returns the tarballs by package name. */
export function packInto(out: string): ReadonlyMap<string, string> {
  bun(['run', 'build'], root)
  mkdirSync(out, { recursive: true })
  const all = packages()
  const versions = new Map(all.map(({ name, version }) => [name, version]))
  return new Map(all.map((one) => [one.name, pack(one, versions, out)]))
}

function main(args: string[]): number {
  const { values, positionals } = parseArgs({ args, options: { out: { type: 'string' } }, strict: false })
  const { out, ...more } = values
  if (typeof out !== 'string' || positionals.length > 0 || Object.keys(more).length > 0) {
    console.error(usage)
    return 2
  }
  for (const tarball of packInto(resolve(out)).values())
    console.log(`${String(Math.ceil(statSync(tarball).size / 1024)).padStart(5)} KiB  ${tarball}`)
  return 0
}

if (import.meta.main)
  try {
    process.exitCode = main(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
