import { configMap, get, post, type Sequence, widget } from '../request.ts'

/** Reading: options of lists, selectors, forms, and paths that are none of a kind. */
export const reads: readonly Sequence[] = [
  {
    name: 'options of a list have few values',
    steps: ({ configMaps, widgets }) => [
      post(configMaps, configMap('a')),
      post(configMaps, configMap('b')),
      post(widgets, widget('x')),
      get(configMaps),
      get(widgets),
      get(`${configMaps}?limit=-1`),
      get(`${configMaps}?limit=abc`),
      get(`${configMaps}?timeoutSeconds=abc`),
      get(`${configMaps}?resourceVersion=abc`),
      get(`${configMaps}?resourceVersion=0&limit=1`),
      get(`${configMaps}?limit=1`),
      get(`${configMaps}?watch=x&limit=1&timeoutSeconds=1`),
      get(`${configMaps}?fieldSelector=metadata.name=a&fieldSelector=metadata.name=b`),
      get(`${configMaps}?continue=abc`),
      get(`${configMaps}/a?watch=1&timeoutSeconds=1`),
      get(`${configMaps}/a?resourceVersion=abc`),
      get(`${widgets}?limit=abc`),
      get(`${widgets}?resourceVersionMatch=Exact`),
      get(`${widgets}?sendInitialEvents=true`),
    ],
  },
  {
    name: 'selectors have a form',
    steps: ({ configMaps, widgets }) => [
      post(configMaps, configMap('a', undefined, { labels: { a: 'b', n: '3' } })),
      get(`${configMaps}?labelSelector=a%20in%20(b,c)`),
      get(`${configMaps}?labelSelector=!a`),
      get(`${configMaps}?labelSelector=n%3E2`),
      get(`${configMaps}?labelSelector=x%3Ey`),
      get(`${configMaps}?labelSelector=${'k'.repeat(64)}%3Da`),
      get(`${configMaps}?labelSelector=a%3D${'v'.repeat(64)}`),
      get(`${configMaps}?labelSelector=a%20gt%203`),
      get(`${configMaps}?fieldSelector=spec.foo=x`),
      get(`${widgets}?fieldSelector=spec.color=red`),
    ],
  },
  {
    name: 'paths that are none of a kind',
    steps: () => [
      get('/version/'),
      get('/healthz'),
      get('/apis/none.test'),
      get('/apis/none.test/v1/things'),
      get('/api/v1/bogus'),
      get('/apis/parity.test/v2/widgets'),
      get('/apis/parity.test/v1/gadgets'),
      get('/bogus'),
      { method: 'HEAD', path: '/apis' },
      { method: 'HEAD', path: '/version' },
    ],
  },
  {
    name: 'reviews need no kind',
    steps: () => {
      const authorization = '/apis/authorization.k8s.io/v1'
      const authentication = '/apis/authentication.k8s.io/v1'
      const resourceAttributes = { verb: 'get', resource: 'configmaps', namespace: 'default' }
      return [
        post(`${authorization}/selfsubjectaccessreviews`, { spec: { resourceAttributes } }),
        post(`${authorization}/selfsubjectrulesreviews`, { spec: { namespace: 'default' } }),
        post(`${authorization}/subjectaccessreviews`, { spec: { resourceAttributes, user: 'nobody' } }),
        post(`${authentication}/selfsubjectreviews`, {}),
        post(`${authentication}/tokenreviews`, { spec: { token: 'none' } }),
        post(`${authorization}/selfsubjectaccessreviews`, { kind: 'TokenReview', spec: { resourceAttributes } }),
      ]
    },
  },
]
