import { at, isList, isObject, type Json, type JsonObject, list, object, text, texts } from '../value/json.ts'

/** A rule of `x-kubernetes-validations`. */
export interface Rule {
  readonly rule: string
  readonly message: string
  readonly messageExpression: string
  readonly reason: string
  readonly fieldPath: string
  readonly optionalOldSelf: boolean
  /** Whether the rule looks at the old value. */
  readonly transition: boolean
}

/** A structural schema, compiled: what pruning, defaulting, validation and server-side apply need to know of a value. */
export interface Schema {
  /** Empty for a value of any type. */
  readonly type: string
  readonly intOrString: boolean
  readonly nullable: boolean
  /** Members or elements that no property names are kept. */
  readonly open: boolean
  /** A whole object in itself: `apiVersion`, `kind` and `metadata` are kept. */
  readonly embedded: boolean
  readonly properties: ReadonlyMap<string, Schema>
  readonly additional: Schema | undefined
  readonly items: Schema | undefined
  readonly required: readonly string[]
  readonly fallback: Json | undefined
  readonly listType: 'atomic' | 'set' | 'map'
  readonly listKeys: readonly string[]
  /** A type of Kubernetes itself: what its lists say of keys is for server-side apply alone. */
  readonly builtin: boolean
  readonly atomicMap: boolean
  readonly mergeKey: string
  readonly mergeStrategy: string
  readonly rules: readonly Rule[]
  readonly format: string
  /** The schema as written, for value validations that need no compilation. */
  readonly source: JsonObject
  readonly pattern: RegExp | undefined
  readonly combined: {
    readonly allOf: readonly Schema[]
    readonly anyOf: readonly Schema[]
    readonly oneOf: readonly Schema[]
    readonly not: Schema | undefined
  }
}

type Draft = { -readonly [Key in keyof Schema]: Schema[Key] } & { properties: Map<string, Schema> }

export interface CompileOptions {
  /** Definitions that `$ref` may name; a definition may refer to itself. */
  readonly definitions?: JsonObject
  /** Schemas of Kubernetes' own types: defaults in them describe Go zero values and are not applied. */
  readonly builtin?: boolean
}

const empty: Draft = {
  type: '',
  intOrString: false,
  nullable: false,
  open: true,
  embedded: false,
  properties: new Map(),
  additional: undefined,
  items: undefined,
  required: [],
  fallback: undefined,
  listType: 'atomic',
  listKeys: [],
  builtin: false,
  atomicMap: false,
  mergeKey: '',
  mergeStrategy: '',
  rules: [],
  format: '',
  source: {},
  pattern: undefined,
  combined: { allOf: [], anyOf: [], oneOf: [], not: undefined },
}

/** The schema of a value about which nothing is known. */
export const anything: Schema = empty

/** Compiles schemas; one instance shares the compiled definitions between all that refer to them. */
export class Compiler {
  private readonly named = new Map<string, Schema>()

  constructor(private readonly options: CompileOptions = {}) {}

  /** Compiles a schema. Unknown keywords are ignored; an unreadable `pattern` throws `SyntaxError`. */
  compile(source: JsonObject): Schema {
    const reference = text(source, '$ref') || this.wrapped(source)
    if (reference === '') return this.fill({ ...empty, properties: new Map() }, source)
    const name = reference.slice(reference.lastIndexOf('/') + 1)
    const target = this.definition(name)
    const listed = { mergeKey: text(source, 'x-kubernetes-patch-merge-key') }
    return listed.mergeKey === '' ? target : { ...target, ...listed }
  }

  /** The schema of a definition by name. */
  definition(name: string): Schema {
    const known = this.named.get(name)
    if (known !== undefined) return known
    const draft: Draft = { ...empty, properties: new Map() }
    this.named.set(name, draft)
    return this.fill(draft, object(this.options.definitions, name))
  }

  private wrapped(source: JsonObject): string {
    const parts = list(source, 'allOf')
    return this.options.builtin && parts.length === 1 ? text(parts[0], '$ref') : ''
  }

