import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Generated files by path from the folder they are written into. */
export type Output = ReadonlyMap<string, string>

/** Where generated files are that may have gone out of use. */
export interface Kept {
  readonly folders: readonly string[]
  /** Whether a text was generated. Every file of the folders, unless given. */
  made?(text: string): boolean
}

/** The paths whose files differ from what is generated, are missing, or are no longer generated. */
export function differing(root: string, output: Output, kept: Kept): readonly string[] {
  const changed = [...output].filter(([path, text]) => present(join(root, path)) !== text).map(([path]) => path)
  return [...changed, ...stale(root, output, kept)].sort()
}

/** Makes the files what is generated; those that are no longer generated are removed. */
export function write(root: string, output: Output, kept: Kept): void {
  for (const [path, text] of output) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    if (present(join(root, path)) !== text) writeFileSync(join(root, path), text)
  }
  for (const path of stale(root, output, kept)) rmSync(join(root, path))
}

function stale(root: string, output: Output, { folders, made = () => true }: Kept): readonly string[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => `${folder}/${name}`),
    )
    .filter((path) => !output.has(path) && made(readFileSync(join(root, path), 'utf8')))
}

/** The text of a file; undefined where there is none. */
export function present(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
