import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { story } from '../story.ts'
import { vpcManifest } from './ground.ts'

const example = readFileSync(join(import.meta.dirname, '../../../../examples/02-network.yaml'), 'utf8')

interface Declared {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly spec?: Readonly<Record<string, unknown>>
}
const declared: readonly Declared[] = parseAllDocuments(example).map((document) => document.toJS())

/** Fields that are filled in from AWS, because users of this API group rely on them. */
const late: Readonly<Record<string, readonly string[]>> = { VPCEndpoint: ['policyDocument'] }

test('the controller writes status, the finalizer and its own annotations: every spec is as it was applied', async () => {
  const { stage } = await story()
  await stage.apply(example)
  for (const { kind, metadata } of declared) await stage.synced(kind, metadata.name)
  await stage.clock.advance(300_000)
  for (const { kind, metadata, spec = {} } of declared) {
    const object = await stage.get(kind, metadata.name)
    const now = Object.entries(object?.spec ?? {}).filter(([field]) => !late[kind]?.includes(field))
    expect(Object.fromEntries(now), `${kind} ${metadata.name}`).toEqual(spec)
    expect(object?.metadata.generation, `${kind} ${metadata.name}`).toBe(late[kind] === undefined ? 1 : 2)
    const notes = Object.keys(object?.metadata.annotations ?? {})
    expect(notes.filter((name) => !name.startsWith('windlass.dev/'))).toEqual([])
    expect(object?.metadata.labels).toBeUndefined()
  }
})

test('what the spec leaves out is not managed: whoever changes it in AWS, it stays changed', async () => {
  const { stage, tables, call } = await story()
  await stage.apply(`${vpcManifest}---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: inside }
spec: { cidrBlock: 10.7.1.0/24, vpcRef: { from: { name: main } }, tags: [{ key: team, value: a }] }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: SecurityGroup
metadata: { name: web }
spec: { name: web, description: web, vpcRef: { from: { name: main } } }
`)
  const VpcId = String((await stage.synced('VPC', 'main')).status?.vpcID)
  const SubnetId = String((await stage.synced('Subnet', 'inside')).status?.subnetID)
  const GroupId = String((await stage.synced('SecurityGroup', 'web')).status?.id)
  await call('ModifyVpcAttribute', { VpcId, EnableDnsHostnames: { Value: true } })
  await call('ModifySubnetAttribute', { SubnetId, MapPublicIpOnLaunch: { Value: true } })
  await call('CreateTags', { Resources: [SubnetId], Tags: [{ Key: 'cost', Value: 'x' }] })
  const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }]
  await call('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions })
  const before = stage.aws.journal.totals().mutating
  await stage.clock.advance(300_000)
  expect(stage.aws.journal.totals().mutating).toBe(before)
  expect(tables.subnets.get(SubnetId)?.MapPublicIpOnLaunch).toBe(true)
  expect(tables.subnets.get(SubnetId)?.Tags).toContainEqual({ Key: 'cost', Value: 'x' })
  expect(tables.securityGroupRules.where('group', GroupId).filter((row) => !row.IsEgress)).toHaveLength(1)
})

test('a tag that is no longer declared goes; one that never was declared stays', async () => {
  const { stage, tables, call } = await story()
  await stage.apply(vpcManifest.replace('] }', '], tags: [{ key: team, value: a }, { key: old, value: b }] }'))
  const id = String((await stage.synced('VPC', 'main')).status?.vpcID)
  await call('CreateTags', { Resources: [id], Tags: [{ Key: 'cost', Value: 'x' }] })
  await stage.edit('VPC', 'main', { spec: { tags: [{ key: 'team', value: 'a' }] } })
  await stage.synced('VPC', 'main')
  const keys = tables.vpcs.get(id)?.Tags?.map(({ Key }) => Key)
  expect(keys).toEqual(expect.arrayContaining(['team', 'cost']))
  expect(keys).not.toContain('old')
})
