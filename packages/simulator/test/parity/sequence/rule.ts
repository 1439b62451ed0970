import { apply, get, merge, post, put, type Sequence, widget } from '../request.ts'

/** Validation: schemas, rules of CEL, metadata. */
export const rules: readonly Sequence[] = [
  {
    name: 'a rule names its field as the schema says',
    steps: ({ widgets }) => [
      post(widgets, widget('x', { low: 3, high: 2 })),
      post(widgets, widget('x', { kept: 'a', frozen: 'a' })),
      merge(`${widgets}/x`, { spec: { kept: 'b' } }),
      merge(`${widgets}/x`, { spec: { frozen: 'b' } }),
      merge(`${widgets}/x`, { spec: { low: 9, high: 1 } }),
      post(widgets, widget('y', { maybe: null })),
      post(widgets, widget('z', { maybe: 'x' })),
      get(`${widgets}/y`),
    ],
  },
  {
    name: 'schemas refuse in their words',
    steps: ({ widgets }) => [
      post(widgets, widget('x', { low: -1 })),
      post(widgets, widget('x', { color: 'x'.repeat(21) })),
      post(widgets, widget('x', { kind: 'c' })),
      post(widgets, widget('x', { names: ['a', 'a'] })),
      post(widgets, widget('x', { items: [{ name: 'a' }, { name: 'a' }] })),
      post(widgets, widget('x', { items: [{}] })),
      post(widgets, widget('x', { list: ['a', 'b', 'c', 'd'] })),
      post(widgets, widget('x', { when: 'yesterday' })),
      post(widgets, widget('x', { low: 'a' })),
      post(widgets, widget('x', { port: 1.5 })),
    ],
  },
  {
    name: 'metadata has a form',
    steps: ({ widgets }) => [
      post(widgets, widget('X')),
      post(widgets, widget('x', undefined, { labels: { 'a b': 'c' } })),
      post(widgets, widget('x', undefined, { labels: { a: 'b c' } })),
      post(widgets, widget('x', undefined, { annotations: { 'a b': 'c' } })),
      post(widgets, widget('x', undefined, { finalizers: ['a b'] })),
      post(widgets, widget('y', undefined, { finalizers: ['bare'] })),
      merge(`${widgets}/y`, { metadata: { finalizers: null } }),
    ],
  },
  {
    name: 'a deprecated version warns',
    steps: ({ widgets }) => {
      const old = widgets.replace('/v1/', '/v1old/')
      return [
        get(old),
        post(old, { ...widget('x'), apiVersion: 'parity.test/v1old' }),
        get(`${old}/x`),
        merge(`${old}/x`, { spec: { color: 'blue' } }),
        apply(`${old}/x`, { ...widget('x'), apiVersion: 'parity.test/v1old' }, 'fieldManager=one&force=true'),
        put(`${old}/x`, { ...widget('x'), apiVersion: 'parity.test/v1old' }),
      ]
    },
  },
]
