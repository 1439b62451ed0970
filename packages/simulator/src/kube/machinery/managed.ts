import type { Schema } from '../schema/schema.ts'
import { compact, isObject, type Json, type JsonObject, list, object, put, text } from '../value/json.ts'
import { ApiError } from '../value/status.ts'
import { claims, compare } from './compare.ts'
import { FieldSet } from './fieldset.ts'
import { lastApplied, movesFromClient, noted } from './lastapplied.ts'
import { merge, prune } from './merge.ts'

/** Who writes, and through which door. */
export interface Writer {
  readonly manager: string
  readonly apiVersion: string
  readonly subresource: string
  /** RFC 3339, for the entry's `time`. */
  readonly time: string
  /** Whether a top-level field (`f:spec`) can be owned through this door. */
  readonly owns: (field: string) => boolean
}

interface Entry {
  readonly manager: string
  readonly operation: string
  readonly apiVersion: string
  readonly subresource: string
  readonly time: string
  readonly fields: FieldSet
}

const never = FieldSet.parse({
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': {
    '.': {},
    'f:name': {},
    'f:namespace': {},
    'f:creationTimestamp': {},
    'f:selfLink': {},
    'f:uid': {},
    'f:clusterName': {},
    'f:generation': {},
    'f:managedFields': {},
    'f:resourceVersion': {},
  },
})

/** Keeps `metadata.managedFields`: who owns which field of an object, for updates and for server-side apply. */
export class FieldManager {
  private readonly parsed = new WeakMap<object, FieldSet>()

  /** The new object with the changed fields given to the writer and taken from everyone else. */
  update(live: JsonObject | undefined, next: JsonObject, schema: Schema, writer: Writer): JsonObject {
    const entries = this.read(next)
    if (live !== undefined && entries.length === 0) return next
    const { added, modified, removed } = compare(live === undefined ? {} : bare(live), bare(next), schema)
    const changed = added.union(modified)
    const taken = changed.union(removed)
    const own = changed.without(never).filter(writer.owns)
    const rest = entries.map((entry) => ({ ...entry, fields: entry.fields.without(taken) }))
    const mine = rest.find((entry) => isWriter(entry, writer, 'Update'))
    const others = rest.filter((entry) => entry !== mine)
    const fields = (mine?.fields ?? FieldSet.empty).union(own)
    const time = own.isEmpty ? (mine?.time ?? writer.time) : writer.time
    return this.write(next, [...others, this.entry(writer, 'Update', fields, time)])
  }

  /**
   * Server-side apply: lays the configuration over the live object, removes what this manager applied before and no
   * longer does, and moves ownership. Throws 409 naming the owners when others own a value it would change and `force` is not set.
   */
  apply(live: JsonObject, config: JsonObject, schema: Schema, writer: Writer, force: boolean): JsonObject {
    const entries = this.beforeFirstApply(live, schema, writer)
    const mine = entries.find((entry) => isWriter(entry, writer, 'Apply'))
    const others = entries.filter((entry) => entry !== mine)
    const claimed = claims(config, schema).without(never).filter(writer.owns)
    const merged = merge(bare(live), withoutForeign(config, writer), schema)
    const last = mine?.fields ?? FieldSet.empty
    const owned = others.reduce((all, entry) => all.union(entry.fields), claimed)
    const layered = isObject(merged) ? merged : {}
    const next = last.without(claimed).isEmpty ? layered : prune(layered, last, owned, schema)
    const { added, modified, removed } = compare(bare(live), next, schema)
    const changed = added.union(modified)
    const conflicts = others.map((entry) => ({ entry, fields: entry.fields.shared(changed) }))
    if (!force) {
      const granted = movesFromClient(writer.manager) ? lastApplied(live, schema) : FieldSet.empty
      const open = conflicts.map(({ entry, fields }) => ({ entry, fields: fields.without(granted) }))
      refuse(open.filter(({ fields }) => !fields.isEmpty))
    }
    const rest = others.map((entry) => ({ ...entry, fields: entry.fields.without(changed).without(removed) }))
    const unchanged = changed.isEmpty && removed.isEmpty
    const time = unchanged && mine !== undefined ? mine.time : writer.time
    const owner = this.entry(writer, 'Apply', claimed, time)
    const metadata = {
      ...object(next, 'metadata'),
      managedFields: live.metadata === undefined ? [] : list(live, 'metadata', 'managedFields'),
    }
    const applied = this.write({ ...next, metadata }, [...rest, owner])
    return movesFromClient(writer.manager) ? noted(applied, config) : applied
  }

