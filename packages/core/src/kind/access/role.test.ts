import { NATGateway, Subnet } from '@windlass/ec2'
import { kinds as efs } from '@windlass/efs'
import { expect, test } from 'vitest'
import { accessOf, rulesOf } from './role.ts'

const group = 'ec2.services.k8s.aws'

test('a controller may write its own kinds and read those they refer to, each by name', () => {
  const rules = rulesOf([NATGateway, Subnet])
  expect(rules).toContainEqual({
    apiGroups: [group],
    resources: ['natgateways', 'subnets'],
    verbs: ['get', 'list', 'watch', 'patch'],
  })
  expect(rules).toContainEqual({
    apiGroups: [group],
    resources: ['natgateways/status', 'subnets/status'],
    verbs: ['patch'],
  })
  const read = rules.find(({ verbs }) => verbs.join() === 'list,watch')
  expect(read?.resources).toContain('elasticipaddresses')
  expect(read?.resources).not.toContain('subnets')
})

test('no controller may delete anything, nor do anything to everything', () => {
  for (const { verbs, resources = [], apiGroups = [] } of rulesOf(efs)) {
    expect(verbs).not.toContain('delete')
    expect([...verbs, ...resources, ...apiGroups]).not.toContain('*')
  }
})

test('whoever reads metrics gets no more than that', () => {
  expect(accessOf('efs-controller', efs).at(-1)).toMatchObject({
    kind: 'ClusterRole',
    metadata: { name: 'efs-controller-metrics-reader' },
    rules: [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }],
  })
})
