import { type Environment, Optional, type ParseResult } from '@marcbachmann/cel-js'
import { canonical, equal, isList, isObject, type Json, type JsonObject } from '../value/json.ts'
import type { FieldError, FieldReason } from '../value/status.ts'
import { about, library } from './library.ts'
import { member, type Rule, type Schema } from './schema.ts'
import { correlated } from './validate.ts'

const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)

/** The name by which rules reach a property: words of the language and dots, dashes and slashes are escaped. */
export function escaped(name: string): string {
  if (reserved.has(name)) return `__${name}__`
  return name
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__')
}

/** What rules see of values. */
class Representation {
  /** What is frozen never changes, and most of an object stays what it was from one write to the next. */
  private readonly known = new WeakMap<object, { readonly as: Schema | undefined; readonly seen: unknown }>()

  /** A JSON value as rules see it: whole numbers are integers, timestamps are timestamps. */
  seen(value: Json, schema: Schema | undefined): unknown {
    if (typeof value === 'number') return Number.isInteger(value) && schema?.type !== 'number' ? BigInt(value) : value
    if (typeof value === 'string' && schema?.format === 'date-time') return new Date(value)
    if (typeof value !== 'object' || value === null) return value
    const known = this.known.get(value)
    if (known !== undefined && known.as === schema) return known.seen
    const seen = isList(value) ? value.map((item) => this.seen(item, schema?.items)) : this.members(value, schema)
    if (Object.isFrozen(value)) this.known.set(value, { as: schema, seen })
    return seen
  }

  private members(value: JsonObject, schema: Schema | undefined): Record<string, unknown> {
    const out: Record<string, unknown> = {}
    for (const [name, child] of Object.entries(value)) {
      const key = schema?.properties.has(name) ? escaped(name) : name
      out[key] = this.seen(child, schema === undefined ? undefined : member(schema, name))
    }
    return out
  }
}

/** A value and the one before it, for all rules about it: what rules see of them is made once, when the first rule asks. */
interface Compared {
  readonly value: Json
  /** Whether there is no old value. */
  readonly first: boolean
  readonly unchanged: () => boolean
  readonly self: () => unknown
  readonly old: () => unknown
}

const comparedOf = (values: Representation, value: Json, schema: Schema, old: Json | undefined): Compared => ({
  value,
  first: old === undefined,
  unchanged: once(() => old !== undefined && equal(value, old)),
  self: once(() => values.seen(value, schema)),
  old: once(() => (old === undefined ? null : values.seen(old, schema))),
})

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

function before(rule: Rule, { first, old }: Compared): unknown {
  if (!rule.optionalOldSelf) return old()
  return first ? Optional.none() : Optional.of(old())
}

class Expressions {
  private readonly env: Environment
  private readonly compiled = new Map<string, ParseResult>()

  constructor(optionalOldSelf: boolean) {
    this.env = about(library(), 'dyn', optionalOldSelf)
  }

  parse(expression: string): ParseResult {
    const known = this.compiled.get(expression)
    if (known !== undefined) return known
    const parsed = this.env.parse(expression)
    this.compiled.set(expression, parsed)
    return parsed
  }
}

/** Compiles and evaluates the rules of `x-kubernetes-validations`. Every rule is compiled once. */
export class Rules {
  private readonly plain = new Expressions(false)
  private readonly optional = new Expressions(true)
  private readonly values = new Representation()

  /** Evaluates every rule in a schema against a value; transition rules only where there is an old value. */
  check(value: Json, schema: Schema, old: Json | undefined): FieldError[] {
    const errors: FieldError[] = []
    this.visit(value, schema, old, '', errors)
    return errors
  }

  private of(optionalOldSelf: boolean): Expressions {
    return optionalOldSelf ? this.optional : this.plain
  }

