import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.ts'

/** Gives every package the version that the changes ask for, and the workspace, the charts and the pages the same. */
const root = join(import.meta.dirname, '../..')
const bun = process.execPath

const versionOf = (file: string) => /"version": "([^"]+)"/.exec(readFileSync(join(root, file), 'utf8'))?.[1] ?? ''

run(bun, ['--bun', 'changeset', 'version'], root)
const version = versionOf('packages/core/package.json')
const workspace = readFileSync(join(root, 'package.json'), 'utf8')
writeFileSync(join(root, 'package.json'), workspace.replace(/"version": "[^"]+"/, `"version": "${version}"`))
run(bun, ['install'], root)
run(bun, ['run', 'generate'], root)
console.log(`All packages have version ${version}.`)
