import { spawnSync } from 'node:child_process'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import core from '../../packages/core/package.json' with { type: 'json' }
import { run, ShipError } from './run.ts'
import { partsIn, sbomOf } from './sbom.ts'

const usage = `Usage: bun run compile -- --out DIR [--commit SHA]

Compiles ec2-controller, efs-controller and windlass into one executable each for this machine's platform, and writes
them into DIR, which is made if need be, each with what is in it (NAME.cdx.json, CycloneDX). The same commit gives the same bytes, wherever it is checked out.
--commit says which commit it is where there is no git.`

const root = join(import.meta.dirname, '../..')

/** What is compiled, and what each begins with. */
export const executables: Readonly<Record<string, string>> = {
  'ec2-controller': 'apps/ec2-controller/src/main.ts',
  'efs-controller': 'apps/efs-controller/src/main.ts',
  windlass: 'packages/cli/src/start.ts',
}

/** What only one of them is compiled with. `windlass generate` loads a module of somebody else's package, and what that needs. */
const own: Readonly<Record<string, readonly string[]>> = { windlass: ['--compile-autoload-package-json'] }

/** Which member of the workspace each is. */
const members: Readonly<Record<string, string>> = {
  'ec2-controller': '@windlass/ec2-controller',
  'efs-controller': '@windlass/efs-controller',
  windlass: '@windlass/cli',
}

/** The commit that is checked out, with `-dirty` when files differ from it. Throws `ShipError` where there is no git. */
export function commitOf(folder: string): string {
  const git = (...args: readonly string[]) => spawnSync('git', args, { cwd: folder, encoding: 'utf8' })
  const { status, stdout } = git('rev-parse', 'HEAD')
  if (status !== 0) throw new ShipError('There is no git that says which commit this is: give --commit SHA.')
  return `${stdout.trim()}${git('status', '--porcelain').stdout === '' ? '' : '-dirty'}`
}

/** Compiles every executable into a folder, each with its bill of materials beside it (`NAME.cdx.json`). Returns the paths by name. */
export function compileInto(out: string, commit: string): ReadonlyMap<string, string> {
  mkdirSync(out, { recursive: true })
  return new Map(
    Object.entries(executables).map(([name, entry]) => {
      const file = join(out, name)
      run(process.execPath, [...flags(commit), ...(own[name] ?? []), join(root, entry), '--outfile', file], root)
      writeFileSync(`${file}.cdx.json`, sbomOf(name, core.version, partsIn(root, members[name] ?? '')))
      return [name, file]
    }),
  )
}

function flags(commit: string): readonly string[] {
  const told = {
    WINDLASS_COMMIT: commit,
    // Bun would put in the folder of this machine, which would make other bytes of every checkout.
    __dirname: '/windlass',
    __filename: '/windlass/main.js',
  }
  return [
    ...['build', '--compile', '--minify', '--keep-names'],
    // A file that happens to lie where a controller is started must not change what it does.
    ...['--no-compile-autoload-dotenv', '--no-compile-autoload-bunfig'],
    ...Object.entries(told).flatMap(([name, value]) => ['--define', `${name}=${JSON.stringify(value)}`]),
  ]
}

function main(args: string[]): number {
  const { values, positionals } = parseArgs({
    args,
    options: { out: { type: 'string' }, commit: { type: 'string' } },
    strict: false,
  })
  const { out, commit, ...more } = values
  if (typeof out !== 'string' || positionals.length > 0 || Object.keys(more).length > 0) {
    console.error(usage)
    return 2
  }
  for (const file of compileInto(resolve(out), typeof commit === 'string' ? commit : commitOf(root)).values())
    console.log(`${String(Math.ceil(statSync(file).size / 2 ** 20)).padStart(5)} MiB  ${file}`)
  return 0
}

if (import.meta.main)
  try {
    process.exitCode = main(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof ShipError)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
