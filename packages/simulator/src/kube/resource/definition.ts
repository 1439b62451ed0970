import { accept, served, type Taken } from '../definition/accepted.ts'
import { Compiler, type Schema } from '../schema/schema.ts'
import { compact, isObject, type JsonObject, list, object, put, text, texts } from '../value/json.ts'
import { definitions } from './builtin.ts'
import { customColumns } from './column.ts'
import type { Resource } from './resource.ts'
import { byPriority } from './version.ts'

/** The finalizer that keeps a definition until its objects are gone. */
export const cleanup = 'customresourcecleanup.apiextensions.k8s.io'

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'

/** Fills in what the server defaults in a CustomResourceDefinition, and its status; `others` are the names of other definitions. */
export function prepareDefinition(
  next: JsonObject,
  live: JsonObject | undefined,
  others: Taken,
  now: string,
): JsonObject {
  const spec = object(next, 'spec')
  const names = object(spec, 'names')
  const kind = text(names, 'kind')
  const full = compact({
    ...names,
    singular: text(names, 'singular') || kind.toLowerCase() || undefined,
    listKind: text(names, 'listKind') || (kind === '' ? undefined : `${kind}List`),
  })
  return {
    ...next,
    spec: { ...spec, names: full, conversion: spec.conversion ?? { strategy: 'None' } },
    status: definitionStatus(next, live, full, others, now),
  }
}

function definitionStatus(
  next: JsonObject,
  live: JsonObject | undefined,
  asked: JsonObject,
  others: Taken,
  now: string,
): JsonObject {
  const stored = list(next, 'spec', 'versions').filter((version) => isObject(version) && version.storage === true)
  const storedVersions = [
    ...new Set([...texts(live, 'status', 'storedVersions'), ...stored.map((version) => text(version, 'name'))]),
  ]
  const { names, conditions } = accept(asked, live === undefined ? undefined : object(live, 'status'), others, now)
  return { conditions, acceptedNames: names, storedVersions }
}

/** The resources a definition serves: one for each served version, once its names are accepted. */
export function definedResources(definition: JsonObject, builtin: Compiler): Resource[] {
  if (!served(definition)) return []
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
