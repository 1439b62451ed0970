import { control } from '@windlass/simulator'
import { expect, test } from 'vitest'
import { story } from '../story.ts'
import { synced } from './ground.ts'

const object = (kind: string, name: string, spec: string) => `---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: ${kind}
metadata: { name: ${name} }
spec: ${spec}
`
const inVpc = 'vpcRef: { from: { name: main } }'
const network = [
  object('VPC', 'main', '{ cidrBlocks: [10.1.0.0/16], tags: [{ key: team, value: a }] }'),
  object('RouteTable', 'table', `{ ${inVpc} }`),
  object('Subnet', 'one', `{ cidrBlock: 10.1.0.0/24, ${inVpc}, routeTableRefs: [{ from: { name: table } }] }`),
  object('SecurityGroup', 'web', `{ name: web, description: web, ${inVpc} }`),
]
const rest = [
  ['RouteTable', 'table'],
  ['Subnet', 'one'],
  ['SecurityGroup', 'web'],
] as const

// The guide to operating says so: whatever is changed while AWS refuses the credentials fails, and nothing else does.
test('while AWS refuses the credentials, only what is changed fails, not what refers to it', async () => {
  const { stage, tables } = await story()
  await stage.apply(network.join(''))
  for (const [kind, name] of [['VPC', 'main'], ...rest] as const) await stage.synced(kind, name)
  await stage.clock.advance(120_000)
  control(stage.aws, { do: 'fault', fault: 'fail', code: 'AuthFailure', message: 'No.', status: 401 })
  await stage.edit('VPC', 'main', { spec: { tags: [{ key: 'team', value: 'b' }] } })
  await stage.clock.advance(150_000)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'Unknown', reason: 'AccessDenied' })
  for (const [kind, name] of rest)
    expect(await synced(stage, kind, name), kind).toMatchObject({ status: 'True', reason: 'InSync' })
  control(stage.aws, { do: 'clear' })
  await stage.synced('VPC', 'main', 900_000)
  expect(tables.vpcs.all().find(({ CidrBlock }) => CidrBlock === '10.1.0.0/16')?.Tags).toContainEqual({
    Key: 'team',
    Value: 'b',
  })
})
