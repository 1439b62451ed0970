import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { filesOf, type Mutant, planted } from './mutant.ts'

/** The root of the project. */
export const root = join(import.meta.dirname, '../../../..')

const parts = [
  'packages',
  'apps',
  'examples',
  'tools',
  'package.json',
  'tsconfig.base.json',
  'tsconfig.json',
  'vitest.config.ts',
]
const left = ['dist', '.turbo', 'coverage']

/** A copy of the project's source in a folder of its own, in which mistakes are made one at a time. */
export class Tree {
  readonly folder = mkdtempSync(join(tmpdir(), 'windlass-mutant-'))

  readonly #remove = () => rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })

  constructor() {
    process.once('exit', this.#remove)
    for (const part of readdirSync(root, { withFileTypes: true }).filter(({ name }) => parts.includes(name)))
      copy(part.isDirectory(), join(root, part.name), join(this.folder, part.name))
    const modules = join(root, 'node_modules')
    mkdirSync(join(this.folder, 'node_modules'))
    // Caches of what was compiled stay behind: they are of the source without mistakes.
    for (const name of readdirSync(modules).filter((each) => !each.startsWith('.vite')))
      symlinkSync(join(modules, name), join(this.folder, 'node_modules', name))
  }

  /** Does something while the mistake is in the source. Throws `Outdated` when it cannot be made. */
  async with<T>(mutant: Mutant, work: () => Promise<T>): Promise<T> {
    const sources = filesOf(mutant).map((file) => {
      const path = join(this.folder, file)
      const source = readFileSync(path, 'utf8')
      return { path, source, mistaken: planted(mutant, file, source) }
    })
    try {
      for (const { path, mistaken } of sources) writeFileSync(path, mistaken)
      return await work()
    } finally {
      for (const { path, source } of sources) writeFileSync(path, source)
    }
  }

  remove(): void {
    process.off('exit', this.#remove)
    this.#remove()
  }
}

/** Links stay as they are: those inside the project then lead inside the copy. */
function copy(folder: boolean, from: string, to: string): void {
  if (!folder) {
    copyFileSync(from, to)
    return
  }
  mkdirSync(to)
  for (const part of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, part.name), join(to, part.name)]
    if (part.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else if (!left.includes(part.name)) copy(part.isDirectory(), source, target)
  }
}
