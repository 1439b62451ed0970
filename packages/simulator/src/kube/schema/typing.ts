import type { Environment } from '@marcbachmann/cel-js'
import { isObject, type JsonObject, object, text } from '../value/json.ts'
import { about, library } from './library.ts'
import { escaped } from './rules.ts'

/** What an expression comes to: its type, or why it has none. */
export type Typed = { readonly type: string; readonly refusal?: undefined } | { readonly refusal: string }

/** The types of expressions about values of a schema. */
export class RuleTypes {
  private readonly bare = library()
  private readonly known = {
    plain: new WeakMap<JsonObject, Environment>(),
    optional: new WeakMap<JsonObject, Environment>(),
  }

  /** The type of an expression in which `self`, and `oldSelf`, are values of a schema. */
  of(expression: string, schema: JsonObject, optionalOldSelf: boolean): Typed {
    try {
      const checked = this.environment(schema, optionalOldSelf).parse(expression).check()
      return checked.valid ? { type: String(checked.type ?? 'dyn') } : { refusal: worded(checked.error, expression) }
    } catch (error) {
      return { refusal: worded(error, expression) }
    }
  }

  private environment(schema: JsonObject, optionalOldSelf: boolean): Environment {
    const made = this.known[optionalOldSelf ? 'optional' : 'plain']
    const known = made.get(schema)
    if (known !== undefined) return known
    const env = this.bare.clone()
    about(env, typeOf(schema, env, 'Self'), optionalOldSelf)
    made.set(schema, env)
    return env
  }
}

const formats: Readonly<Record<string, string>> = { 'date-time': 'timestamp', date: 'timestamp' }
const scalars: Readonly<Record<string, string>> = { integer: 'int', number: 'double', boolean: 'bool' }

/** The name of the type of a schema's values; types of objects are registered under the path that leads to them. */
function typeOf(schema: JsonObject, env: Environment, path: string): string {
  const type = text(schema, 'type')
  if (type === 'string') return formats[text(schema, 'format')] ?? 'string'
  if (type === 'array') return `list<${isObject(schema.items) ? typeOf(schema.items, env, `${path}_`) : 'dyn'}>`
  if (type !== 'object') return scalars[type] ?? 'dyn'
  if (isObject(schema.additionalProperties))
    return `map<string, ${typeOf(schema.additionalProperties, env, `${path}_`)}>`
  if (!isObject(schema.properties) || schema['x-kubernetes-preserve-unknown-fields'] === true) return 'dyn'
  const word = { type: 'string' }
  const implied: JsonObject =
    path === 'Self' || schema['x-kubernetes-embedded-resource'] === true ? { apiVersion: word, kind: word } : {}
  const metadata = { type: 'object', properties: { name: word, generateName: word } }
  const members = { ...object(schema, 'properties') }
  if (members.metadata !== undefined) members.metadata = metadata
  const fields = Object.entries({ ...implied, ...members }).flatMap(([name, child]) =>
    isObject(child) ? [[escaped(name), typeOf(child, env, `${path}_${escaped(name)}`)] as const] : [],
  )
  // Expressions are typed, never evaluated: values need no form of their own.
  env.registerType(path, { ctor: class {}, fields: Object.fromEntries(fields) })
  env.registerOperator(`${path} == ${path}`, () => true)
  return path
}

const rewordings: readonly (readonly [RegExp, (...found: string[]) => string])[] = [
  [/^No such key: (\S+)$/, (name = '') => `undefined field '${name}'`],
  [
    /^no such overload: (\S+) (\S+) (\S+)$/,
    (left = '', sign = '', right = '') => `found no matching overload for '_${sign}_' applied to '(${left}, ${right})'`,
  ],
]

/** A fault in an expression, in the form of CEL's own compiler: where it is, and the line with a mark. */
function worded(error: unknown, expression: string): string {
  const [first = '', ...lines] = (error instanceof Error ? error.message : String(error)).split('\n')
  const said = rewordings.reduce((message, [found, say]) => {
    const match = found.exec(message)
    return match === null ? message : say(...match.slice(1))
  }, first)
  const mark = lines.at(-1) ?? ''
  const offset = lines.length === 0 ? 0 : Math.max(0, mark.indexOf('^') - '>    1 | '.length)
  return `ERROR: <input>:1:${offset + 1}: ${said}\n | ${expression}\n | ${'.'.repeat(offset)}^`
}