  private beforeFirstApply(live: JsonObject, schema: Schema, writer: Writer): Entry[] {
    const entries = this.read(live)
    if (entries.length > 0 || text(live, 'metadata', 'uid') === '') return entries
    const fields = compare({}, bare(live), schema).added.without(never)
    return [this.entry({ ...writer, manager: 'before-first-apply', subresource: '' }, 'Update', fields, writer.time)]
  }

  private entry(writer: Writer, operation: string, fields: FieldSet, time: string): Entry {
    const { manager, apiVersion, subresource } = writer
    return { manager, operation, apiVersion, subresource, time, fields }
  }

  private read(value: JsonObject): Entry[] {
    return list(value, 'metadata', 'managedFields').map((entry) => ({
      manager: text(entry, 'manager'),
      operation: text(entry, 'operation'),
      apiVersion: text(entry, 'apiVersion'),
      subresource: text(entry, 'subresource'),
      time: text(entry, 'time'),
      fields: this.fields(object(entry, 'fieldsV1')),
    }))
  }

  private fields(source: JsonObject): FieldSet {
    const known = this.parsed.get(source)
    if (known !== undefined) return known
    const made = FieldSet.parse(source)
    this.parsed.set(source, made)
    return made
  }

  private write(value: JsonObject, entries: readonly Entry[]): JsonObject {
    const before = list(value, 'metadata', 'managedFields')
    const kept = entries.filter((entry) => !entry.fields.isEmpty).sort(order)
    const managedFields = kept.map((entry): Json => {
      const same = before.find((old) => this.same(old, entry))
      if (same !== undefined) return same
      const fieldsV1 = entry.fields.toJson()
      this.parsed.set(fieldsV1, entry.fields)
      return compact({
        manager: entry.manager,
        operation: entry.operation,
        apiVersion: entry.apiVersion,
        time: entry.time,
        fieldsType: 'FieldsV1',
        fieldsV1,
        subresource: entry.subresource || undefined,
      })
    })
    const next = managedFields.length > 0 ? managedFields : undefined
    return { ...value, metadata: put(object(value, 'metadata'), 'managedFields', next) }
  }

  private same(old: Json, entry: Entry): boolean {
    if (
      !isWriter(
        entry,
        { manager: text(old, 'manager'), apiVersion: text(old, 'apiVersion'), subresource: text(old, 'subresource') },
        text(old, 'operation'),
      )
    )
      return false
    if (text(old, 'time') !== entry.time) return false
    const fields = this.fields(object(old, 'fieldsV1'))
    return fields.without(entry.fields).isEmpty && entry.fields.without(fields).isEmpty
  }
}

function isWriter(
  entry: Entry,
  writer: Pick<Writer, 'manager' | 'apiVersion' | 'subresource'>,
  operation: string,
): boolean {
  return (
    entry.manager === writer.manager &&
    entry.apiVersion === writer.apiVersion &&
    entry.subresource === writer.subresource &&
    entry.operation === operation
  )
}

const bare = (value: JsonObject): JsonObject => ({
  ...value,
  metadata: put(object(value, 'metadata'), 'managedFields', undefined),
})

/** What a door cannot own does not pass through it: status through the main door, spec and metadata through `/status`. */
function withoutForeign(config: JsonObject, writer: Writer): JsonObject {
  const through = ([name]: [string, Json]) => name === 'apiVersion' || name === 'kind' || writer.owns(`f:${name}`)
  return Object.fromEntries(Object.entries(config).filter(through))
}

const order = (a: Entry, b: Entry) =>
  compareText(a.operation, b.operation) ||
  compareText(a.time, b.time) ||
  compareText(a.manager, b.manager) ||
  compareText(a.apiVersion, b.apiVersion) ||
  compareText(a.subresource, b.subresource)

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function refuse(conflicts: readonly { readonly entry: Entry; readonly fields: FieldSet }[]): void {
  const causes = conflicts.flatMap(({ entry, fields }) =>
    fields
      .paths()
      .map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${owner(entry)}`, field })),
  )
  const [only] = causes
  if (only === undefined) return
  const lines = conflicts.map(({ entry, fields }) =>
    [`conflicts with ${owner(entry)}:`, ...fields.paths().map((path) => `- ${path}`)].join('\n'),
  )
  const message =
    causes.length === 1
      ? `Apply failed with 1 conflict: ${only.message}: ${only.field}`
      : `Apply failed with ${causes.length} conflicts: ${lines.join('\n')}`
  throw new ApiError(409, 'Conflict', message, { causes })
}

function owner(entry: Entry): string {
  const door = entry.subresource === '' ? '' : ` with subresource "${entry.subresource}"`
  const using = entry.operation === 'Update' ? ` using ${entry.apiVersion}` : ''
  return `"${entry.manager}"${door}${using}`
}
