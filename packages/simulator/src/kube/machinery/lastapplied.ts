import type { Schema } from '../schema/schema.ts'
import { canonical, isObject, type JsonObject, object, put, text, toJson } from '../value/json.ts'
import { claims, compare } from './compare.ts'
import { FieldSet } from './fieldset.ts'

/** Where `kubectl apply` notes what it applied. */
const annotation = 'kubectl.kubernetes.io/last-applied-configuration'
const most = 262_144

/** Only `kubectl` itself moves an object from its client's apply to the server's. */
export const movesFromClient = (manager: string) => manager === 'kubectl'

/** The fields that `kubectl apply` noted and that are as it left them: whoever owns them, `kubectl` may apply them. */
export function lastApplied(live: JsonObject, schema: Schema): FieldSet {
  const noted = parsed(text(live, 'metadata', 'annotations', annotation))
  if (noted === undefined || text(noted, 'apiVersion') !== text(live, 'apiVersion')) return FieldSet.empty
  const { added, modified, removed } = compare(noted, live, schema)
  return claims(noted, schema).without(modified).without(added).without(removed)
}

/** The applied object with the note brought up to date, where there is one: the client's next apply goes on from it. */
export function noted(applied: JsonObject, config: JsonObject): JsonObject {
  const annotations = object(applied, 'metadata', 'annotations')
  if (text(annotations, annotation) === '') return applied
  const own = object(config, 'metadata', 'annotations')
  const rest =
    isObject(config.metadata) && config.metadata.annotations !== undefined ? put(own, annotation, undefined) : undefined
  const note = `${canonical({ ...config, metadata: put(object(config, 'metadata'), 'annotations', rest) })}\n`
  const next = { ...annotations, [annotation]: Buffer.byteLength(note) > most ? '' : note }
  return { ...applied, metadata: { ...object(applied, 'metadata'), annotations: next } }
}

function parsed(source: string): JsonObject | undefined {
  if (source === '') return undefined
  try {
    const value: unknown = JSON.parse(source)
    const read = toJson(value)
    return isObject(read) ? read : undefined
  } catch {
    return undefined
  }
}
