import { describe, expect, test } from 'vitest'
import { NATGateway, RouteTable, Subnet } from '../../../test/kinds.ts'
import type { Schema } from '../../schema/openapi.ts'
import type { Kind } from '../kind.ts'
import { crdOf } from './crd.ts'

const versionOf = (kind: Kind) => crdOf(kind).spec.versions[0]
const part = (kind: Kind, ...path: readonly string[]): Schema | undefined =>
  path.reduce<Schema | undefined>(
    (here, step) => (step === '[]' ? here?.items : here?.properties?.[step]),
    versionOf(kind)?.schema.openAPIV3Schema,
  )

test('a CRD names the kind as its clients do', () => {
  const { metadata, spec } = crdOf(NATGateway)
  expect(metadata.name).toBe('natgateways.test.services.k8s.aws')
  expect(spec.names).toEqual({
    kind: 'NATGateway',
    listKind: 'NATGatewayList',
    plural: 'natgateways',
    singular: 'natgateway',
  })
  expect(versionOf(NATGateway)).toMatchObject({
    name: 'v1alpha1',
    served: true,
    storage: true,
    subresources: { status: {} },
  })
})

test('kubectl get shows id and state, then whether the object is ready and in sync', () => {
  expect(versionOf(NATGateway)?.additionalPrinterColumns.map(({ name, jsonPath }) => [name, jsonPath])).toEqual([
    ['ID', '.status.id'],
    ['STATE', '.status.state'],
    ['READY', '.status.conditions[?(@.type=="Ready")].status'],
    ['SYNCED', '.status.conditions[?(@.type=="ACK.ResourceSynced")].status'],
    ['AGE', '.metadata.creationTimestamp'],
  ])
})

describe('the spec', () => {
  test.each<{ because: string; kind: Kind; path: readonly string[]; schema: unknown }>([
    { because: 'request members', kind: Subnet, path: ['cidrBlock'], schema: { type: 'string' } },
    { because: 'renamed members', kind: NATGateway, path: ['connectivity'], schema: { type: 'string' } },
    { because: 'extra fields', kind: Subnet, path: ['mapPublicIPOnLaunch'], schema: { type: 'boolean' } },
    {
      because: 'fields in the form of another request',
      kind: RouteTable,
      path: ['routes', '[]', 'gatewayID'],
      schema: { type: 'string' },
    },
    { because: 'references', kind: Subnet, path: ['vpcRef', 'from', 'name'], schema: { type: 'string' } },
    {
      because: 'references inside lists',
      kind: RouteTable,
      path: ['routes', '[]', 'natGatewayRef', 'from', 'namespace'],
      schema: { type: 'string' },
    },
    { because: 'tags', kind: Subnet, path: ['tags', '[]', 'key'], schema: { type: 'string' } },
    { because: 'a kind that takes no tags has none', kind: RouteTable, path: ['tags'], schema: undefined },
    { because: 'what the framework fills in is no field', kind: NATGateway, path: ['clientToken'], schema: undefined },
  ])('has $because', ({ kind, path, schema }) => {
    const found = part(kind, 'spec', ...path)
    expect(found).toEqual(schema === undefined ? undefined : expect.objectContaining(schema))
  })

  test('demands what AWS demands, but for what a reference may stand for', () => {
    expect(part(RouteTable, 'spec')?.required).toEqual(['routes'])
    expect(part(Subnet, 'spec')?.required).toBeUndefined()
  })

  test('bounds the lists whose elements have rules, so that the API server can bound the cost', () => {
    expect(part(RouteTable, 'spec', 'routes')?.maxItems).toBe(1000)
    expect(part(Subnet, 'spec', 'tags')?.maxItems).toBeUndefined()
  })
})

describe('the status', () => {
  test('has the id, what AWS answers, the own fields of the kind, and conditions keyed by type', () => {
    expect(Object.keys(part(NATGateway, 'status')?.properties ?? {})).toEqual(
      expect.arrayContaining(['id', 'state', 'why', 'public', 'ackResourceMetadata', 'conditions']),
    )
    expect(part(NATGateway, 'status', 'deleteTime')).toBeUndefined()
    expect(part(NATGateway, 'status', 'conditions')).toMatchObject({
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['type'],
    })
    expect(part(NATGateway, 'status', 'conditions', '[]', 'observedGeneration')?.type).toBe('integer')
  })
})

test("AWS's words are put beside the fields, unless the kind has better ones", () => {
  const crd = crdOf(Subnet, (structure, member) => `${structure} ${member ?? 'itself'}`)
  const schema = crd.spec.versions[0]?.schema.openAPIV3Schema
  const spec = schema?.properties?.spec?.properties
  expect(schema?.description).toBe('Subnet itself')
  expect(spec?.cidrBlock?.description).toBe('CreateSubnetRequest CidrBlock')
  expect(spec?.mapPublicIPOnLaunch?.description).toBe('Whether instances get public addresses.')
  expect(schema?.properties?.status?.properties?.state?.description).toBe('Subnet State')
})
