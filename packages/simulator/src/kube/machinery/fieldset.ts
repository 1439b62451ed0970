import { canonical, isObject, type Json, type JsonObject } from '../value/json.ts'

/**
 * A set of field paths as managedFields holds it: a tree whose node names are `f:name`, `k:{…}`, `v:…`; a path is in
 * the set when its node is a member. Values are never changed once built.
 */
export class FieldSet {
  static readonly empty = new FieldSet(false, new Map())
  private written: JsonObject | undefined

  constructor(
    readonly member: boolean,
    readonly children: ReadonlyMap<string, FieldSet>,
  ) {}

  /** Reads `fieldsV1`. */
  static parse(fields: Json): FieldSet {
    return parse(fields, false)
  }

  get isEmpty(): boolean {
    return !this.member && this.children.size === 0
  }

  child(name: string): FieldSet | undefined {
    return this.children.get(name)
  }

  union(other: FieldSet): FieldSet {
    if (other === this || other.isEmpty) return this
    if (this.isEmpty) return other
    const children = new Map(this.children)
    for (const [name, theirs] of other.children) {
      const mine = children.get(name)
      children.set(name, mine === undefined ? theirs : mine.union(theirs))
    }
    return new FieldSet(this.member || other.member, children)
  }

  /** The paths of this set that are not paths of the other; what lies below a removed path stays. */
  without(other: FieldSet): FieldSet {
    if (other === this) return FieldSet.empty
    if (other.isEmpty || this.isEmpty) return this
    let same = !(this.member && other.member)
    const children = new Map<string, FieldSet>()
    for (const [name, mine] of this.children) {
      const theirs = other.children.get(name)
      const rest = theirs === undefined ? mine : mine.without(theirs)
      if (rest !== mine) same = false
      if (!rest.isEmpty) children.set(name, rest)
    }
    return same ? this : new FieldSet(this.member && !other.member, children)
  }

  shared(other: FieldSet): FieldSet {
    const children = new Map<string, FieldSet>()
    for (const [name, mine] of this.children) {
      const theirs = other.children.get(name)
      const both = theirs === undefined ? FieldSet.empty : mine.shared(theirs)
      if (!both.isEmpty) children.set(name, both)
    }
    return new FieldSet(this.member && other.member, children)
  }

  /** Only the top-level fields for which `keep` holds, with all below them. */
  filter(keep: (name: string) => boolean): FieldSet {
    return new FieldSet(this.member, new Map([...this.children].filter(([name]) => keep(name))))
  }

  /** Every path, as text: `.spec.tags[key="a"].value`. */
  paths(): string[] {
    const out: string[] = []
    collect(this, '', out)
    return out
  }

  /** Writes `fieldsV1`. */
  toJson(): JsonObject {
    this.written ??= this.write()
    return this.written
  }

  private write(): JsonObject {
    const out: Record<string, Json> = {}
    if (this.member && this.children.size > 0) out['.'] = {}
    for (const name of [...this.children.keys()].sort()) out[name] = this.children.get(name)?.toJson() ?? {}
    return out
  }
}

function parse(fields: Json, leafIsMember: boolean): FieldSet {
  if (!isObject(fields)) return FieldSet.empty
  const names = Object.keys(fields)
  const children = new Map<string, FieldSet>()
  for (const name of names) if (name !== '.') children.set(name, parse(fields[name] ?? {}, true))
  return new FieldSet('.' in fields || (leafIsMember && names.length === 0), children)
}

function collect(set: FieldSet, path: string, out: string[]): void {
  if (set.member) out.push(path)
  for (const [name, child] of set.children) collect(child, path + element(name), out)
}

function element(name: string): string {
  const rest = name.slice(2)
  if (name.startsWith('f:')) return `.${rest}`
  if (name.startsWith('v:')) return `[=${rest}]`
  if (!name.startsWith('k:')) return `[${rest}]`
  const keys: unknown = JSON.parse(rest)
  if (typeof keys !== 'object' || keys === null) return `[${rest}]`
  return `[${Object.entries(keys)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(',')}]`
}

/** Gathers paths into a set; the only part of a set that is ever changed. */
export class FieldDraft {
  private member = false
  private readonly children = new Map<string, FieldDraft>()

  at(name: string): FieldDraft {
    const known = this.children.get(name)
    if (known !== undefined) return known
    const made = new FieldDraft()
    this.children.set(name, made)
    return made
  }

  add(): void {
    this.member = true
  }

  build(): FieldSet {
    const children = new Map<string, FieldSet>()
    for (const [name, draft] of this.children) {
      const built = draft.build()
      if (!built.isEmpty) children.set(name, built)
    }
    return children.size === 0 && !this.member ? FieldSet.empty : new FieldSet(this.member, children)
  }
}

export const fieldName = (name: string) => `f:${name}`

/** The node name of an element of a set or map list. */
export const elementName = (key: Json) => (isObject(key) ? `k:${canonical(key)}` : `v:${canonical(key)}`)
