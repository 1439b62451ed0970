import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** How long one kind is: lines of code without imports, comments and blank lines, files that no other kind uses included. */
export interface Size {
  readonly kind: string
  readonly lines: number
  /** The files it is made of, its own first. */
  readonly files: readonly string[]
}

/** The packages that declare kinds; what is in `service` serves all kinds of a package. */
const folders = ['packages/ec2/src', 'packages/efs/src']

/** Lines of code: what is left without imports, comments and blank lines. */
export function codeOf(text: string): number {
  const code = text
    .replace(/^import [^']*'[^']*'$/gm, '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
  return code.split('\n').filter((line) => line.trim() !== '').length
}

/** The size of every kind, the longest first. */
export function sizes(root: string): readonly Size[] {
  return folders.flatMap((folder) => sizesIn(join(root, folder))).sort((a, b) => b.lines - a.lines)
}

function sizesIn(folder: string): readonly Size[] {
  const every = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const names = every.filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('service/'),
  )
  const texts = new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
  const imports = (name: string) =>
    [...(texts.get(name) ?? '').matchAll(/from '(\.{1,2}\/[a-z0-9/.]+\.ts)'/g)].map(([, file = '']) =>
      join(name, '..', file),
    )
  const users = (file: string) => names.filter((name) => name !== file && imports(name).includes(file))
  return names.flatMap((name): readonly Size[] => {
    const kind = /export const \w+ = \w+\.kind\('(\w+)'/.exec(texts.get(name) ?? '')?.[1]
    if (kind === undefined) return []
    const files = [name]
    for (const file of files)
      for (const other of imports(file))
        if (!files.includes(other) && users(other).every((user) => files.includes(user))) files.push(other)
    return [{ kind, lines: files.reduce((sum, file) => sum + codeOf(texts.get(file) ?? ''), 0), files }]
  })
}

/** The middle of the sizes. */
export function median(of: readonly Size[]): number {
  const lines = of.map((one) => one.lines).sort((a, b) => a - b)
  return lines[Math.floor(lines.length / 2)] ?? 0
}

if (import.meta.main) {
  const all = sizes(process.cwd())
  for (const { kind, lines, files } of all)
    console.log(`${String(lines).padStart(5)}  ${kind.padEnd(18)} ${files.join(' ')}`)
  console.log(`median ${median(all)}`)
}
