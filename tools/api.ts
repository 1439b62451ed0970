import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isItem } from '@windlass/core'
import { isolatedDeclarationSync } from 'oxc-transform'
import type { Output } from '../packages/cli/src/generate/output.ts'

/** Where the pages are written. */
export const apiFolder = 'docs/api'

/** A page for each package that is imported: what each of its doors exports, and of which type. */
export function apiPages(root: string): Output {
  const packages = join(root, 'packages')
  const pages = readdirSync(packages).flatMap((name): readonly (readonly [string, string])[] => {
    const doors = doorsOf(join(packages, name))
    return doors.length === 0 ? [] : [[`${apiFolder}/${name}.md`, page(`@windlass/${name}`, doors)]]
  })
  return new Map(pages)
}

/** What is imported by one path, `.` or `./kube`, and the source that it leads to. */
interface Door {
  readonly path: string
  readonly source: string
}

function doorsOf(folder: string): readonly Door[] {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const exported = isItem(manifest) && isItem(manifest.exports) ? Object.entries(manifest.exports) : []
  return exported.flatMap(([path, to]) => {
    const file = isItem(to) ? String(to.default) : ''
    return file.endsWith('.js')
      ? [{ path, source: join(folder, file.replace('dist', 'src').replace('.js', '.ts')) }]
      : []
  })
}

function page(name: string, doors: readonly Door[]): string {
  const sections = doors.map(({ path, source }) => {
    const texts = Object.entries(exportsOf(source)).sort(([a], [b]) => (a < b ? -1 : 1))
    return `## ${name}${path.slice(1)}\n\n\`\`\`ts\n${texts.map(([, text]) => text).join('\n')}\n\`\`\``
  })
  const head =
    'Made from the sources by `bun run generate`; do not edit. A change of this page is a change for whoever imports the package.'
  return `${[`# ${name}`, head, ...sections].join('\n\n')}\n`
}

/** The declarations that a module exports, by name. */
function exportsOf(file: string): Readonly<Record<string, string>> {
  const declarations = declarationsOf(file)
  const own = declarations.flatMap((text) => {
    const [, name] = /^export (?:declare )?(?:abstract )?(?:class|const|function|interface|type) (\w+)/.exec(text) ?? []
    return name === undefined ? [] : [[name, text] as const]
  })
  const others = declarations.flatMap((text) => passedOn(text, file, declarations))
  // Overloads are several declarations of one name.
  const names = [...new Set([...own, ...others].map(([name]) => name))]
  const all = (name: string) => [...own, ...others].filter(([one]) => one === name).map(([, text]) => text)
  return Object.fromEntries(names.map((name) => [name, all(name).join('\n')]))
}

/** The declarations that one statement hands on: from another module, or under the names of the module itself. */
function passedOn(text: string, file: string, declarations: readonly string[]): readonly (readonly [string, string])[] {
  const [, what, list = '', from] = /^export (?:type )?(\* as \w+|\*|\{([^}]*)\})(?: from "([^"]+)")?/.exec(text) ?? []
  if (what === undefined) return []
  const there = from?.startsWith('.') ? exportsOf(join(dirname(file), from)) : undefined
  if (what === '*') return Object.entries(there ?? {})
  if (what.startsWith('*')) {
    const name = what.replace('* as ', '')
    const inner = Object.entries(there ?? {}).map(([, one]) => one.replace(/^/gm, '  '))
    return [[name, `export namespace ${name} {\n${inner.join('\n')}\n}`]]
  }
  return list.split(',').flatMap((one) => {
    const [name = '', as = name] = one.replace('type ', '').trim().split(' as ')
    if (name === '') return []
    const found =
      from === undefined ? inside(name, file, declarations) : (there?.[name] ?? `export { ${name} } from "${from}"`)
    return [[as, name === as ? found : `export { ${name} as ${as} } // ${found}`]]
  })
}

/** What a name means in a module that exports it apart from its declaration. */
function inside(name: string, file: string, declarations: readonly string[]): string {
  const own = declarations.find((text) =>
    new RegExp(`^(?:declare )?(?:class|const|function|interface|type) ${name}\\b`).test(text),
  )
  if (own !== undefined) return `export ${own}`
  for (const text of declarations) {
    const [, list = '', from = ''] = /^import (?:type )?\{([^}]*)\} from "([^"]+)"/.exec(text) ?? []
    const names = list.split(',').map((one) => one.replace('type ', '').trim())
    if (names.includes(name) && from.startsWith('.')) return exportsOf(join(dirname(file), from))[name] ?? name
  }
  return `export { ${name} }`
}

/** The statements of a module's declarations, without comments. */
function declarationsOf(file: string): readonly string[] {
  const { code } = isolatedDeclarationSync(file, readFileSync(file, 'utf8'))
  const plain = code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\n/gm, '')
  // A statement begins where a line does; its further lines are indented or close what it has opened.
  const statements = plain.split(/\n(?![\s})>\]])/)
  // What follows from a call, as a kind does from its declaration, has no type of its own in the source.
  return statements.map((text) =>
    text
      .trim()
      .replaceAll('\t', '  ')
      .replace(/: unknown;$/, ''),
  )
}
