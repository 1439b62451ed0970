import { join, resolve } from 'node:path'
import type { Asked } from '../arguments.ts'
import { Problem } from '../problem.ts'
import { filesOf, mark, words } from './files.ts'
import { differing, type Output, present, write } from './output.ts'
import { manifestOf, sourcesOf } from './source.ts'

interface Around {
  /** The folder that paths are taken from. */
  readonly folder: string
  readonly print: (text: string) => void
  readonly complain: (text: string) => void
}

/** Writes what follows from the kinds of a module, or says what differs from it. Answers the exit code. */
export async function generate(asked: Extract<Asked, { do: 'generate' }>, around: Around): Promise<0 | 1> {
  const module = resolve(around.folder, asked.module)
  const output = filesOf(await sourcesOf(module), asked.controller ?? nameOf(module), 'windlass generate')
  const out = resolve(around.folder, asked.out)
  if (!asked.check) refuseForeign(out, output)
  const ours = { folders: ['crds', 'rbac'], made: (text: string) => text.startsWith(mark) }
  const different = differing(out, output, ours)
  if (!asked.check) write(out, output, ours)
  for (const path of different) around.print(`${path}\n`)
  if (!asked.check || different.length === 0) return 0
  around.complain('These files differ from the kinds: run windlass generate with the same arguments without --check.\n')
  return 1
}

/** Throws `Problem` where a file of a person is in the way. A policy has no place for a comment, and is taken for ours. */
function refuseForeign(out: string, output: Output): void {
  for (const [path, text] of output) {
    const there = present(join(out, path))
    if (there !== undefined && text.includes(words) && !there.includes(words))
      throw new Problem('Refused', `${path} is not a generated file: move it, or give --out another folder.`)
  }
}

/** The name of the package, without its scope. */
function nameOf(module: string): string {
  const name = manifestOf(module)?.name
  if (typeof name !== 'string') throw new Problem('Usage', `${module} is in no package: give --controller NAME.`)
  return name.replace(/^.*\//, '')
}
