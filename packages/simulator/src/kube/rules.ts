import { Environment, type ParseResult } from '@marcbachmann/cel-js'
import { isCIDR, isIPv4, isIPv6, isURI } from './format.ts'
import { canonical, equal, isList, isObject, type Json, type JsonObject } from './json.ts'
import { member, type Rule, type Schema } from './schema.ts'
import type { FieldError, FieldReason } from './status.ts'
import { correlated } from './validate.ts'

const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)

/** The name by which rules reach a property: words of the language and dots, dashes and slashes are escaped. */
function escaped(name: string): string {
  if (reserved.has(name)) return `__${name}__`
  return name
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__')
}

/** A JSON value as rules see it: whole numbers are integers, timestamps are timestamps. */
function seen(value: Json, schema: Schema | undefined): unknown {
  if (typeof value === 'number') return Number.isInteger(value) && schema?.type !== 'number' ? BigInt(value) : value
  if (typeof value === 'string' && schema?.format === 'date-time') return new Date(value)
  if (isList(value)) return value.map((item) => seen(item, schema?.items))
  if (!isObject(value)) return value
  const out: Record<string, unknown> = {}
  for (const [name, child] of Object.entries(value)) {
    const key = schema?.properties.has(name) ? escaped(name) : name
    out[key] = seen(child, schema === undefined ? undefined : member(schema, name))
  }
  return out
}

function environment(): Environment {
  const env = new Environment({ homogeneousAggregateLiterals: false, enableOptionalTypes: true })
  env.registerVariable('self', 'dyn').registerVariable('oldSelf', 'dyn')
  const plain = (items: unknown[]) => items.map((item) => (typeof item === 'bigint' ? Number(item) : item))
  const order = (a: unknown, b: unknown) => (`${a}` < `${b}` ? -1 : `${a}` > `${b}` ? 1 : 0)
  const compare = (a: unknown, b: unknown) => (typeof a === 'number' && typeof b === 'number' ? a - b : order(a, b))
  env.registerFunction('list.isSorted(): bool', (items: unknown[]) =>
    plain(items).every((item, i, all) => i === 0 || compare(all[i - 1], item) <= 0),
  )
  env.registerFunction('list.indexOf(dyn): int', (items: unknown[], item: unknown) => BigInt(items.indexOf(item)))
  env.registerFunction('list.sum(): dyn', (items: unknown[]) =>
    items.reduce(
      (sum: unknown, item) =>
        typeof sum === 'bigint' && typeof item === 'bigint' ? sum + item : Number(sum) + Number(item),
      0n,
    ),
  )
  env.registerFunction(
    'list.min(): dyn',
    (items: unknown[]) => items.toSorted((a, b) => compare(...pair(plain([a, b]))))[0],
  )
  env.registerFunction('list.max(): dyn', (items: unknown[]) =>
    items.toSorted((a, b) => compare(...pair(plain([a, b])))).at(-1),
  )
  env.registerFunction(
    'string.find(string): string',
    (value: string, pattern: string) => new RegExp(pattern).exec(value)?.[0] ?? '',
  )
  env.registerFunction(
    'string.findAll(string): list',
    (value: string, pattern: string) => value.match(new RegExp(pattern, 'g')) ?? [],
  )
  env.registerFunction('string.replace(string, string): string', (value: string, from: string, to: string) =>
    value.replaceAll(from, to),
  )
  env.registerFunction('string.charAt(int): string', (value: string, i: bigint) => value.charAt(Number(i)))
  env.registerFunction('isURL(string): bool', isURI)
  env.registerFunction('isIP(string): bool', (value: string) => isIPv4(value) || isIPv6(value))
  env.registerFunction('isCIDR(string): bool', isCIDR)
  return env
}

const pair = (items: unknown[]): [unknown, unknown] => [items[0], items[1]]

/** Compiles and evaluates the rules of `x-kubernetes-validations`. Every rule is compiled once. */
export class Rules {
  private readonly env = environment()
  private readonly compiled = new Map<string, ParseResult>()

  /** Says why an expression cannot be used, or nothing when it can. */
  refusal(expression: string): string | undefined {
    try {
      const checked = this.parse(expression).check()
      return checked.valid ? undefined : firstLine(checked.error)
    } catch (error) {
      return firstLine(error)
    }
  }

  /** Evaluates every rule in a schema against a value; transition rules only where there is an old value. */
  check(value: Json, schema: Schema, old: Json | undefined): FieldError[] {
    const errors: FieldError[] = []
    this.visit(value, schema, old, '', errors)
    return errors
  }

  private parse(expression: string): ParseResult {
    const known = this.compiled.get(expression)
    if (known !== undefined) return known
    const parsed = this.env.parse(expression)
    this.compiled.set(expression, parsed)
    return parsed
  }

  private visit(value: Json, schema: Schema, old: Json | undefined, path: string, errors: FieldError[]): void {
    if (old !== undefined && value === old && !schema.rules.some(isTransition)) return
    for (const rule of schema.rules) {
      const error = this.apply(rule, value, schema, old, path)
      if (error !== undefined) errors.push(error)
    }
    if (isList(value) && schema.items !== undefined) this.visitList(value, schema, schema.items, old, path, errors)
    if (isObject(value)) this.visitObject(value, schema, old, path, errors)
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

  private apply(rule: Rule, value: Json, schema: Schema, old: Json | undefined, path: string): FieldError | undefined {
    const transition = isTransition(rule)
    if (transition && old === undefined && !rule.optionalOldSelf) return undefined
    if (!transition && old !== undefined && equal(value, old)) return undefined
    const context: Record<string, unknown> = { self: seen(value, schema) }
    if (transition) context.oldSelf = this.before(rule, old, schema)
    const field = `${path}${rule.fieldPath}`
    try {
      if (this.parse(rule.rule)(context) === true) return undefined
    } catch (error) {
      return broken(rule, field, value, firstLine(error))
    }
    return refused(rule, field, this.message(rule, context))
  }

  private before(rule: Rule, old: Json | undefined, schema: Schema): unknown {
    if (!rule.optionalOldSelf) return old === undefined ? null : seen(old, schema)
    if (old === undefined) return this.env.evaluate('optional.none()')
    return this.env.evaluate('optional.of(self)', { self: seen(old, schema) })
  }

  private message(rule: Rule, context: Record<string, unknown>): string {
    const fixed = rule.message || `failed rule: ${rule.rule}`
    if (rule.messageExpression === '') return fixed
    try {
      const said: unknown = this.parse(rule.messageExpression)(context)
      return typeof said === 'string' && said.trim() !== '' ? said : fixed
    } catch {
      return fixed
    }
  }
}

const isTransition = (rule: Rule) => /\boldSelf\b/.test(rule.rule)

const firstLine = (error: unknown) => (error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))

function refused(rule: Rule, field: string, why: string): FieldError {
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return { reason: 'FieldValueForbidden', field, message: `Forbidden: ${why}` }
    case 'FieldValueRequired':
      return { reason: 'FieldValueRequired', field, message: `Required value: ${why}` }
    case 'FieldValueDuplicate':
      return { reason: 'FieldValueDuplicate', field, message: `Duplicate value: ${why}` }
    default:
      return { reason: 'FieldValueInvalid', field, message: `Invalid value: ${why}` }
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
