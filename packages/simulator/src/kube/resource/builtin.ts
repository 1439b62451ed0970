import type { Compiler } from '../schema/schema.ts'
import { type JsonObject, object, text, toJson } from '../value/json.ts'
import { type FieldError, invalidValue } from '../value/status.ts'
import { ageColumn, column, createdColumn, entries, nameColumn } from './column.ts'
import { checkConfigMap, checkSecret, filled, prepareSecret } from './data.ts'
import { checkEvent, currentEventFields, eventColumns, eventFields, prepareEvent, toCore, toCurrent } from './event.ts'
import builtinDefinitions from './generated/builtin.json' with { type: 'json' }
import { groupVersion, type Resource } from './resource.ts'

/** Kubernetes' OpenAPI definitions of the built-in kinds served here. */
export const definitions: JsonObject = object(toJson(builtinDefinitions))

export const crdStorage = 'apiextensions.k8s.io/customresourcedefinitions'

type Facts = Pick<Resource, 'group' | 'version' | 'plural' | 'kind' | 'namespaced' | 'definition'> & Partial<Resource>

const same = (value: JsonObject) => value

function describe(facts: Facts, compiler: Compiler): Resource {
  const storage = facts.group === '' ? facts.plural : `${facts.group}/${facts.plural}`
  return {
    singular: facts.kind.toLowerCase(),
    listKind: `${facts.kind}List`,
    shortNames: [],
    categories: [],
    storage,
    stored: groupVersion(facts),
    schema: compiler.definition(facts.definition),
    definitions,
    builtin: true,
    custom: false,
    warning: '',
    status: false,
    generation: false,
    unconditional: true,
    columns: [nameColumn, ageColumn],
    selectable: new Map(),
    prepare: same,
    check: () => [],
    view: same,
    unview: same,
    ...facts,
  }
}

/** The built-in kinds: what controllers and kubectl need of a cluster besides custom resources. */
export function builtinResources(compiler: Compiler): readonly Resource[] {
  const parts = [namespaces, configMaps, secrets, coreEvents, currentEvents]
  return [...parts.map((part) => part(compiler)), ...others(compiler)]
}

const core = { group: '', version: 'v1' }

function namespaces(compiler: Compiler): Resource {
  const facts: Facts = {
    ...core,
    plural: 'namespaces',
    kind: 'Namespace',
    namespaced: false,
    definition: 'io.k8s.api.core.v1.Namespace',
    shortNames: ['ns'],
    status: true,
    columns: [
      nameColumn,
      column('Status', 'The status of the namespace', (ns) => text(ns, 'status', 'phase')),
      ageColumn,
    ],
    selectable: new Map([['status.phase', ['status', 'phase']]]),
    prepare: prepareNamespace,
  }
  return describe(facts, compiler)
}

function configMaps(compiler: Compiler): Resource {
  const facts: Facts = {
    ...core,
    plural: 'configmaps',
    kind: 'ConfigMap',
    namespaced: true,
    definition: 'io.k8s.api.core.v1.ConfigMap',
    shortNames: ['cm'],
    columns: [nameColumn, column('Data', 'How many entries there are.', entries), ageColumn],
    prepare: filled,
    check: checkConfigMap,
  }
  return describe(facts, compiler)
}

function secrets(compiler: Compiler): Resource {
  const type = column('Type', 'What the secret is for.', (value) => text(value, 'type'))
  const facts: Facts = {
    ...core,
    plural: 'secrets',
    kind: 'Secret',
    namespaced: true,
    definition: 'io.k8s.api.core.v1.Secret',
    columns: [nameColumn, type, column('Data', 'How many entries there are.', entries), ageColumn],
    selectable: new Map([['type', ['type']]]),
    prepare: prepareSecret,
    check: checkSecret,
  }
  return describe(facts, compiler)
}

const eventFacts = {
  plural: 'events',
  kind: 'Event',
  namespaced: true,
  shortNames: ['ev'],
  storage: 'events',
  stored: 'v1',
}

function coreEvents(compiler: Compiler): Resource {
  const facts: Facts = {
    ...eventFacts,
    ...core,
    definition: 'io.k8s.api.core.v1.Event',
    columns: eventColumns,
    selectable: eventFields,
    prepare: prepareEvent,
    check: (value) => checkEvent(value, false),
  }
  return describe(facts, compiler)
}

function currentEvents(compiler: Compiler): Resource {
  const facts: Facts = {
    ...eventFacts,
    group: 'events.k8s.io',
    version: 'v1',
    definition: 'io.k8s.api.events.v1.Event',
    columns: eventColumns.map((each) => ({ ...each, cell: (value, now) => each.cell(toCore(value), now) })),
    selectable: currentEventFields,
    prepare: (value) => toCurrent(prepareEvent(toCore(value))),
    check: (value) => checkEvent(toCore(value), true),
    view: toCurrent,
    unview: toCore,
  }
  return describe(facts, compiler)
}

function others(compiler: Compiler): readonly Resource[] {
  return [
    describe(
      {
        group: 'coordination.k8s.io',
        version: 'v1',
        plural: 'leases',
        kind: 'Lease',
        namespaced: true,
        definition: 'io.k8s.api.coordination.v1.Lease',
        unconditional: false,
        columns: [
          nameColumn,
          column('Holder', 'Who holds the lease.', (lease) => text(lease, 'spec', 'holderIdentity')),
          ageColumn,
        ],
        check: checkLease,
      },
      compiler,
    ),
    describe(
      {
        group: 'apiextensions.k8s.io',
        version: 'v1',
        plural: 'customresourcedefinitions',
        kind: 'CustomResourceDefinition',
        namespaced: false,
        definition: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition',
        shortNames: ['crd', 'crds'],
        categories: ['api-extensions'],
        status: true,
        generation: true,
        unconditional: false,
        columns: [nameColumn, createdColumn],
      },
      compiler,
    ),
  ]
}

function prepareNamespace(next: JsonObject, live: JsonObject | undefined): JsonObject {
  const metadata = object(next, 'metadata')
  const labels = { ...object(metadata, 'labels'), 'kubernetes.io/metadata.name': text(metadata, 'name') }
  // Only its own door changes the finalizers of a namespace.
  if (live !== undefined) return { ...next, metadata: { ...metadata, labels }, spec: live.spec ?? {} }
  return {
    ...next,
    metadata: { ...metadata, labels },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  }
}

function checkLease(next: JsonObject): FieldError[] {
  const spec = object(next, 'spec')
  const errors: FieldError[] = []
  const { leaseDurationSeconds: duration, leaseTransitions: transitions } = spec
  if (typeof duration === 'number' && duration <= 0)
    errors.push(invalidValue('spec.leaseDurationSeconds', String(duration), 'must be greater than 0'))
  if (typeof transitions === 'number' && transitions < 0)
    errors.push(invalidValue('spec.leaseTransitions', String(transitions), 'must be greater than or equal to 0'))
  return errors
}
