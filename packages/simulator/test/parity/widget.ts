const word = { type: 'string' }
const rule = (source: string, more: object = {}) => ({ rule: source, ...more })

const item = {
  type: 'object',
  required: ['name'],
  properties: { name: word, size: { type: 'integer' } },
}

const spec = {
  type: 'object',
  'x-kubernetes-validations': [
    rule('!has(self.low) || !has(self.high) || self.low <= self.high', { message: 'low is at most high' }),
    rule('!has(oldSelf.kept) || (has(self.kept) && self.kept == oldSelf.kept)', {
      message: 'kept cannot change',
      fieldPath: '.kept',
    }),
  ],
  properties: {
    color: { ...word, default: 'red', maxLength: 20 },
    low: { type: 'integer', minimum: 0 },
    high: { type: 'integer' },
    kept: word,
    frozen: { ...word, 'x-kubernetes-validations': [rule('self == oldSelf', { message: 'frozen cannot change' })] },
    maybe: { ...word, nullable: true, 'x-kubernetes-validations': [rule('self.size() > 1', { message: 'too short' })] },
    kind: { ...word, enum: ['a', 'b'] },
    names: { type: 'array', 'x-kubernetes-list-type': 'set', items: word },
    items: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'], items: item },
    list: { type: 'array', maxItems: 3, items: word },
    marks: { type: 'object', additionalProperties: word },
    port: { 'x-kubernetes-int-or-string': true },
    when: { ...word, format: 'date-time' },
    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  },
}

const status = {
  type: 'object',
  properties: {
    phase: word,
    conditions: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['type'],
      items: { type: 'object', required: ['type', 'status'], properties: { type: word, status: word } },
    },
  },
}

const version = (name: string, storage: boolean) => ({
  name,
  served: true,
  storage,
  subresources: { status: {} },
  schema: { openAPIV3Schema: { type: 'object', properties: { spec, status } } },
})

/** The kind that both servers serve for the comparison: one of everything that a schema can say, and two versions. */
export const widgetDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.parity.test' },
  spec: {
    group: 'parity.test',
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget', shortNames: ['wd'] },
    versions: [version('v1', true), { ...version('v1old', false), deprecated: true }],
  },
}
