import { actionsOf, policyOf, type Statement, type Variant } from '@windlass/core/generate'
import { Stage } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { kinds, VPC } from '../../src/index.ts'
import { bareVpc, synced } from './ground.ts'
import { adopting, changed, clusterOf, ownedBy, tag, tagsOf, vpcOf } from './world.ts'

const network = `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata: { name: main }
spec: { cidrBlocks: [10.7.0.0/16], enableDNSHostnames: true, tags: [{ key: team, value: a }] }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: one }
spec: { cidrBlock: 10.7.1.0/24, vpcRef: { from: { name: main } }, routeTableRefs: [{ from: { name: routes } }] }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: InternetGateway
metadata: { name: way }
spec: { vpcRef: { from: { name: main } } }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: RouteTable
metadata: { name: routes }
spec:
  vpcRef: { from: { name: main } }
  routes: [{ destinationCIDRBlock: 0.0.0.0/0, gatewayRef: { from: { name: way } } }]
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: SecurityGroup
metadata: { name: door }
spec:
  name: door
  description: who may come in
  vpcRef: { from: { name: main } }
  ingressRules: [{ ipProtocol: tcp, fromPort: 443, toPort: 443, ipRanges: [{ cidrIP: 10.0.0.0/8 }] }]
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: ElasticIPAddress
metadata: { name: address }
spec: {}
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: NATGateway
metadata: { name: out }
spec: { subnetRef: { from: { name: one } }, allocationRef: { from: { name: address } } }
`
const names = {
  VPC: 'main',
  Subnet: 'one',
  InternetGateway: 'way',
  RouteTable: 'routes',
  SecurityGroup: 'door',
  ElasticIPAddress: 'address',
  NATGateway: 'out',
}

const documents = (variant: Variant, cluster?: string) => [
  policyOf(kinds, { variant, ...(cluster === undefined ? {} : { cluster }) }),
]

/** A stage whose controllers may do what these policies say. */
async function allowed(policies: readonly unknown[], config = {}) {
  const stage = await Stage.open({ kinds, policies })
  stage.start(config)
  return stage
}

const all = Object.entries(names)

test('under the policy of the controller a network is made, changed and taken away', async () => {
  const stage = await allowed(documents('full'))
  await stage.apply(network)
  for (const [kind, name] of all) await stage.synced(kind, name)
  await stage.edit('SecurityGroup', 'door', { spec: { ingressRules: [] } })
  await stage.edit('RouteTable', 'routes', { spec: { routes: [] } })
  await stage.edit('Subnet', 'one', { spec: { mapPublicIPOnLaunch: true, routeTableRefs: null, routeTables: [] } })
  await stage.edit('VPC', 'main', { spec: { enableDNSHostnames: false, tags: [{ key: 'team', value: 'b' }] } })
  await stage.clock.advance(60_000)
  for (const [kind, name] of all) await stage.synced(kind, name)
  for (const [kind, name] of all) await stage.delete(kind, name)
  for (const [kind, name] of all) await stage.gone(kind, name)
  expect(stage.aws.at().tables.vpcs.all()).toEqual([])
}, 60_000)

test('the policy for one cluster does for it, and for no other', async () => {
  const stage = await Stage.open({ kinds: [VPC] })
  const cluster = await clusterOf(stage)
  stage.allow(documents('full', cluster))
  const actor = stage.start()
  await stage.apply(vpcOf('main', { cidrBlocks: ['10.7.0.0/16'] }))
  const object = await stage.synced('VPC', 'main')
  stage.allow(documents('full', 'another'))
  await stage.edit('VPC', 'main', { spec: { enableDNSHostnames: true } })
  await stage.clock.advance(30_000)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ reason: 'AccessDenied' })
  expect(stage.aws.at().tables.vpcs.get(String(object.status?.vpcID))).toMatchObject({ enableDnsHostnames: false })
  actor.kill()
})

