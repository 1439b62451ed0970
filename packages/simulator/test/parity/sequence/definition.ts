import { definitions, get, merge, post, put, remove, type Sequence } from '../request.ts'

const word = { type: 'string' }
const properties = (members: object) => ({
  type: 'object',
  properties: { spec: { type: 'object', properties: members } },
})

/** A definition of things in a group; `more` takes the place of members of its spec, `version` of those of its version. */
const thing = (schema: object = properties({ a: word }), version: object = {}, more: object = {}, name = 'things') => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${name}.parity.example` },
  spec: {
    group: 'parity.example',
    scope: 'Namespaced',
    names: { plural: name, kind: 'Thing' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema }, ...version }],
    ...more,
  },
})

const rules = (...all: object[]) => ({ 'x-kubernetes-validations': all })
const spec = (members: object, more: object = {}) => ({
  type: 'object',
  properties: { spec: { type: 'object', properties: members, ...more } },
})
const tried = `${definitions}?dryRun=All`
const list = (more: object) => properties({ a: { type: 'array', items: word, ...more } })
const keyed = (keys: readonly string[], more: object = {}) =>
  list({
    items: { type: 'object', properties: { name: word, deep: { type: 'object' } }, ...more },
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': keys,
  })

const schemas: Readonly<Record<string, readonly object[]>> = {
  'a schema is structural': [
    properties({ a: {} }),
    properties({ a: { type: 'text' } }),
    properties({ a: { type: 'array' } }),
    properties({ a: { type: 'array', items: {} } }),
    properties({ a: { type: 'object', properties: { b: word }, additionalProperties: word } }),
    properties({ a: { ...word, oneOf: [{ type: 'string', default: 'a' }] } }),
    properties({ a: { type: 'object', oneOf: [{ properties: { b: word } }] } }),
    properties({ a: { type: 'array', items: word, uniqueItems: true } }),
    properties({ a: { ...word, pattern: '(?=a)b' } }),
    properties({ a: { ...word, pattern: '(' } }),
    { type: 'object', properties: { metadata: { type: 'object', properties: { labels: { type: 'object' } } } } },
    { type: 'string' },
    properties({ a: { 'x-kubernetes-preserve-unknown-fields': false } }),
    properties({ a: { ...word, 'x-kubernetes-preserve-unknown-fields': true } }),
    properties({ a: { ...word, 'x-kubernetes-int-or-string': true } }),
    properties({ a: { ...word, 'x-kubernetes-embedded-resource': true } }),
  ],
  'lists and maps say how they merge': [
    list({ 'x-kubernetes-list-type': 'bag' }),
    list({ 'x-kubernetes-list-type': 'map' }),
    list({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] }),
    keyed(['name']),
    keyed(['name'], { required: ['name'] }),
    keyed(['bogus'], { required: ['name'] }),
    keyed(['deep'], { required: ['deep'] }),
    keyed(['name', 'name'], { required: ['name'] }),
    list({ 'x-kubernetes-list-map-keys': ['name'] }),
    list({ items: { type: 'object' }, 'x-kubernetes-list-type': 'set' }),
    properties({ a: { type: 'object', 'x-kubernetes-map-type': 'bag' } }),
    properties({ a: { ...word, 'x-kubernetes-map-type': 'atomic' } }),
    properties({ a: { ...word, 'x-kubernetes-list-type': 'set' } }),
  ],
  'defaults fit their schema': [
    properties({ a: { ...word, default: 1 } }),
    properties({ a: { ...word, maxLength: 2, default: 'abc' } }),
    properties({ a: { type: 'object', properties: { b: word }, default: { c: 'x' } } }),
    properties({ a: { type: 'object', properties: { b: word }, required: ['b'], default: {} } }),
    properties({ a: { ...word, default: null } }),
    properties({ a: { ...word, enum: ['b'], default: 'c' } }),
    properties({ a: { ...word, default: 'ok' } }),
  ],
  'rules are typed': [
    spec({ a: word }, rules({ rule: 'self.b == "x"' })),
    spec({ a: word }, rules({ rule: 'self.a' })),
    spec({ a: word }, rules({ rule: 'self.a > 1' })),
    spec({ a: word }, rules({ rule: 'self.a ==' })),
    spec({ a: word }, rules({ rule: '' })),
    spec({ a: word }, rules({ rule: 'self.a == "x"', messageExpression: '1' })),
    spec({ a: word }, rules({ rule: 'self.a == "x"', messageExpression: 'self.b' })),
    spec({ a: word }, rules({ rule: 'self.a == "x"', message: 'two\nlines' })),
    spec({ a: word }, rules({ rule: 'self.a == "x"', message: ' ' })),
    spec({ a: word }, rules({ rule: 'self.a == "x"', reason: 'Because' })),
    spec({ a: word }, rules({ rule: 'self.a == "x"', fieldPath: '.b' })),
    spec({ a: word }, rules({ rule: 'self.a == "x"', fieldPath: 'a' })),
    spec({ a: word }, rules({ rule: 'self.a == "x"', optionalOldSelf: true })),
    spec({ a: word }, rules({ rule: 'self.a == "x"' }, { rule: 'self.a == "x"' })),
    spec({
      a: { type: 'array', maxItems: 5, items: { ...word, maxLength: 5, ...rules({ rule: 'self == oldSelf' }) } },
    }),
    spec(
      { a: { type: 'array', items: { ...word, maxLength: 10 } } },
      rules({ rule: 'self.a.all(x, self.a.all(y, x == y))' }),
    ),
    spec({ a: word, n: { type: 'integer' } }, rules({ rule: 'self.n + self.a == 1' })),
    spec({ a: word, m: { type: 'object', additionalProperties: word } }, rules({ rule: 'self.m.x == 1' })),
    spec({ a: word }, rules({ rule: 'has(self.a) && self.a.startsWith(1)' })),
    spec({ a: word }, rules({ rule: 'bogus(self.a)' })),
  ],
}

const versions: Readonly<Record<string, readonly object[]>> = {
  'versions are named and stored once': [
    thing(undefined, { name: 'V1' }),
    thing(undefined, { storage: false }),
    thing(undefined, {}, { versions: [] }),
    thing(
      undefined,
      {},
      {
        versions: ['v1', 'v1'].map((name, i) => ({
          name,
          served: true,
          storage: i === 0,
          schema: { openAPIV3Schema: properties({ a: word }) },
        })),
      },
    ),
    thing(undefined, { deprecationWarning: 'soon' }),
    thing(undefined, { schema: undefined }),
    thing(undefined, { additionalPrinterColumns: [{ name: 'A', type: 'text', jsonPath: '.spec.a' }] }),
    thing(undefined, { additionalPrinterColumns: [{ name: 'A', type: 'string', jsonPath: 'spec.a' }] }),
    thing(undefined, { selectableFields: [{ jsonPath: '.spec.b' }] }),
    thing(undefined, { selectableFields: [{ jsonPath: 'spec.a' }] }),
    thing(undefined, { subresources: { scale: {} } }),
  ],
  'names are names': [
    thing(undefined, {}, { names: { plural: 'Things', kind: 'Thing' } }, 'Things'),
    thing(undefined, {}, { names: { plural: 'things', kind: 'thing' } }),
    thing(undefined, {}, { names: { plural: 'things', kind: 'Thing', listKind: 'Thing' } }),
    thing(undefined, {}, { names: { plural: 'things', kind: 'Thing', singular: 'Thing' } }),
    thing(undefined, {}, { names: { plural: 'things', kind: 'Thing', shortNames: ['T'] } }),
    thing(undefined, {}, { names: { plural: 'things', kind: 'Thing', categories: ['All'] } }),
    thing(undefined, {}, { names: { plural: 'others', kind: 'Thing' } }),
    thing(undefined, {}, { names: { plural: 'things', kind: '' } }),
    thing(undefined, {}, { scope: 'World' }),
    thing(undefined, {}, { scope: '' }),
    { ...thing(undefined, {}, { group: 'nodot' }), metadata: { name: 'things.nodot' } },
    { ...thing(undefined, {}, { group: 'parity.k8s.io' }), metadata: { name: 'things.parity.k8s.io' } },
    thing(undefined, {}, { preserveUnknownFields: true }),
    thing(undefined, {}, { conversion: { strategy: 'Webhook' } }),
    thing(undefined, {}, { conversion: { strategy: 'Magic' } }),
  ],
}

const settled = (name: string) => get(`${definitions}/${name}.parity.example`)

/** Definitions of kinds: which are refused, what may change of one, and whose names another one has. */
export const kinds: readonly Sequence[] = [
  ...Object.entries(schemas).map(
    ([name, all]): Sequence => ({ name, steps: () => all.map((schema) => post(tried, thing(schema))) }),
  ),
  ...Object.entries(versions).map(
    ([name, all]): Sequence => ({ name, steps: () => all.map((one) => post(tried, one)) }),
  ),
  {
    name: 'what a definition once was it stays',
    steps: () => [
      post(definitions, thing()),
      merge(`${definitions}/things.parity.example`, { spec: { scope: 'Cluster' } }),
      merge(`${definitions}/things.parity.example`, { spec: { names: { kind: 'Other', listKind: 'OtherList' } } }),
      merge(`${definitions}/things.parity.example`, { spec: { group: 'other.example' } }),
      merge(`${definitions}/things.parity.example`, {
        spec: {
          versions: [{ name: 'v2', served: true, storage: true, schema: { openAPIV3Schema: properties({ a: word }) } }],
        },
      }),
      put(`${definitions}/things.parity.example`, thing(undefined, {}, { names: { plural: 'things', kind: '' } })),
      settled('things'),
    ],
  },
  {
    name: 'a name belongs to the definition that had it first',
    steps: () => [
      post(
        definitions,
        thing(undefined, {}, { names: { plural: 'gizmos', kind: 'Gizmo', shortNames: ['gz'] } }, 'gizmos'),
      ),
      settled('gizmos'),
      post(
        definitions,
        thing(undefined, {}, { names: { plural: 'gismos', kind: 'Gizmo', shortNames: ['gz'] } }, 'gismos'),
      ),
      settled('gismos'),
      settled('gismos'),
      get('/apis/parity.example/v1/gismos'),
      remove(`${definitions}/gizmos.parity.example`),
      settled('gismos'),
    ],
  },
]
