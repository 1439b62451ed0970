#!/usr/bin/env node
import { tooOld } from '@windlass/core/node'

const complaint = tooOld(process.versions.node)
if (complaint === undefined) await import('./start.ts')
else {
  process.stderr.write(`efs-controller: ${complaint}\n`)
  process.exitCode = 2
}
