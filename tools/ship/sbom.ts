import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library'
import { type Item, isItem, item } from '@windlass/core'
import { PackageURL } from 'packageurl-js'
import { ShipError } from './run.ts'

/** A package that an executable has in it, as bun.lock names it. */
export interface Part {
  readonly name: string
  readonly version: string
  /** SHA-512 in base 64; undefined for a package of this repository. */
  readonly digest: string | undefined
}

const strings = (value: unknown) => Object.keys(item(value))

/** The lock file: JSON but for commas before a closing bracket. Throws `ShipError` for one that is none. */
export function lockOf(text: string): Item {
  const read: unknown = JSON.parse(text.replace(/,(\s*[}\]])/g, '$1'))
  if (!isItem(read) || !isItem(read.packages) || !isItem(read.workspaces))
    throw new ShipError('bun.lock cannot be read.')
  return read
}

/**
 * What a member of the workspace needs to run, itself left out, by name: each package that the lock file resolves its dependencies
 * to, and theirs. What is only needed to develop it is none.
 */
export function partsOf(lock: Item, member: string): readonly Part[] {
  const members = Object.entries(item(lock.workspaces))
  const byName = new Map(members.map(([, one]) => [String(item(one).name), item(one)] as const))
  const found = new Map<string, Part>()
  const visit = (key: string, needs: Item) => {
    for (const name of [...strings(needs.dependencies), ...strings(needs.optionalDependencies)]) {
      const at = resolved(item(lock.packages), key, name)
      if (at === undefined || found.has(at)) continue
      const { part, needs: further } = packageAt(lock, byName, at)
      found.set(at, part)
      visit(at, further)
    }
  }
  const root = byName.get(member)
  if (root === undefined) throw new ShipError(`bun.lock has no member ${member}.`)
  visit('', root)
  return [...found.values()].sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1))
}

/** The key under which the lock file has a dependency: that of the package itself, or of the nearest one around it. */
function resolved(packages: Item, from: string, name: string): string | undefined {
  const around = from.match(/(@[^/]+\/)?[^/]+/g) ?? []
  for (let depth = around.length; depth >= 0; depth--) {
    const key = [...around.slice(0, depth), name].join('/')
    if (packages[key] !== undefined) return key
  }
  return undefined
}

function packageAt(lock: Item, members: ReadonlyMap<string, Item>, key: string): { part: Part; needs: Item } {
  const row = item(lock.packages)[key]
  const [spec, , needs, digest]: readonly unknown[] = Array.isArray(row) ? row : []
  const [, name = '', version = ''] = /^(@?[^@]+)@(.+)$/.exec(String(spec)) ?? []
  const own = members.get(name)
  if (own !== undefined) return { part: { name, version: String(own.version), digest: undefined }, needs: own }
  return { part: { name, version, digest: String(digest).replace(/^sha512-/, '') }, needs: item(needs) }
}

/** The bill of materials of an executable, as CycloneDX 1.6 in JSON: the same lock file gives the same text. */
export function sbomOf(program: string, version: string, parts: readonly Part[]): string {
  const bom = new Models.Bom()
  const component = new Models.Component(Enums.ComponentType.Application, program, { version, bomRef: program })
  bom.metadata.component = component
  for (const { name, version: of, digest } of parts) {
    const [, group, bare = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? []
    const purl = new PackageURL('npm', group, bare, of, undefined, undefined).toString()
    const hashes = digest === undefined ? [] : [[Enums.HashAlgorithm['SHA-512'], hex(digest)] as const]
    const one = new Models.Component(Enums.ComponentType.Library, bare, {
      group,
      version: of,
      purl,
      bomRef: purl,
      hashes: new Models.HashDictionary(hashes),
    })
    bom.components.add(one)
    component.dependencies.add(one.bomRef)
  }
  const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6)
  return `${new Serialize.JsonSerializer(factory).serialize(bom, { sortLists: true, space: 2 })}\n`
}

const hex = (base64: string) => Buffer.from(base64, 'base64').toString('hex')

/** The parts of a member of this repository. */
export function partsIn(root: string, member: string): readonly Part[] {
  return partsOf(lockOf(readFileSync(join(root, 'bun.lock'), 'utf8')), member)
}
