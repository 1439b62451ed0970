import type { Rules } from '../schema/rules.ts'
import { Compiler, type Schema } from '../schema/schema.ts'
import { compact, isObject, type Json, type JsonObject, list, object, put, text, texts } from '../value/json.ts'
import { type FieldError, invalidValue, required } from '../value/status.ts'
import { definitions } from './builtin.ts'
import { customColumns } from './column.ts'
import type { Resource } from './resource.ts'
import { byPriority } from './version.ts'

/** The finalizer that keeps a definition until its objects are gone. */
export const cleanup = 'customresourcecleanup.apiextensions.k8s.io'

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'

/** Fills in what the server defaults in a CustomResourceDefinition, and its status. */
export function prepareDefinition(next: JsonObject, live: JsonObject | undefined, now: string): JsonObject {
  const spec = object(next, 'spec')
  const names = object(spec, 'names')
  const kind = text(names, 'kind')
  const full = compact({
    ...names,
    singular: text(names, 'singular') || kind.toLowerCase(),
    listKind: text(names, 'listKind') || `${kind}List`,
  })
  return {
    ...next,
    spec: { ...spec, names: full, conversion: spec.conversion ?? { strategy: 'None' } },
    status: definitionStatus(next, live, full, now),
  }
}

function definitionStatus(next: JsonObject, live: JsonObject | undefined, names: JsonObject, now: string): JsonObject {
  const stored = list(next, 'spec', 'versions').filter((version) => isObject(version) && version.storage === true)
  const storedVersions = [
    ...new Set([...texts(live, 'status', 'storedVersions'), ...stored.map((version) => text(version, 'name'))]),
  ]
  const before = list(live, 'status', 'conditions')
  const conditions = before.length > 0 ? before : established(now)
  return { conditions, acceptedNames: names, storedVersions }
}

const established = (now: string): readonly Json[] => [
  condition('NamesAccepted', 'NoConflicts', 'no conflicts found', now),
  condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted', now),
]

/** A true condition of a definition. */
export const condition = (type: string, reason: string, message: string, now: string): JsonObject => ({
  type,
  status: 'True',
  lastTransitionTime: now,
  reason,
  message,
})

/** What is wrong with a definition beyond its own schema: names, versions, schemas that are not structural, rules that do not compile. */
export function checkDefinition(next: JsonObject, live: JsonObject | undefined, rules: Rules): FieldError[] {
  const spec = object(next, 'spec')
  const errors: FieldError[] = []
  const wanted = `${text(spec, 'names', 'plural')}.${text(spec, 'group')}`
  if (text(next, 'metadata', 'name') !== wanted)
    errors.push(
      invalidValue(
        'metadata.name',
        JSON.stringify(text(next, 'metadata', 'name')),
        'must be spec.names.plural+"."+spec.group',
      ),
    )
  for (const name of ['scope', 'group'])
    if (live !== undefined && live.spec !== undefined && text(live, 'spec', name) !== text(spec, name))
      errors.push(invalidValue(`spec.${name}`, JSON.stringify(text(spec, name)), 'field is immutable'))
  const versions = list(spec, 'versions')
  const stored = versions.filter((version) => isObject(version) && version.storage === true)
  if (stored.length !== 1)
    errors.push(
      invalidValue(
        'spec.versions',
        JSON.stringify(versions.map((version) => text(version, 'name'))),
        'must have exactly one version marked as storage version',
      ),
    )
  versions.forEach((version, i) => {
    const path = `spec.versions[${i}].schema.openAPIV3Schema`
    const schema = object(version, 'schema').openAPIV3Schema
    if (!isObject(schema)) errors.push(required(path, 'schemas are required'))
    else checkStructural(schema, path, rules, errors)
  })
  return errors
}

function checkStructural(schema: JsonObject, path: string, rules: Rules, errors: FieldError[]): void {
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true || schema['x-kubernetes-int-or-string'] === true
  if (text(schema, 'type') === '' && !open)
    errors.push(required(`${path}.type`, 'must not be empty for specified object fields'))
  const pattern = text(schema, 'pattern')
  if (pattern !== '' && !readable(pattern))
    errors.push(invalidValue(`${path}.pattern`, JSON.stringify(pattern), 'must be a valid regular expression'))
  if (text(schema, 'x-kubernetes-list-type') === 'map' && texts(schema, 'x-kubernetes-list-map-keys').length === 0)
    errors.push(required(`${path}.x-kubernetes-list-map-keys`, 'must not be empty if x-kubernetes-list-type is map'))
  list(schema, 'x-kubernetes-validations').forEach((rule, i) => {
    checkRule(rule, `${path}.x-kubernetes-validations[${i}]`, rules, errors)
  })
  for (const [name, child] of Object.entries(object(schema, 'properties')))
    if (isObject(child)) checkStructural(child, `${path}.properties[${name}]`, rules, errors)
  if (isObject(schema.items)) checkStructural(schema.items, `${path}.items`, rules, errors)
  if (isObject(schema.additionalProperties))
    checkStructural(schema.additionalProperties, `${path}.additionalProperties`, rules, errors)
}

