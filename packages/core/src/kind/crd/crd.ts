import { changedAt, type Describe, described, ordered, type Schema, schemaOf } from '../../schema/openapi.ts'
import type { Column } from '../definition.ts'
import type { Kind } from '../kind.ts'
import { stateField, statusMembers } from '../project.ts'
import type { Reference } from '../reference.ts'
import { eitherOr, fixed, fresh, immutability, lastOf, ruled, standing } from './rules.ts'

/** A CustomResourceDefinition of `apiextensions.k8s.io/v1`. */
export interface CustomResourceDefinition {
  readonly apiVersion: 'apiextensions.k8s.io/v1'
  readonly kind: 'CustomResourceDefinition'
  readonly metadata: { readonly name: string }
  readonly spec: {
    readonly group: string
    readonly scope: 'Namespaced' | 'Cluster'
    readonly names: {
      readonly kind: string
      readonly listKind: string
      readonly plural: string
      readonly singular: string
    }
    readonly versions: readonly CustomResourceVersion[]
  }
}

export interface CustomResourceVersion {
  readonly name: string
  readonly served: true
  readonly storage: true
  readonly subresources: { readonly status: Readonly<Record<string, never>> }
  readonly additionalPrinterColumns: readonly Column[]
  readonly schema: { readonly openAPIV3Schema: Schema }
}

const text: Schema = { type: 'string' }

const tags: Schema = {
  description: 'Tags of the AWS object. Only the keys listed here are managed; the controller adds its own.',
  type: 'array',
  items: { type: 'object', properties: { key: text, value: text } },
}

const tagMap: Schema = { description: tags.description, type: 'object', additionalProperties: text }

/**
 * The CustomResourceDefinition of a kind. It accepts whatever AWS may accept, and refuses with a sentence: a change of
 * what AWS cannot change, an identifier beside its reference, and what the kind's own rules refuse.
 */
export function crdOf(kind: Kind, describe: Describe = () => undefined): CustomResourceDefinition {
  const { service, name, plural } = kind
  const about = kind.itemShape.is === 'structure' ? describe(kind.itemShape.name) : undefined
  const root: Schema = {
    description: about ?? `${name} of ${service.name.toUpperCase()}.`,
    type: 'object',
    properties: {
      apiVersion: text,
      kind: text,
      metadata: { type: 'object' },
      spec: specSchema(kind, describe),
      status: statusSchema(kind, describe),
    },
  }
  return definition({
    group: service.group,
    version: service.version,
    scope: 'Namespaced',
    kind: name,
    plural,
    columns: columnsOf(kind),
    schema: ruled(root, [...fresh(kind), ...immutability(kind), ...fixed(kind)]),
  })
}

/** The envelope of a CustomResourceDefinition with one version. */
export function definition(of: {
  readonly group: string
  readonly version: string
  readonly scope: 'Namespaced' | 'Cluster'
  readonly kind: string
  readonly plural: string
  readonly columns: readonly Column[]
  readonly schema: Schema
}): CustomResourceDefinition {
  const { group, scope, kind, plural } = of
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
      versions: [
        {
          name: of.version,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: of.columns.map((column) => ({ ...column, type: column.type ?? 'string' })),
          schema: { openAPIV3Schema: ordered(of.schema) },
        },
      ],
    },
  }
}

function columnsOf(kind: Kind): readonly Column[] {
  const state = stateField(kind)
  const own = kind.columns ?? [
    { name: 'ID', jsonPath: `.status.${kind.id.field}` },
    ...(state === undefined ? [] : [{ name: 'STATE', jsonPath: `.status.${state.join('.')}` }]),
  ]
  const common: readonly Column[] = [
    { name: 'READY', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: 'SYNCED', jsonPath: '.status.conditions[?(@.type=="ACK.ResourceSynced")].status' },
    { name: 'AGE', jsonPath: '.metadata.creationTimestamp', type: 'date' },
  ]
  const taken = new Set(own.map((column) => column.name.toUpperCase()))
  return [...own, ...common.filter((column) => !taken.has(column.name))]
}

