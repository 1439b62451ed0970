#!/usr/bin/env node
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import own from '../package.json' with { type: 'json' }
import { CreateError, create } from './create.ts'

const usage = `Usage: npm create windlass [folder]

Begins a package of your own in a new folder (my-controller unless given): a controller with one kind, the simulated
service that it works on, and its tests. It runs at once, without a cluster and without an AWS account.
`

function main([folder = 'my-controller', ...more]: readonly string[]): 0 | 1 | 2 {
  if (folder === '--help' || folder === '-h') {
    process.stdout.write(usage)
    return 0
  }
  if (more.length > 0 || folder.startsWith('-')) {
    process.stderr.write(usage)
    return 2
  }
  try {
    create({ folder, template: fileURLToPath(new URL('../template', import.meta.url)), version: own.version })
  } catch (error) {
    if (!(error instanceof CreateError)) throw error
    process.stderr.write(`create-windlass: ${error.message}\n`)
    return 1
  }
  const there = relative(process.cwd(), folder) || '.'
  process.stdout.write(`
${there} is there. Now:

  cd ${there}
  npm install
  npm start          a cluster and an AWS in one process, the controller, and manifests/ on their way
  npm run dev        the same, started anew when you save; what was made stays
  npm test           types, stories, a crash at every call
`)
  return 0
}

const wanted = own.engines.node.replace('>=', '')
if (wanted.localeCompare(process.versions.node, undefined, { numeric: true }) > 0) {
  process.stderr.write(`create-windlass: Node ${wanted} or newer is needed. This is Node ${process.versions.node}.\n`)
  process.exitCode = 2
} else process.exitCode = main(process.argv.slice(2))
