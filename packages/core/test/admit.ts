import { evaluate } from '@marcbachmann/cel-js'
import { isItem, items, text } from '../src/schema/json.ts'
import type { Schema } from '../src/schema/openapi.ts'

/** What the rules of a schema say against an object: `.spec.vpcRef: Set vpcID or vpcRef, not both`. */
export function refusals(schema: Schema, now: unknown, before?: unknown, path = ''): readonly string[] {
  return [...broken(schema, now, before, path), ...inside(schema, now, before, path)]
}

function broken(schema: Schema, now: unknown, before: unknown, path: string): readonly string[] {
  return items(schema['x-kubernetes-validations']).flatMap(({ rule, message, fieldPath }) => {
    const words = text(rule) ?? ''
    const transition = words.includes('oldSelf')
    if (transition && before === undefined) return []
    const holds = evaluate(words, transition ? { self: now, oldSelf: before } : { self: now })
    return holds === true ? [] : [`${path}${text(fieldPath) ?? ''}: ${message}`]
  })
}

function inside(schema: Schema, now: unknown, before: unknown, path: string): readonly string[] {
  if (Array.isArray(now)) {
    const { items: of } = schema
    return of === undefined ? [] : now.flatMap((element, at) => refusals(of, element, undefined, `${path}[${at}]`))
  }
  if (!isItem(now)) return []
  const old = isItem(before) ? before : {}
  return Object.entries(schema.properties ?? {}).flatMap(([field, of]) =>
    now[field] === undefined ? [] : refusals(of, now[field], old[field], `${path}.${field}`),
  )
}
