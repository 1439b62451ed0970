import { describe, expect, test } from 'vitest'
import type { Kind } from './facts.ts'
import { referencesIn, targetsOf } from './reference.ts'

test('references are found at any depth of a spec, and nothing else is taken for one', () => {
  const spec = {
    vpcRef: { from: { name: 'main' } },
    securityGroupRefs: [{ from: { name: 'a' } }, { from: { name: 'b', namespace: 'shared' } }],
    routes: [{ gatewayRef: { from: { name: 'out' } } }, { destinationCIDRBlock: '0.0.0.0/0' }],
    userRef: 'a text',
    secretRef: { name: 'no', key: 'reference of this kind' },
    emptyRef: { from: { name: '' } },
  }
  expect(referencesIn(spec)).toEqual([
    { path: 'vpcRef', name: 'main', namespace: undefined },
    { path: 'securityGroupRefs', name: 'a', namespace: undefined },
    { path: 'securityGroupRefs', name: 'b', namespace: 'shared' },
    { path: 'routes[].gatewayRef', name: 'out', namespace: undefined },
  ])
})

const kindOf = (kind: string, group = 'ec2.services.k8s.aws'): Kind => ({
  group,
  version: 'v1alpha1',
  kind,
  plural: `${kind.toLowerCase()}s`,
  singular: kind.toLowerCase(),
  shortNames: [],
  namespaced: true,
})
const kinds = [
  ...['VPC', 'ElasticIPAddress', 'InternetGateway', 'NATGateway'].map((kind) => kindOf(kind)),
  kindOf('FileSystem', 'efs.services.k8s.aws'),
  kindOf('Key', 'kms.services.k8s.aws'),
]
const described = (description: string) => ({
  spec: {
    versions: [
      {
        name: 'v1alpha1',
        schema: {
          openAPIV3Schema: {
            properties: {
              spec: {
                properties: {
                  vpcRef: { description },
                  routes: { items: { properties: { gatewayRef: { description } } } },
                },
              },
            },
          },
        },
      },
    ],
  },
})

describe('the kind a reference leads to', () => {
  test.each([
    {
      path: 'vpcRef',
      definition: described('Names the FileSystem (efs.services.k8s.aws) that x is taken from.'),
      expected: ['FileSystem'],
      because: 'the definition says so, whatever the field is called',
    },
    {
      path: 'routes[].gatewayRef',
      definition: described('Names the InternetGateway (ec2.services.k8s.aws) that x is taken from.'),
      expected: ['InternetGateway'],
      because: 'definitions describe members of lists too',
    },
    {
      path: 'vpcRef',
      definition: described('Names the Role (iam.services.k8s.aws) that x is taken from.'),
      expected: [],
      because: 'the kind is not installed',
    },
    { path: 'vpcRef', definition: undefined, expected: ['VPC'], because: 'the field has the name of the kind' },
    { path: 'a.peerVPCRef', definition: undefined, expected: ['VPC'], because: 'the name of the kind ends the field' },
    {
      path: 'routes[].gatewayRef',
      definition: undefined,
      expected: ['InternetGateway', 'NATGateway'],
      because: 'the field ends the names of two kinds',
    },
    { path: 'kmsKeyRef', definition: described(''), expected: ['Key'], because: 'other groups count as well' },
    {
      path: 'allocationRef',
      definition: undefined,
      expected: kinds.map(({ kind }) => kind),
      because: 'nothing tells, so an object of any kind may be meant',
    },
  ])('$path is $expected: $because', ({ path, definition, expected }) => {
    expect(targetsOf(path, definition, 'v1alpha1', kinds).map(({ kind }) => kind)).toEqual(expected)
  })
})