describe('what others have made', () => {
  /** A VPC that is there before, with a controller that may do so much, and an object that is to adopt it. */
  async function found(variant: Variant, policy: string, spec: object) {
    const stage = await Stage.open({ kinds: [VPC], policies: documents(variant) })
    const id = await bareVpc(stage, '10.7.0.0/16')
    await tag(stage, id, [{ Key: 'team', Value: 'before' }])
    stage.start()
    await stage.apply(vpcOf('main', spec, adopting({ vpcID: id }, policy)))
    return { stage, id }
  }

  test('may not be adopted under the policy that is for own objects, and the condition names what is missing', async () => {
    const { stage, id } = await found('full', 'adopt', { cidrBlocks: ['10.7.0.0/16'] })
    await stage.clock.advance(30_000)
    const said = await stage.get('VPC', 'main')
    expect(JSON.stringify(said?.status)).toContain('Next: allow the role of the controller the action ec2:CreateTags')
    expect(Object.keys(tagsOf(stage, id))).toEqual(['team'])
  })

  test.each(['adopt', 'adopt-or-create'])('is taken over under the policy for that (%s)', async (policy) => {
    const tags = [{ key: 'team', value: 'after' }]
    const { stage, id } = await found('adopt', policy, { cidrBlocks: ['10.7.0.0/16'], enableDNSHostnames: true, tags })
    await stage.clock.advance(120_000)
    expect(tagsOf(stage, id)).toMatchObject({
      'services.k8s.aws/uid': (await stage.get('VPC', 'main'))?.metadata.uid,
      team: policy === 'adopt' ? 'before' : 'after',
    })
    if (policy === 'adopt-or-create') await stage.synced('VPC', 'main')
  })

  test('is neither changed nor deleted by calls that do not take it over first', async () => {
    const stage = await Stage.open({ kinds: [VPC], policies: documents('adopt') })
    const id = await bareVpc(stage, '10.7.0.0/16')
    const call = async (operation: string, input: object) =>
      await stage.aws.invoke('ec2', operation, input, { accessKey: 'controller' })
    const refused = { code: 'UnauthorizedOperation' }
    await expect(call('DeleteVpc', { VpcId: id })).rejects.toMatchObject(refused)
    await expect(call('ModifyVpcTenancy', { VpcId: id, InstanceTenancy: 'default' })).rejects.toMatchObject(refused)
    const keys = [...ownedBy('a', 'b'), { Key: 'team', Value: 'mine' }]
    await expect(call('CreateTags', { Resources: [id], Tags: keys })).rejects.toMatchObject(refused)
    await expect(call('CreateVpc', { CidrBlock: '10.8.0.0/16' })).rejects.toMatchObject(refused)
  })
})

test('under the policy that only reads, an object that is only read is shown, and nothing is changed', async () => {
  const stage = await Stage.open({ kinds: [VPC], policies: documents('read-only') })
  const id = await bareVpc(stage, '10.7.0.0/16')
  const from = stage.aws.journal.entries().length
  stage.start()
  const readOnly = { ...adopting({ vpcID: id }), 'services.k8s.aws/read-only': 'true' }
  await stage.apply(vpcOf('main', { cidrBlocks: ['10.7.0.0/16'] }, readOnly))
  await stage.clock.advance(60_000)
  expect((await stage.get('VPC', 'main'))?.status).toMatchObject({ vpcID: id })
  expect(changed(stage, from)).toEqual([])
})

test('without the reads of one kind the others are what they should be', async () => {
  const stage = await allowed(without(documents('full'), 'ec2:DescribeNatGateways'))
  await stage.apply(network)
  for (const [kind, name] of all) if (kind !== 'NATGateway') await stage.synced(kind, name)
  expect(await synced(stage, 'NATGateway', 'out')).toMatchObject({ status: 'Unknown', reason: 'AccessDenied' })
})

/** The policies without one action. */
function without(policies: ReturnType<typeof documents>, action: string) {
  return policies.map((policy) => ({
    ...policy,
    Statement: policy.Statement.map((one: Statement) => ({
      ...one,
      Action: one.Action.filter((name) => name !== action),
    })).filter(({ Action }) => Action.length > 0),
  }))
}

/** The actions that the network needs while it is made. */
const used = [
  'ec2:CreateVpc',
  'ec2:CreateTags',
  'ec2:ModifyVpcAttribute',
  'ec2:CreateSubnet',
  'ec2:CreateInternetGateway',
  'ec2:AttachInternetGateway',
  'ec2:CreateRouteTable',
  'ec2:CreateRoute',
  'ec2:CreateSecurityGroup',
  'ec2:AuthorizeSecurityGroupIngress',
  'ec2:RevokeSecurityGroupEgress',
  'ec2:AllocateAddress',
  'ec2:CreateNatGateway',
  'ec2:DescribeVpcs',
  'ec2:DescribeSubnets',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSecurityGroupRules',
  'ec2:DescribeRouteTables',
  'ec2:DescribeNatGateways',
  'ec2:DescribeVpcAttribute',
]

test.each(used)(
  'without %s a condition says that it is missing',
  async (action) => {
    const stage = await allowed(without(documents('full'), action))
    await stage.apply(network)
    await stage.clock.advance(60_000)
    const lists = await Promise.all(all.map(async ([kind]) => await stage.list(kind)))
    const said = lists.flat().flatMap(({ status }) => {
      const conditions: unknown = status?.conditions
      return Array.isArray(conditions) ? conditions.map((one: { message?: unknown }) => String(one.message)) : []
    })
    expect(
      said.filter((message) => message.includes(`allow the role of the controller the action ${action}.`)),
    ).not.toEqual([])
  },
  30_000,
)

test('no kind uses an action that its policy has not', () => {
  for (const kind of kinds) {
    const { read, write } = actionsOf(kind)
    const { Statement } = policyOf([kind])
    expect(Statement.flatMap(({ Action }) => Action)).toEqual(expect.arrayContaining([...read, ...write]))
  }
})
