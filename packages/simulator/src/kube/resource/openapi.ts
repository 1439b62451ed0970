import { createHash } from 'node:crypto'
import { compact, isList, isObject, type Json, type JsonObject, object } from '../value/json.ts'
import { definitions } from './builtin.ts'
import type { Registry } from './registry.ts'
import { groupVersion, type Resource } from './resource.ts'

const prefix = '/openapi/v3'

/** Answers the OpenAPI paths: the index and one document for each group version. */
export class OpenApi {
  private documents = new Map<string, JsonObject>()
  private index: JsonObject = {}
  private revision = -1

  constructor(private readonly registry: Registry) {}

  /** The document at a path, or undefined when there is none. */
  answer(path: string): JsonObject | undefined {
    if (path === '/openapi/v2') return { swagger: '2.0', info: information, paths: {}, definitions: {} }
    if (!path.startsWith(prefix)) return undefined
    this.refresh()
    const name = path.slice(prefix.length + 1)
    return name === '' ? this.index : this.documents.get(name)
  }

  private refresh(): void {
    if (this.revision === this.registry.revision) return
    this.revision = this.registry.revision
    const served = this.registry.all()
    const versions = [...new Set(served.map(groupVersion))]
    this.documents = new Map(
      versions.map((version) => [pathOf(version), document(served.filter((each) => groupVersion(each) === version))]),
    )
    this.index = this.makeIndex()
  }

  private makeIndex(): JsonObject {
    const paths = [...this.documents].map(([name, body]) => {
      const hash = createHash('sha256').update(JSON.stringify(body)).digest('hex').toUpperCase()
      return [name, { serverRelativeURL: `${prefix}/${name}?hash=${hash}` }]
    })
    return { paths: Object.fromEntries(paths) }
  }
}

const information = { title: 'Kubernetes', version: 'v1.36.3' }

const pathOf = (version: string) => (version.includes('/') ? `apis/${version}` : `api/${version}`)

function document(resources: readonly Resource[]): JsonObject {
  const schemas: Record<string, Json> = {}
  for (const resource of resources) {
    collect(resource.definition, resource.definitions, schemas)
    schemas[listName(resource)] = listSchema(resource)
  }
  collect('io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta', definitions, schemas)
  const paths = Object.assign({}, ...resources.map(pathsOf))
  return { openapi: '3.0.0', info: information, paths, components: { schemas } }
}

/** Copies a definition and all it refers to. */
function collect(name: string, source: JsonObject, into: Record<string, Json>): void {
  if (into[name] !== undefined) return
  const found = source[name] ?? definitions[name]
  if (found === undefined) return
  into[name] = found
  for (const reference of references(found)) collect(reference, source, into)
}

function references(value: Json): string[] {
  if (isList(value)) return value.flatMap(references)
  if (!isObject(value)) return []
  const own = typeof value.$ref === 'string' ? [value.$ref.slice(value.$ref.lastIndexOf('/') + 1)] : []
  return [...own, ...Object.values(value).flatMap(references)]
}

const listName = (resource: Resource) => `${resource.definition}List`

const reference = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` })

const kindOf = ({ group, version, kind }: Pick<Resource, 'group' | 'version' | 'kind'>) => ({ group, version, kind })

function listSchema(resource: Resource): JsonObject {
  const described = (name: string) => object(definitions, 'io.k8s.api.core.v1.ConfigMap', 'properties', name)
  return {
    description: `${resource.listKind} is a list of ${resource.kind}`,
    type: 'object',
    required: ['items'],
    properties: {
      apiVersion: described('apiVersion'),
      kind: described('kind'),
      metadata: { allOf: [reference('io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta')] },
      items: { type: 'array', items: { allOf: [reference(resource.definition)] } },
    },
    'x-kubernetes-group-version-kind': [{ ...kindOf(resource), kind: resource.listKind }],
  }
}

const parameter = (name: string, where: string, type = 'string'): JsonObject => ({
  name,
  in: where,
  required: where === 'path',
  schema: { type, uniqueItems: true },
})

const writing = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => parameter(name, 'query'))

function operation(
  resource: Resource,
  action: string,
  definition: string,
  parameters: readonly Json[],
  body: readonly string[],
): JsonObject {
  const content = (types: readonly string[]) =>
    Object.fromEntries(types.map((type) => [type, { schema: reference(definition) }]))
  const requestBody = body.length === 0 ? undefined : { content: content(body), required: true }
  return compact({
    requestBody,
    parameters,
    responses: { 200: { description: 'OK', content: content(['application/json']) } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': kindOf(resource),
  })
}

const patches = ['application/apply-patch+yaml', 'application/json-patch+json', 'application/merge-patch+json']

function pathsOf(resource: Resource): JsonObject {
  const { definition } = resource
  const root = `/${pathOf(groupVersion(resource))}`
  const scope = resource.namespaced ? '/namespaces/{namespace}' : ''
  const collection = `${root}${scope}/${resource.plural}`
  const patchTypes = resource.builtin ? [...patches, 'application/strategic-merge-patch+json'] : patches
  const shared = [...(resource.namespaced ? [parameter('namespace', 'path')] : []), parameter('name', 'path')]
  const item = {
    get: operation(resource, 'get', definition, [], []),
    put: operation(resource, 'put', definition, writing, ['application/json']),
    patch: operation(resource, 'patch', definition, [...writing, parameter('force', 'query', 'boolean')], patchTypes),
    parameters: shared,
  }
  const paths: Record<string, Json> = {
    [collection]: {
      get: operation(resource, 'list', listName(resource), [], []),
      post: operation(resource, 'post', definition, writing, ['application/json']),
      delete: operation(resource, 'deletecollection', definition, [], []),
      parameters: shared.slice(0, -1),
    },
    [`${collection}/{name}`]: {
      ...item,
      delete: operation(resource, 'delete', definition, [parameter('dryRun', 'query')], []),
    },
  }
  if (resource.status) paths[`${collection}/{name}/status`] = item
  if (resource.namespaced)
    paths[`${root}/${resource.plural}`] = { get: operation(resource, 'list', listName(resource), [], []) }
  return paths
}
