import { apply, configMap, get, merge, post, type Sequence, widget } from '../request.ts'

const last = 'kubectl.kubernetes.io/last-applied-configuration'
const clientSide = 'fieldManager=kubectl-client-side-apply'

/** Server-side apply. */
export const applies: readonly Sequence[] = [
  {
    name: 'what kubectl applied from the client is no conflict for kubectl on the server',
    steps: ({ widgets }) => {
      const applied = JSON.stringify({
        ...widget('x', { color: 'red', kept: 'a' }),
        metadata: { name: 'x', annotations: {} },
      })
      const annotations = { [last]: `${applied}\n` }
      return [
        post(`${widgets}?${clientSide}`, widget('x', { color: 'red', kept: 'a' }, { annotations })),
        apply(`${widgets}/x`, widget('x', { color: 'blue' }), 'fieldManager=kubectl&dryRun=All'),
        apply(`${widgets}/x`, widget('x', { color: 'blue', kept: 'a' }), 'fieldManager=other'),
        apply(`${widgets}/x`, widget('x', { color: 'blue', kept: 'a' }), 'fieldManager=kubectl'),
        merge(`${widgets}/x?fieldManager=someone`, { spec: { low: 1 } }),
        apply(`${widgets}/x`, widget('x', { color: 'green', kept: 'a', low: 2 }), 'fieldManager=kubectl'),
        apply(`${widgets}/x`, widget('x', { color: 'green', kept: 'a', low: 2 }), 'fieldManager=kubectl&force=true'),
      ]
    },
  },
  {
    name: 'who applies nothing any more owns nothing',
    steps: ({ configMaps, widgets, namespace }) => [
      apply(`${configMaps}/a`, configMap('a', undefined, { labels: { a: 'b' } })),
      apply(`${configMaps}/a`, configMap('a')),
      apply(`${configMaps}/a`, configMap('a', { a: 'b' })),
      apply(`${configMaps}/a`, configMap('a')),
      apply(`${widgets}/x`, widget('x', { low: 1 })),
      apply(`${widgets}/x`, { apiVersion: 'parity.test/v1', kind: 'Widget', metadata: { name: 'x' } }),
      apply(`/api/v1/namespaces/${namespace}`, {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: namespace, labels: { a: 'b' } },
      }),
      apply(`/api/v1/namespaces/${namespace}`, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }),
      get(`${configMaps}/a`),
    ],
  },
  {
    name: 'an apply is typed',
    steps: ({ widgets, configMaps }) => [
      apply(`${widgets}/x`, widget('x', { low: 'one' })),
      apply(`${widgets}/x`, widget('x', { items: [{ size: 1 }] })),
      apply(`${widgets}/x`, widget('x', { items: [{ name: 'd' }, { name: 'd' }] })),
      apply(`${widgets}/x`, widget('x', { names: ['d', 'd'] })),
      apply(`${widgets}/x`, widget('x', { marks: 'q' })),
      apply(`${widgets}/x`, widget('x', { names: 'q' })),
      apply(`${widgets}/x`, widget('x', { color: 1 })),
      apply(`${widgets}/x`, widget('x', { items: [{ name: 'd' }], color: 'red' })),
      apply(`${widgets}/x`, widget('x', { items: [{ name: 'd' }, { name: 'd', size: 2 }] })),
      apply(`${widgets}/x`, widget('x', { names: ['d', 'd'] })),
      apply(`${widgets}/x`, widget('x', { port: true })),
      apply(`${widgets}/x`, widget('x', { list: [1] })),
      apply(`${widgets}/x`, widget('x', { bogus: 1 })),
      apply(`${configMaps}/a`, configMap('a', { a: 1 })),
      apply(`${configMaps}/a`, configMap('a', undefined, {}, { data: 'x' })),
      apply(`${configMaps}/a`, configMap('a', undefined, { labels: { a: 1 } })),
      get(`${widgets}/x`),
    ],
  },
  {
    name: 'fields are shared, taken by force and given up',
    steps: ({ widgets }) => [
      apply(`${widgets}/x`, widget('x', { low: 1, items: [{ name: 'a', size: 1 }] }, { labels: { a: '1' } })),
      apply(`${widgets}/x`, widget('x', { low: 2, items: [{ name: 'a', size: 2 }] }), 'fieldManager=two'),
      apply(`${widgets}/x`, widget('x', { low: 2, items: [{ name: 'b' }] }), 'fieldManager=two&force=true'),
      apply(`${widgets}/x`, widget('x', { items: [{ name: 'a', size: 1 }] })),
      apply(`${widgets}/x/status`, { ...widget('x', {}), status: { phase: 'Ready' } }, 'fieldManager=three'),
      apply(`${widgets}/x`, widget('x'), 'force=true'),
      get(`${widgets}/x`),
    ],
  },
]
