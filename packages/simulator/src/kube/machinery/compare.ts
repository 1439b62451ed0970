import { anything, elementKey, member, type Schema } from '../schema/schema.ts'
import { equal, isList, isObject, type Json, type JsonObject } from '../value/json.ts'
import { elementName, FieldDraft, type FieldSet, fieldName } from './fieldset.ts'

/** What changed between two values, as field paths. */
export interface Comparison {
  readonly added: FieldSet
  readonly modified: FieldSet
  readonly removed: FieldSet
}

interface Drafts {
  readonly added: FieldDraft
  readonly modified: FieldDraft
  readonly removed: FieldDraft
}

/** Compares two values field by field, with the granularity the schema gives to maps and lists. */
export function compare(old: Json | undefined, next: Json | undefined, schema: Schema): Comparison {
  const drafts = { added: new FieldDraft(), modified: new FieldDraft(), removed: new FieldDraft() }
  walk(old, next, schema, drafts)
  return { added: drafts.added.build(), modified: drafts.modified.build(), removed: drafts.removed.build() }
}

const below = (drafts: Drafts, name: string): Drafts => ({
  added: drafts.added.at(name),
  modified: drafts.modified.at(name),
  removed: drafts.removed.at(name),
})

function walk(old: Json | undefined, next: Json | undefined, schema: Schema, drafts: Drafts): void {
  if (old === next) return
  const granular = isGranular(old, next, schema)
  if (granular === 'map') walkMap(old, next, schema, drafts)
  if (granular === 'list') walkList(old, next, schema, drafts)
  if (old === undefined) drafts.added.add()
  else if (next === undefined) drafts.removed.add()
  else if (granular === 'leaf' && !equal(old, next)) drafts.modified.add()
}

const size = (value: Json | undefined) =>
  isList(value) ? value.length : isObject(value) ? Object.keys(value).length : 0

function isGranular(old: Json | undefined, next: Json | undefined, schema: Schema): 'leaf' | 'map' | 'list' {
  if (size(old) === 0 && size(next) === 0) return 'leaf'
  const some = next ?? old
  if (isObject(some)) return schema.atomicMap || !(old === undefined || isObject(old)) ? 'leaf' : 'map'
  if (isList(some)) return schema.listType === 'atomic' || !(old === undefined || isList(old)) ? 'leaf' : 'list'
  return 'leaf'
}

function walkMap(old: Json | undefined, next: Json | undefined, schema: Schema, drafts: Drafts): void {
  const [before, after]: [JsonObject, JsonObject] = [isObject(old) ? old : {}, isObject(next) ? next : {}]
  for (const name of Object.keys(after)) step(name, before[name], after[name])
  for (const name of Object.keys(before)) if (after[name] === undefined) step(name, before[name], undefined)

  function step(name: string, a: Json | undefined, b: Json | undefined): void {
    if (a !== b) walk(a, b, member(schema, name) ?? anything, below(drafts, fieldName(name)))
  }
}

function walkList(old: Json | undefined, next: Json | undefined, schema: Schema, drafts: Drafts): void {
  const [before, after] = [index(old, schema), index(next, schema)]
  const items = schema.items ?? anything
  for (const [name, b] of after) walk(before.get(name), b, items, below(drafts, name))
  for (const [name, a] of before) if (!after.has(name)) walk(a, undefined, items, below(drafts, name))
}

/** The elements of a set or map list by their node name, in order. */
export function index(value: Json | undefined, schema: Schema): Map<string, Json> {
  const out = new Map<string, Json>()
  if (isList(value)) for (const item of value) out.set(elementName(elementKey(schema, item)), item)
  return out
}

/** The fields an applied configuration claims. */
export function claims(value: Json, schema: Schema): FieldSet {
  const draft = new FieldDraft()
  claim(value, schema, draft)
  return draft.build()
}

function claim(value: Json, schema: Schema, draft: FieldDraft): void {
  if (isObject(value)) {
    if (schema.atomicMap) {
      draft.add()
      return
    }
    for (const [name, child] of Object.entries(value)) {
      const below = draft.at(fieldName(name))
      claim(child, member(schema, name) ?? anything, below)
      const bare = child === null || (isObject(child) && Object.keys(child).length === 0)
      if (bare || !schema.properties.has(name)) below.add()
    }
    return
  }
  if (!isList(value) || schema.listType === 'atomic') {
    draft.add()
    return
  }
  for (const [name, item] of index(value, schema)) {
    claim(item, schema.items ?? anything, draft.at(name))
    draft.at(name).add()
  }
}
