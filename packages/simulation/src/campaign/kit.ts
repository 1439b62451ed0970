import { type Item, isItem, items, type Kind, type Metrics } from '@windlass/core'
import type { Clock } from '@windlass/core/time'
import type { Module } from '@windlass/simulator'
import type { Truth } from '../truth/truth.ts'

/** A custom resource as a user writes it. */
export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly spec: Item
}

/** What can be tried. */
export interface Kit {
  readonly kinds: readonly Kind[]
  /** An example or more of each kind. */
  readonly manifests: readonly Manifest[]
  /** Further objects, for the values of their fields, and for `edits`. */
  readonly others: readonly Manifest[]
  /**
   * Objects of `manifests` and `others`, by kind and name, with other values of some of their fields: each value is an edit of
   * that object, in place of one of the example with the fewest others, which does not take it.
   */
  readonly edits: readonly Manifest[]
  /** Simulated services beside EC2, EFS and STS that the kinds need. */
  readonly modules?: readonly Module[]
  /**
   * How kinds are found in the simulated AWS, for a judge of what they say of themselves. A kind without one is judged by its own
   * facets.
   */
  readonly truths?: readonly Truth[]
  /** The metrics of the processes under test: no secret may be in what they print. Without it that is not asked for. */
  readonly measure?: Measure
}

/** Makes the metrics of a controller of some kinds, as its program does. Called at most once in a run, for all its processes. */
export type Measure = (of: { readonly kinds: readonly Kind[]; readonly clock: Clock }) => Metrics

/** An edit of one field of an object, with what it needs before and after. */
export interface Edit {
  readonly subject: Subject
  readonly field: string
  readonly value: unknown
}

/** One object under test, and the objects it refers to, those it needs first in front. */
export interface Subject {
  readonly kind: Kind
  readonly manifest: Manifest
  readonly company: readonly Manifest[]
  /** The kinds of them all. */
  readonly kinds: readonly Kind[]
  readonly modules: readonly Module[]
  readonly truths: readonly Truth[]
  readonly measure: Measure | undefined
}

/** A kind that no example manifest stands for cannot be tried. */
export class NoExample extends Error {
  override readonly name = 'NoExample'
  readonly code = 'NoExample'
  constructor(kind: string) {
    super(`There is no example manifest of kind ${kind}: add one to the examples, so that it can be tried.`)
  }
}

/** Whether a parsed document is a manifest with a spec. */
export function isManifest(value: unknown): value is Manifest {
  return (
    isItem(value) &&
    typeof value.kind === 'string' &&
    typeof value.apiVersion === 'string' &&
    isItem(value.metadata) &&
    typeof value.metadata.name === 'string' &&
    isItem(value.spec)
  )
}

/**
 * The example of a kind that needs the fewest others, with those. Throws `NoExample` when there is none, or when it
 * refers to an object without one.
 */
export function subjectOf(kit: Kit, name: string): Subject {
  const kind = kindOf(kit, name)
  const candidates = kit.manifests
    .filter((manifest) => manifest.kind === name)
    .map((manifest) => ({ manifest, company: closure(kit, manifest) }))
    .sort((a, b) => a.company.length - b.company.length)
  const [best] = candidates
  if (best === undefined) throw new NoExample(name)
  return subjectFrom(kit, kind, best.manifest, best.company)
}

function subjectFrom(kit: Kit, kind: Kind, manifest: Manifest, company: readonly Manifest[]): Subject {
  const names = new Set([kind.name, ...company.map((each) => each.kind)])
  const { measure, modules = [], truths = [] } = kit
  return { kind, manifest, company, kinds: kit.kinds.filter((each) => names.has(each.name)), modules, truths, measure }
}

/** The edits that the kit has of objects of a kind. Throws `NoExample` for one of an object that is no example. */
export function editsOf(kit: Kit, name: string): readonly Edit[] {
  const kind = kindOf(kit, name)
  return kit.edits
    .filter((edit) => edit.kind === name)
    .flatMap((edit) => {
      const manifest = manifestOf(kit, name, edit.metadata.name)
      return Object.entries(edit.spec).map(([field, value]) => {
        const after = { ...manifest, spec: { [field]: value } }
        const company = closure(kit, after, closure(kit, manifest)).filter((each) => each !== manifest)
        return { subject: subjectFrom(kit, kind, manifest, company), field, value }
      })
    })
}

function kindOf(kit: Kit, name: string): Kind {
  const kind = kit.kinds.find((each) => each.name === name)
  if (kind === undefined) throw new NoExample(name)
  return kind
}

/** Everything a manifest refers to, however far, without itself. */
function closure(kit: Kit, of: Manifest, known: readonly Manifest[] = []): readonly Manifest[] {
  let found = known
  for (const needed of needs(kit, of)) {
    if (found.includes(needed)) continue
    const before = closure(kit, needed, found)
    found = [...before, ...(before.includes(needed) ? [] : [needed])]
  }
  return found
}

/** The manifests that a manifest's references name, and that of `company`. */
function needs(kit: Kit, { kind, metadata, spec }: Manifest): readonly Manifest[] {
  const [other, called] = metadata.annotations?.[company]?.split('/') ?? []
  const silent = other === undefined || called === undefined ? [] : [manifestOf(kit, other, called)]
  const referred = kindOf(kit, kind).references.flatMap((reference) => {
    const target = reference.target()
    return named(spec, reference.ref).flatMap((name) => {
      if (target.kind === kind && name === metadata.name) return []
      return [manifestOf(kit, target.kind, name)]
    })
  })
  return [...referred, ...silent]
}

/** The annotation that names an object, as `InternetGateway/shop`, which AWS asks for and no reference names. */
const company = 'simulate.windlass.dev/company'

function manifestOf({ manifests, others }: Kit, kind: string, name: string): Manifest {
  const found = [...manifests, ...others].find((each) => each.kind === kind && each.metadata.name === name)
  if (found === undefined) throw new NoExample(`${kind} named ${name}`)
  return found
}

/** The names that the references at a path give: `routes[].gatewayRef`. */
function named(spec: Item, path: string): readonly string[] {
  let here: readonly unknown[] = [spec]
  for (const step of path.split('.')) {
    const field = step.replace('[]', '')
    here = here.flatMap((holder): readonly unknown[] => {
      const value = isItem(holder) ? holder[field] : undefined
      return Array.isArray(value) ? items(value) : [value]
    })
  }
  return here.flatMap((ref) => {
    const from = isItem(ref) ? ref.from : undefined
    return isItem(from) && typeof from.name === 'string' ? [from.name] : []
  })
}
