import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Output } from '../packages/cli/src/generate/output.ts'

/** The files that name versions of our packages, and how: a range of versions, or the very one. */
const files = {
  'docs/package-of-your-own.md': '^',
  'examples/sqs/package.json': '^',
  'packages/create-windlass/template/package.json': '',
}

/** Those files with the version that our packages have. */
export function ranged(root: string, version: string): Output {
  return new Map(
    Object.entries(files).map(([file, range]) => [
      file,
      withRange(readFileSync(join(root, file), 'utf8'), range + version),
    ]),
  )
}

const withRange = (text: string, range: string) => text.replace(/("@windlass\/[\w-]+": )"[^"]+"/g, `$1"${range}"`)
