import { type Item, isItem } from '@windlass/core'

/** The parts of a manifest that only the workspace needs. */
const inside = ['devDependencies', 'scripts']

const ranges = ['dependencies', 'peerDependencies', 'optionalDependencies']

/** A manifest that cannot be published as it stands. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError'
}

/**
 * A manifest as it is published: ranges of the workspace are those of the versions it has there, what only the workspace needs
 * is left out, all else is kept, and where the sources are is added where it is known.
 */
export function published(manifest: Item, versions: ReadonlyMap<string, string>, repository?: Repository): Item {
  const kept = Object.entries(manifest).filter(([key]) => !inside.includes(key))
  const entries = kept.map(([key, value]) => [
    key,
    ranges.includes(key) && isItem(value) ? settled(value, versions) : value,
  ])
  return { ...Object.fromEntries(entries), ...(repository && { repository: { type: 'git', ...repository } }) }
}

/** Where the sources of a package are. */
export interface Repository {
  readonly url: string
  /** The folder of the package. */
  readonly directory: string
}

function settled(dependencies: Item, versions: ReadonlyMap<string, string>): Item {
  return Object.fromEntries(
    Object.entries(dependencies).map(([name, range]) => [name, rangeOf(name, String(range), versions)]),
  )
}

/** `workspace:^` is `^0.1.0`, `workspace:*` is `0.1.0`, `workspace:>=0.1` is `>=0.1`. */
function rangeOf(name: string, range: string, versions: ReadonlyMap<string, string>): string {
  const [, own] = /^workspace:(.+)$/.exec(range) ?? []
  if (own === undefined) return range
  const version = versions.get(name)
  if (version === undefined) throw new ManifestError(`${name} is not one of the published packages.`)
  if (own === '*') return version
  return own === '^' || own === '~' ? `${own}${version}` : own
}

/**
 * Where everybody finds what a checkout was made from, as npm writes it: `git+https://example.com/windlass.git`. Undefined for a
 * folder of this machine, and for what is no public address. Names and passwords in it are left out.
 */
export function publicAddress(remote: string): string | undefined {
  if (!URL.canParse(remote)) return undefined
  const { protocol, host, pathname } = new URL(remote)
  return protocol === 'https:' ? `git+https://${host}${pathname.replace(/(\.git)?\/?$/, '.git')}` : undefined
}
