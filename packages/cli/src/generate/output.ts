import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Generated files by path from the root of the repository. */
export type Output = ReadonlyMap<string, string>

/** The paths whose files differ from what is generated, are missing, or are no longer generated. */
export function differing(root: string, output: Output, folders: readonly string[]): readonly string[] {
  const changed = [...output].filter(([path, text]) => present(join(root, path)) !== text).map(([path]) => path)
  return [...changed, ...stale(root, output, folders)].sort()
}

/** Makes the files what is generated; files in `folders` that are no longer generated are removed. */
export function write(root: string, output: Output, folders: readonly string[]): void {
  for (const [path, text] of output) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    if (present(join(root, path)) !== text) writeFileSync(join(root, path), text)
  }
  for (const path of stale(root, output, folders)) rmSync(join(root, path))
}

function stale(root: string, output: Output, folders: readonly string[]): readonly string[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => `${folder}/${name}`),
    )
    .filter((path) => !output.has(path))
}

function present(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