function specSchema(kind: Kind, describe: Describe): Schema {
  const request = schemaOf(kind.requestShape, describe).properties ?? {}
  const members = Object.entries(kind.requestMembers).map(([member, field]) => {
    const named = kind.requestShape.is === 'structure' ? kind.requestShape.byName().get(member)?.field : undefined
    return [field, request[named ?? ''] ?? {}] as const
  })
  const extra = Object.entries(kind.fields).map(([field, schema]) => [field, extraField(kind, field, schema, describe)])
  const properties = Object.fromEntries([...members, ...extra, ...tagsOf(kind)])
  const required = requiredOf(kind)
  const plain: Schema = { type: 'object', properties, ...(required.length > 0 ? { required } : {}) }
  return ruled(kind.references.reduce(withReference, plain), standing(kind))
}

/** The tags as the service's specs write them. */
function tagsOf({ tagged, service }: Kind): readonly (readonly [string, Schema])[] {
  return tagged === undefined ? [] : [['tags', service.tagging.spec === 'map' ? tagMap : tags]]
}

/** An extra field in the words of its SDK shape, or of the item member of the same name. */
function extraField(kind: Kind, field: string, schema: Schema, describe: Describe): Schema {
  const shape = kind.fieldShapes[field]
  const worded = shape === undefined ? schema : { ...schemaOf(shape, describe), ...lifted(schema) }
  const item = kind.itemShape.is === 'structure' ? kind.itemShape : undefined
  const member = item?.byField().get(field)
  return described(worded, item && member && describe(item.name, member.name))
}

/** What a declaration says of a field beyond its shape. */
function lifted({ description, maxItems }: Schema): Schema {
  return { ...(description === undefined ? {} : { description }), ...(maxItems === undefined ? {} : { maxItems }) }
}

function requiredOf(kind: Kind): readonly string[] {
  if (kind.required !== undefined) return kind.required
  const referable = new Set(kind.references.map(({ path }) => path))
  const shape = kind.requestShape
  const members = shape.is === 'structure' ? shape.members() : []
  const derived = members.flatMap(({ name, required }) => {
    const field = kind.requestMembers[name]
    return required && field !== undefined ? [field] : []
  })
  return [...derived, ...kind.extraRequired].filter((field) => !referable.has(field))
}

/**
 * The most elements of a list whose elements carry rules. The API server refuses a rule whose cost it cannot bound.
 * Above what AWS allows for each such list.
 */
const ruledItems = 1000

function withReference(spec: Schema, reference: Reference): Schema {
  const parents = reference.path.split('.').slice(0, -1)
  const steps = parents.map((step) => step.replace('[]', ''))
  return changedAt(
    spec,
    steps,
    (part) => {
      const properties = { ...part.properties, [lastOf(reference.ref)]: refSchema(reference) }
      return ruled({ ...part, properties }, [eitherOr(reference)])
    },
    (part) => ({ ...part, maxItems: part.maxItems ?? ruledItems }),
  )
}

function refSchema(reference: Reference): Schema {
  const { kind, group } = reference.target()
  const one: Schema = {
    type: 'object',
    properties: {
      from: { type: 'object', properties: { name: text, namespace: text } },
    },
  }
  const description = `Names the ${kind} (${group}) that ${lastOf(reference.path)} is taken from.`
  return reference.many ? { description, type: 'array', items: one } : { description, ...one }
}

function statusSchema(kind: Kind, describe: Describe): Schema {
  const shape = kind.itemShape
  const all = schemaOf(shape, describe).properties ?? {}
  const members = statusMembers(kind).map(({ member, field }) => [field, all[member.field] ?? {}])
  return {
    type: 'object',
    properties: {
      [kind.id.field]: text,
      ...Object.fromEntries(members),
      ...kind.statusFields,
      ackResourceMetadata: {
        description: 'Where the AWS object lives.',
        type: 'object',
        properties: { arn: text, ownerAccountID: text, partition: text, region: text },
        required: ['ownerAccountID', 'region'],
      },
      conditions: conditionsSchema,
    },
  }
}

/** Conditions as every kind of this project reports them. */
export const conditionsSchema: Schema = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      type: text,
      status: text,
      reason: text,
      message: text,
      lastTransitionTime: { type: 'string', format: 'date-time' },
      observedGeneration: { type: 'integer', format: 'int64' },
    },
    required: ['type', 'status'],
  },
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['type'],
}
