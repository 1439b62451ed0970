import { configMap, edit, get, merge, post, put, type Sequence, widget } from '../request.ts'

const secret = (name: string, more: object = {}) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, ...more })
const big = 'x'.repeat(1_048_577)

/** Config maps, secrets, namespaces and leases. */
export const builtins: readonly Sequence[] = [
  {
    name: 'what is immutable stays so',
    steps: ({ configMaps, secrets }) => [
      post(configMaps, configMap('a', { a: 'b' }, {}, { immutable: true })),
      merge(`${configMaps}/a`, { data: { a: 'c' } }),
      merge(`${configMaps}/a`, { binaryData: { b: 'Yg==' } }),
      merge(`${configMaps}/a`, { immutable: false }),
      merge(`${configMaps}/a`, { immutable: null }),
      merge(`${configMaps}/a`, { metadata: { labels: { a: 'b' } } }),
      post(secrets, secret('a', { data: { a: 'Yg==' }, immutable: true })),
      merge(`${secrets}/a`, { stringData: { a: 'c' } }),
      merge(`${secrets}/a`, { immutable: false }),
      merge(`${secrets}/a`, { immutable: null, data: { a: 'Yw==' } }),
      get(`${secrets}/a`),
    ],
  },
  {
    name: 'sizes have limits',
    steps: ({ configMaps, secrets, widgets }) => [
      post(configMaps, configMap('a', { a: big })),
      post(configMaps, configMap('a', { a: 'b' })),
      merge(`${configMaps}/a`, { data: { b: big } }),
      post(secrets, secret('a', { data: { a: Buffer.from(big).toString('base64') } })),
      post(widgets, widget('x', { free: { a: `${big}${big.slice(500_000)}` } })),
      post(widgets, widget('x', { free: { a: big.repeat(3) } })),
      post(widgets, widget('x')),
      edit(
        `${widgets}/x`,
        Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/spec/color', value: 'red' })),
      ),
    ],
  },
  {
    name: 'a secret of a type has the keys of the type',
    steps: ({ secrets }) => [
      post(secrets, secret('a', { type: 'kubernetes.io/tls' })),
      post(secrets, secret('a', { type: 'kubernetes.io/basic-auth' })),
      post(secrets, secret('a', { type: 'kubernetes.io/ssh-auth' })),
      post(secrets, secret('a', { type: 'kubernetes.io/dockerconfigjson' })),
      post(secrets, secret('a', { type: 'kubernetes.io/dockercfg' })),
      post(secrets, secret('a', { type: 'kubernetes.io/service-account-token' })),
      post(secrets, secret('a', { stringData: { x: 1 } })),
      post(secrets, secret('b', { type: 'kubernetes.io/basic-auth', stringData: { username: 'u' } })),
      merge(`${secrets}/b`, { type: 'Opaque' }),
      post(secrets, secret('c', { data: { 'a b': 'Yg==' } })),
    ],
  },
  {
    name: 'a namespace keeps its finalizer',
    steps: ({ namespace }) => [
      merge(`/api/v1/namespaces/${namespace}`, { spec: { finalizers: [] } }),
      merge(`/api/v1/namespaces/${namespace}`, { metadata: { labels: { a: 'b' } } }),
      get(`/api/v1/namespaces/${namespace}`),
    ],
  },
  {
    name: 'a lease is renewed by its version',
    steps: ({ namespace }) => {
      const leases = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`
      const lease = (spec: object) => ({
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name: 'l' },
        spec,
      })
      return [
        post(leases, lease({ holderIdentity: 'a', leaseDurationSeconds: 15 })),
        post(leases, lease({ holderIdentity: 'b' })),
        put(`${leases}/l`, lease({ holderIdentity: 'b' })),
        merge(`${leases}/l`, { metadata: { resourceVersion: '1' }, spec: { holderIdentity: 'b' } }),
        merge(`${leases}/l`, { spec: { leaseDurationSeconds: 0 } }),
        merge(`${leases}/l`, { spec: { holderIdentity: 'c' } }),
        get(`${leases}/l`),
      ]
    },
  },
  {
    name: 'owners are named once',
    steps: ({ configMaps }) => {
      const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'o', uid: '11111111-1111-1111-1111-111111111111' }
      return [
        post(configMaps, configMap('a', undefined, { ownerReferences: [owner, owner] })),
        post(configMaps, configMap('b', undefined, { ownerReferences: [{ ...owner, uid: '' }] })),
        post(
          configMaps,
          configMap('c', undefined, {
            ownerReferences: [
              { ...owner, controller: true },
              { ...owner, uid: '2', name: 'p', controller: true },
            ],
          }),
        ),
        post(configMaps, configMap('d', undefined, { finalizers: ['bare'] })),
        post(configMaps, configMap('e', { a: 'b' }, {}, { binaryData: { a: 'Yg==' } })),
      ]
    },
  },
]
