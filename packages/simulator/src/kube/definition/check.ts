import { Compiler } from '../schema/schema.ts'
import { RuleTypes } from '../schema/typing.ts'
import { equal, isObject, type JsonObject, list, object, text } from '../value/json.ts'
import { type FieldError, invalidValue } from '../value/status.ts'
import { checkDefault } from './default.ts'
import { checkNames } from './names.ts'
import { checkRules } from './rule.ts'
import { checkStructure } from './structure.ts'
import { checkVersions, schemas } from './version.ts'

/** What definitions are checked with, and what was found of schemas before: it depends on nothing but their text. */
export class Checker {
  private readonly compiler = new Compiler()
  private readonly types = new RuleTypes()
  private readonly found = new Map<string, readonly FieldError[]>()

  /** What is wrong with the schema of a version. */
  schema(schema: JsonObject, path: string): readonly FieldError[] {
    const key = `${path} ${JSON.stringify(schema)}`
    const known = this.found.get(key)
    if (known !== undefined) return known
    const apart = lists(schema, path)
    const found = checkStructure(schema, path, (part, at) => [
      ...checkDefault(part, at, this.compiler),
      ...checkRules(
        part,
        at,
        this.types,
        apart.find((one) => at.startsWith(`${one}.items`)),
      ),
    ])
    this.found.set(key, found)
    return found
  }
}

/** What is wrong with a definition beyond its own schema, in the words and by the paths of the API server. */
export function checkDefinition(next: JsonObject, live: JsonObject | undefined, checker: Checker): FieldError[] {
  const before = live === undefined ? undefined : object(live, 'spec')
  const spec = object(next, 'spec')
  const errors = [...checkNames(next, live), ...fixed(next, live), ...checkVersions(next, live)]
  if (before !== undefined && equal(before.versions ?? null, spec.versions ?? null)) return errors
  for (const { path, value } of schemas(spec)) if (isObject(value)) errors.push(...checker.schema(value, path))
  return errors
}

/** What cannot change: the group, and once objects may be there, scope and kind. */
function fixed(next: JsonObject, live: JsonObject | undefined): FieldError[] {
  if (live === undefined) return []
  const established = list(live, 'status', 'conditions').some(
    (one) => text(one, 'type') === 'Established' && text(one, 'status') === 'True',
  )
  const paths = established
    ? [['group'], ['scope'], ['names', 'plural'], ['names', 'kind']]
    : [['group'], ['names', 'plural']]
  return paths.flatMap((path) => {
    const now = text(next, 'spec', ...path)
    if (text(live, 'spec', ...path) === now) return []
    return [invalidValue(`spec.${path.join('.')}`, JSON.stringify(now), 'field is immutable')]
  })
}

/** The paths of lists whose elements nothing tells apart. */
function lists(schema: JsonObject, path: string): readonly string[] {
  const here = text(schema, 'type') === 'array' && text(schema, 'x-kubernetes-list-type') !== 'map' ? [path] : []
  const inner = Object.entries(object(schema, 'properties')).flatMap(([name, child]) =>
    isObject(child) ? lists(child, `${path}.properties[${name}]`) : [],
  )
  const items = isObject(schema.items) ? lists(schema.items, `${path}.items`) : []
  const more = schema.additionalProperties
  return [...here, ...inner, ...items, ...(isObject(more) ? lists(more, `${path}.additionalProperties`) : [])]
}