function checkRule(rule: Json, path: string, rules: Rules, errors: FieldError[]): void {
  if (text(rule, 'rule').trim() === '') errors.push(required(`${path}.rule`, 'rule is not specified'))
  for (const name of ['rule', 'messageExpression']) {
    const source = text(rule, name)
    const refusal = source === '' ? undefined : rules.refusal(source, isObject(rule) && rule.optionalOldSelf === true)
    if (refusal !== undefined)
      errors.push(invalidValue(`${path}.${name}`, JSON.stringify(source), `compilation failed: ${refusal}`))
  }
}

function readable(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp
  } catch {
    return false
  }
}

/** The resources a definition serves: one for each served version. */
export function definedResources(definition: JsonObject, builtin: Compiler): Resource[] {
  const versions = list(definition, 'spec', 'versions').filter(isObject)
  const stored = versions.find((version) => version.storage === true)
  return versions
    .filter((version) => version.served === true)
    .map((version) => definedResource(definition, version, text(stored, 'name'), builtin))
}

function definedResource(definition: JsonObject, version: JsonObject, stored: string, builtin: Compiler): Resource {
  const names = object(definition, 'spec', 'names')
  const group = text(definition, 'spec', 'group')
  const [name, kind] = [text(version, 'name'), text(names, 'kind')]
  const source = object(version, 'schema', 'openAPIV3Schema')
  const versioned = `${group}/${name}`
  const id = `${group.split('.').reverse().join('.')}.${name}.${kind}`
  return {
    group,
    version: name,
    plural: text(names, 'plural'),
    singular: text(names, 'singular'),
    kind,
    listKind: text(names, 'listKind'),
    shortNames: texts(names, 'shortNames'),
    categories: texts(names, 'categories'),
    namespaced: text(definition, 'spec', 'scope') === 'Namespaced',
    storage: `${group}/${text(names, 'plural')}`,
    stored: `${group}/${stored}`,
    schema: rootSchema(source, builtin),
    definition: id,
    definitions: { [id]: published(source, { group, version: name, kind }) },
    builtin: false,
    custom: true,
    warning: deprecation(definition, version),
    status: isObject(object(version, 'subresources').status),
    generation: true,
    unconditional: false,
    columns: customColumns(version),
    selectable: new Map(
      list(version, 'selectableFields').map((field) => {
        const path = text(field, 'jsonPath').replace(/^\./, '')
        return [path, path.split('.')]
      }),
    ),
    prepare: (next) => next,
    check: () => [],
    view: (value) => put(value, 'apiVersion', versioned),
    unview: (value) => put(value, 'apiVersion', `${group}/${stored}`),
  }
}

/** What requests to a deprecated version are warned of: the definition's own words, or those that name the newest other one. */
function deprecation(definition: JsonObject, version: JsonObject): string {
  if (version.deprecated !== true) return ''
  const own = text(version, 'deprecationWarning')
  if (own !== '') return own
  const [group, kind] = [text(definition, 'spec', 'group'), text(definition, 'spec', 'names', 'kind')]
  const others = list(definition, 'spec', 'versions').filter(
    (each) => isObject(each) && each.served === true && each.deprecated !== true,
  )
  const newest = others.map((each) => text(each, 'name')).sort(byPriority)[0]
  const said = `${group}/${text(version, 'name')} ${kind} is deprecated`
  return newest === undefined || byPriority(newest, text(version, 'name')) > 0
    ? said
    : `${said}; use ${group}/${newest} ${kind}`
}

function rootSchema(source: JsonObject, builtin: Compiler): Schema {
  const schema = new Compiler().compile(source)
  const properties = new Map(schema.properties)
  const word = new Compiler().compile({ type: 'string' })
  properties.set('apiVersion', word).set('kind', word).set('metadata', builtin.definition(meta))
  return { ...schema, properties }
}

function published(
  source: JsonObject,
  kind: { readonly group: string; readonly version: string; readonly kind: string },
): JsonObject {
  const reference = `#/components/schemas/${meta}`
  const described = (name: string) => object(definitions, 'io.k8s.api.core.v1.ConfigMap', 'properties', name)
  return {
    ...source,
    properties: {
      ...object(source, 'properties'),
      apiVersion: described('apiVersion'),
      kind: described('kind'),
      metadata: { description: text(described('metadata'), 'description'), allOf: [{ $ref: reference }] },
    },
    'x-kubernetes-group-version-kind': [kind],
  }
}