  private fill(draft: Draft, source: JsonObject): Schema {
    const additional = source.additionalProperties
    draft.source = source
    draft.builtin = this.options.builtin === true
    draft.type = text(source, 'type')
    draft.intOrString = source['x-kubernetes-int-or-string'] === true || text(source, 'format') === 'int-or-string'
    draft.nullable = source.nullable === true
    draft.embedded = source['x-kubernetes-embedded-resource'] === true
    for (const [name, child] of Object.entries(object(source, 'properties')))
      if (isObject(child)) draft.properties.set(name, this.compile(child))
    if (isObject(additional)) draft.additional = this.compile(additional)
    if (additional === true) draft.additional = anything
    if (isObject(source.items)) draft.items = this.compile(source.items)
    draft.open = this.isOpen(draft, source)
    this.fillMerge(draft, source)
    this.fillValues(draft, source)
    return draft
  }

  private isOpen(draft: Draft, source: JsonObject): boolean {
    if (source['x-kubernetes-preserve-unknown-fields'] === true) return true
    const bare = draft.properties.size === 0 && draft.additional === undefined
    if (this.options.builtin) return bare && (draft.type === 'object' || draft.type === '')
    return draft.type === '' && !draft.intOrString && bare
  }

  private fillMerge(draft: Draft, source: JsonObject): void {
    const kind = text(source, 'x-kubernetes-list-type')
    draft.listType = kind === 'set' || kind === 'map' ? kind : 'atomic'
    draft.listKeys = texts(source, 'x-kubernetes-list-map-keys')
    draft.atomicMap = text(source, 'x-kubernetes-map-type') === 'atomic'
    draft.mergeKey = text(source, 'x-kubernetes-patch-merge-key')
    draft.mergeStrategy = text(source, 'x-kubernetes-patch-strategy')
  }

  private fillValues(draft: Draft, source: JsonObject): void {
    draft.required = texts(source, 'required')
    if (!this.options.builtin) draft.fallback = source.default
    draft.format = text(source, 'format')
    const pattern = text(source, 'pattern')
    draft.pattern = pattern === '' ? undefined : new RegExp(pattern, 'u')
    draft.rules = list(source, 'x-kubernetes-validations').map(rule)
    draft.combined = {
      allOf: this.all(source, 'allOf'),
      anyOf: draft.intOrString ? [] : this.all(source, 'anyOf'),
      oneOf: this.all(source, 'oneOf'),
      not: isObject(source.not) ? this.compile(source.not) : undefined,
    }
  }

  private all(source: JsonObject, name: string): Schema[] {
    if (this.options.builtin) return []
    return list(source, name)
      .filter(isObject)
      .map((part) => this.compile(part))
  }
}

function rule(value: Json): Rule {
  return {
    rule: text(value, 'rule'),
    message: text(value, 'message'),
    messageExpression: text(value, 'messageExpression'),
    reason: text(value, 'reason'),
    fieldPath: text(value, 'fieldPath'),
    optionalOldSelf: at(value, 'optionalOldSelf') === true,
    transition: /\boldSelf\b/.test(text(value, 'rule')),
  }
}

/** The schema of one member of an object, or undefined when the schema does not know it. */
export function member(schema: Schema, name: string): Schema | undefined {
  return schema.properties.get(name) ?? schema.additional ?? (schema.open ? anything : undefined)
}

/** What tells the elements of a set or map list apart: their value, or their keys with defaults filled in. */
export function elementKey(schema: Schema, element: Json): JsonObject | Json {
  if (schema.listType !== 'map' || !isObject(element)) return element
  const keys: Record<string, Json> = {}
  for (const name of schema.listKeys) {
    const value = element[name] ?? schema.items?.properties.get(name)?.fallback
    if (value !== undefined) keys[name] = value
  }
  return keys
}

/** The JSON type word the API server uses for a value in messages. */
export function typeWord(value: Json): string {
  if (value === null) return 'null'
  if (isList(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}
