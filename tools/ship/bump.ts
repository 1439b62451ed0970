import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.ts'

const root = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')

/** What a change says to users: the file without its head, which names packages. */
export function noteOf(change: string): string {
  return change.replace(/^---\n[\s\S]*?\n---\n/, '').trim()
}

/** The changelog when a version is made: what was next is that version, with these notes first, and nothing is next yet. */
export function released(changelog: string, version: string, notes: readonly string[]): string {
  const lines = notes.map((note) => `* ${note.replaceAll('\n', '\n  ')}`).join('\n')
  return changelog.replace('## Next\n', `## Next\n\n## ${version}\n${lines === '' ? '' : `\n${lines}\n`}`)
}

function notes(): readonly string[] {
  const names = readdirSync(join(root, '.changeset')).filter((name) => name.endsWith('.md') && name !== 'README.md')
  return names.sort().map((name) => noteOf(read(join('.changeset', name))))
}

/** Gives every package the version that the changes ask for, and the workspace, the charts, the pages and the changelog the same. */
function bump(): string {
  const bun = process.execPath
  const said = notes()
  run(bun, ['--bun', 'changeset', 'version'], root)
  const version = /"version": "([^"]+)"/.exec(read('packages/core/package.json'))?.[1] ?? ''
  const workspace = read('package.json').replace(/"version": "[^"]+"/, `"version": "${version}"`)
  writeFileSync(join(root, 'package.json'), workspace)
  writeFileSync(join(root, 'CHANGELOG.md'), released(read('CHANGELOG.md'), version, said))
  run(bun, ['install'], root)
  run(bun, ['run', 'generate'], root)
  return version
}

if (import.meta.main) console.log(`All packages have version ${bump()}.`)