  private visit(value: Json, schema: Schema, old: Json | undefined, path: string, errors: FieldError[]): void {
    // Null where a schema allows it is nothing that a rule could be about.
    if (value === null) return
    if (old !== undefined && value === old && !schema.rules.some((rule) => rule.transition)) return
    if (schema.rules.length > 0)
      errors.push(...this.applyAll(schema.rules, comparedOf(this.values, value, schema, old), path))
    if (isList(value) && schema.items !== undefined) this.visitList(value, schema, schema.items, old, path, errors)
    if (isObject(value)) this.visitObject(value, schema, old, path, errors)
  }

  private applyAll(rules: readonly Rule[], compared: Compared, path: string): FieldError[] {
    return rules.flatMap((rule) => this.apply(rule, compared, path) ?? [])
  }

  private visitList(
    value: readonly Json[],
    schema: Schema,
    items: Schema,
    old: Json | undefined,
    path: string,
    errors: FieldError[],
  ): void {
    const before = correlated(schema, old)
    value.forEach((item, i) => {
      this.visit(item, items, before(item), `${path}[${i}]`, errors)
    })
  }

  private visitObject(value: JsonObject, schema: Schema, old: Json | undefined, path: string, errors: FieldError[]) {
    for (const [name, child] of Object.entries(value)) {
      const known = schema.properties.get(name) ?? schema.additional
      if (known === undefined) continue
      const here = path === '' ? name : schema.properties.has(name) ? `${path}.${name}` : `${path}[${name}]`
      this.visit(child, known, isObject(old) ? old[name] : undefined, here, errors)
    }
  }

  private apply(rule: Rule, compared: Compared, path: string): FieldError | undefined {
    const { transition } = rule
    if (transition && compared.first && !rule.optionalOldSelf) return undefined
    if (!transition && compared.unchanged()) return undefined
    const context: Record<string, unknown> = { self: compared.self() }
    if (transition) context.oldSelf = before(rule, compared)
    const field = fieldOf(path, rule)
    try {
      if (this.of(rule.optionalOldSelf).parse(rule.rule)(context) === true) return undefined
    } catch (error) {
      return broken(rule, field, compared.value, firstLine(error))
    }
    return refused(rule, field, compared.value, this.message(rule, context))
  }

  private message(rule: Rule, context: Record<string, unknown>): string {
    const fixed = rule.message || `failed rule: ${rule.rule}`
    if (rule.messageExpression === '') return fixed
    try {
      const said: unknown = this.of(rule.optionalOldSelf).parse(rule.messageExpression)(context)
      return typeof said === 'string' && said.trim() !== '' ? said : fixed
    } catch {
      return fixed
    }
  }
}

const firstLine = (error: unknown) => (error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))

/** The field that a refusal names; the root of an object has no name. */
function fieldOf(path: string, { fieldPath }: Rule): string {
  const field = path === '' ? fieldPath.replace(/^\./, '') : `${path}${fieldPath}`
  return field === '' ? '<nil>' : field
}

function refused(rule: Rule, field: string, value: Json, why: string): FieldError {
  // Objects and lists are not printed.
  const shown = typeof value === 'object' ? '' : `${JSON.stringify(value)}: `
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return { reason: 'FieldValueForbidden', field, message: `Forbidden: ${why}` }
    case 'FieldValueRequired':
      return { reason: 'FieldValueRequired', field, message: `Required value: ${why}` }
    case 'FieldValueDuplicate':
      return {
        reason: 'FieldValueDuplicate',
        field,
        message: `Duplicate value: ${shown === '' ? why : JSON.stringify(value)}`,
      }
    default:
      return { reason: 'FieldValueInvalid', field, message: `Invalid value: ${shown}${why}` }
  }
}

function broken(rule: Rule, field: string, value: Json, why: string): FieldError {
  const reason: FieldReason = 'FieldValueInvalid'
  return {
    reason,
    field,
    message: `Invalid value: ${canonical(value)}: ${why} evaluating rule: ${rule.message || rule.rule}`,
  }
}
