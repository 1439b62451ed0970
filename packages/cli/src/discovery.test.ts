import { describe, expect, test } from 'vitest'
import type { Kind } from './diagnosis/facts.ts'
import { kindNamed } from './discovery.ts'
import { Problem } from './problem.ts'

const kindOf = (kind: string, service: string, shortNames: readonly string[] = []): Kind => ({
  group: `${service}.services.k8s.aws`,
  version: 'v1alpha1',
  kind,
  plural: kind === 'ElasticIPAddress' ? 'elasticipaddresses' : `${kind.toLowerCase()}s`,
  singular: kind.toLowerCase(),
  shortNames,
  namespaced: true,
})
const kinds = [
  kindOf('VPC', 'ec2'),
  kindOf('ElasticIPAddress', 'ec2', ['eip']),
  kindOf('Cluster', 'eks'),
  kindOf('Cluster', 'ecs'),
]

describe('a kind may be said in many ways', () => {
  test.each([
    { said: 'VPC', kind: 'VPC', because: 'it is its name' },
    { said: 'vpcs', kind: 'VPC', because: 'the plural is what kubectl prints' },
    { said: 'Vpc', kind: 'VPC', because: 'case does not count' },
    { said: 'eip', kind: 'ElasticIPAddress', because: 'short names are short' },
    { said: 'vpc.ec2', kind: 'VPC', because: 'the group may be cut off at a dot' },
    { said: 'elasticipaddresses.ec2.services.k8s.aws', kind: 'ElasticIPAddress', because: 'it is the full name' },
    { said: 'clusters.ecs', kind: 'Cluster', because: 'the group tells them apart' },
  ])('$said is $kind: $because', ({ said, kind }) => {
    expect(kindNamed(said, kinds).kind).toBe(kind)
  })

  test.each([
    { said: 'cluster', message: 'clusters.eks.services.k8s.aws or clusters.ecs', because: 'two groups have it' },
    { said: 'vpc.ec', message: 'no kind vpc.ec', because: 'half a word is no group' },
    { said: 'pod', message: 'It has Cluster, ElasticIPAddress, VPC', because: 'it is not of AWS' },
  ])('$said is refused: $because', ({ said, message }) => {
    expect(() => kindNamed(said, kinds)).toThrow(Problem)
    expect(() => kindNamed(said, kinds)).toThrow(message)
  })

  test('a server without any such kind is told as that', () => {
    expect(() => kindNamed('vpc', [])).toThrow('definitions are not installed')
  })
})
