#!/usr/bin/env node
import own from '../package.json' with { type: 'json' }

// Older versions fail while the modules are loaded, with a page of stack: they are told before anything is.
const wanted = own.engines.node.replace('>=', '')
if (wanted.localeCompare(process.versions.node, undefined, { numeric: true }) > 0) {
  process.stderr.write(`windlass: Node ${wanted} or newer is needed, or Bun. This is Node ${process.versions.node}.\n`)
  process.exit(2)
}
await import('./start.ts')
