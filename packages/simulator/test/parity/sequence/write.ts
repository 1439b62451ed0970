import { apply, configMap, edit, get, merge, post, put, remove, type Sequence, widget } from '../request.ts'

/** Creating, changing and deleting: doors, options, bodies. */
export const writes: readonly Sequence[] = [
  {
    name: 'a door of an object cannot be deleted',
    steps: ({ widgets }) => [
      post(widgets, widget('x')),
      remove(`${widgets}/x/status`),
      get(`${widgets}/x`),
      put(`${widgets}/x/status`, widget('x')),
      post(`${widgets}/x/status`, widget('x')),
      get(`${widgets}/x/scale`),
    ],
  },
  {
    name: 'collections over all namespaces, and of namespaces, cannot be deleted',
    steps: ({ configMaps }) => [
      post(configMaps, configMap('a')),
      remove('/api/v1/configmaps'),
      remove('/apis/parity.test/v1/widgets'),
      remove('/api/v1/namespaces'),
      get(`${configMaps}/a`),
    ],
  },
  {
    name: 'a delete with options that make no sense deletes nothing',
    steps: ({ widgets, configMaps }) => [
      post(widgets, widget('x')),
      post(configMaps, configMap('a')),
      remove(`${widgets}/x?propagationPolicy=Bogus`),
      remove(`${widgets}/x?gracePeriodSeconds=abc`),
      remove(`${widgets}/x?orphanDependents=true&propagationPolicy=Orphan`),
      remove(`${widgets}/x?dryRun=Some`),
      remove(`${widgets}/x`, { apiVersion: 'v1', kind: 'ConfigMap' }),
      remove(`${widgets}/x`, { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Bogus' }),
      remove(`${configMaps}/a`, { dryRun: ['Some'] }),
      get(`${widgets}/x`),
      get(`${configMaps}/a`),
    ],
  },
  {
    name: 'a dry run of a delete answers as the delete would',
    steps: ({ widgets }) => [
      post(widgets, widget('x')),
      post(widgets, widget('y', undefined, { finalizers: ['parity.test/hold'] })),
      remove(`${widgets}/x?dryRun=All`),
      remove(`${widgets}/x`, { dryRun: ['All'] }),
      remove(`${widgets}/x?dryRun=All&propagationPolicy=Foreground`),
      remove(`${widgets}/y?dryRun=All`),
      get(`${widgets}/x`),
      get(`${widgets}/y`),
      remove(`${widgets}/y`),
    ],
  },
  {
    name: 'a collection is deleted page by page, and with preconditions',
    steps: ({ configMaps }) => [
      post(configMaps, configMap('a')),
      post(configMaps, configMap('b')),
      post(configMaps, configMap('c')),
      remove(configMaps, { preconditions: { uid: '11111111-1111-1111-1111-111111111111' } }),
      get(`${configMaps}/a`),
      remove(`${configMaps}?limit=1&fieldSelector=metadata.name!=kube-root-ca.crt`),
      get(`${configMaps}/a`),
      get(`${configMaps}/b`),
      remove(`${configMaps}?dryRun=All`),
      get(`${configMaps}/b`),
      remove(configMaps),
      get(`${configMaps}/b`),
    ],
  },
  {
    name: 'options of a write have few values',
    steps: ({ widgets, configMaps }) => [
      post(`${widgets}?dryRun=x`, widget('x')),
      post(`${widgets}?fieldValidation=Bogus`, widget('x')),
      post(`${widgets}?fieldManager=${'m'.repeat(129)}`, widget('x')),
      post(`${widgets}?fieldManager=a%0Ab`, widget('x')),
      post(widgets, widget('x')),
      merge(`${widgets}/x?force=true`, { spec: { color: 'blue' } }),
      merge(`${widgets}/x?dryRun=x`, { spec: { color: 'blue' } }),
      merge(`${widgets}/x?fieldValidation=Bogus`, { spec: { color: 'blue' } }),
      put(`${widgets}/x?dryRun=x`, widget('x')),
      post(`${configMaps}?fieldValidation=Bogus`, configMap('a')),
      apply(`${configMaps}/a`, configMap('a'), 'fieldManager=one&dryRun=x'),
      get(`${widgets}/x`),
    ],
  },
  {
    name: 'a key that is there twice, and a field that nobody knows',
    steps: ({ widgets }) => {
      const twice =
        '{"apiVersion":"parity.test/v1","kind":"Widget","metadata":{"name":"x"},"spec":{"color":"red","color":"blue"}}'
      return [
        post(`${widgets}?fieldValidation=Strict`, twice),
        post(widgets, twice),
        post(`${widgets}?fieldValidation=Strict`, widget('y', { colour: 'red' })),
        post(widgets, widget('y', { colour: 'red' })),
        merge(`${widgets}/y?fieldValidation=Strict`, { spec: { colour: 'red' } }),
        merge(`${widgets}/y`, { spec: { colour: 'red' } }),
        edit(`${widgets}/y?fieldValidation=Strict`, [{ op: 'add', path: '/spec/colour', value: 'x' }]),
        put(`${widgets}/y?fieldValidation=Strict`, widget('y', { colour: 'red' })),
      ]
    },
  },
  {
    name: 'a YAML body with a key twice, and with two documents',
    steps: ({ widgets, configMaps }) => {
      const yaml = 'apiVersion: parity.test/v1\nkind: Widget\nmetadata: {name: x}\nspec: {color: red, color: blue}\n'
      const two = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b}\n---\nkind: Other\n'
      return [
        post(widgets, yaml, 'application/yaml'),
        post(`${widgets}?fieldValidation=Strict`, yaml.replace('name: x', 'name: w'), 'application/yaml'),
        apply(`${widgets}/z`, yaml.replace('name: x', 'name: z')),
        apply(`${configMaps}/a`, two),
      ]
    },
  },
  {
    name: 'what an object is cannot be patched',
    steps: ({ widgets, configMaps }) => [
      post(widgets, widget('x')),
      post(configMaps, configMap('a')),
      merge(`${widgets}/x`, { kind: 'Other' }),
      merge(`${widgets}/x`, { apiVersion: 'other.test/v1' }),
      merge(`${widgets}/x`, { metadata: { namespace: 'other' } }),
      merge(`${widgets}/x`, { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }),
      merge(`${widgets}/x`, { metadata: { name: null } }),
      merge(`${configMaps}/a`, { kind: 'Secret' }),
      merge(`${configMaps}/a`, { metadata: { namespace: 'other' } }),
      merge(`${configMaps}/a`, { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }),
      get(`${widgets}/x`),
    ],
  },
  {
    name: 'what a create or a replacement must say',
    steps: ({ widgets, configMaps }) => [
      post(widgets, { ...widget('x'), kind: 'Gadget' }),
      post(widgets, { kind: 'Widget', metadata: { name: 'x' } }),
      post(widgets, widget('x', undefined, { labels: 'q' })),
      post(widgets, { ...widget('x'), metadata: { name: 1 } }),
      post(configMaps, configMap('a')),
      put(`${configMaps}/a`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} }),
      put(`${configMaps}/a`, configMap('a', {}, { uid: '11111111-1111-1111-1111-111111111111' })),
      put(`${configMaps}/a`, configMap('a', {}, { resourceVersion: 'abc' })),
    ],
  },
]
