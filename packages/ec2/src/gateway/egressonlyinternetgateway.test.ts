import { control } from '@windlass/simulator'
import { condition, Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { RouteTable } from '../routetable/routetable.ts'
import { VPC } from '../vpc/vpc.ts'
import { EgressOnlyInternetGateway } from './egressonlyinternetgateway.ts'

const object = (kind: string, name: string, spec: object, annotations: object = {}) =>
  `${JSON.stringify({ apiVersion: 'ec2.services.k8s.aws/v1alpha1', kind, metadata: { name, annotations }, spec })}\n---\n`
const named = (name: string) => ({ from: { name } })
const vpc = object('VPC', 'main', { cidrBlocks: ['10.0.0.0/16'] })
const gateway = (spec: object = {}, annotations: object = {}, name = 'out') =>
  object('EgressOnlyInternetGateway', name, { vpcRef: named('main'), ...spec }, annotations)

async function open() {
  const stage = await Stage.open({ kinds: [VPC, RouteTable, EgressOnlyInternetGateway] })
  stage.start()
  await stage.apply(vpc)
  const id = String((await stage.synced('VPC', 'main')).status?.vpcID)
  const { tables } = stage.aws.at()
  const call = (operation: string, input: object) => stage.aws.invoke('ec2', operation, input)
  const gateways = () => tables.egressOnlyInternetGateways.all()
  return { stage, tables, call, gateways, vpcID: id }
}

test('a gateway is made once for the VPC it refers to, and its status shows the attachment', async () => {
  const { stage, gateways, vpcID } = await open()
  await stage.apply(gateway({ tags: [{ key: 'team', value: 'a' }] }))
  const { status } = await stage.synced('EgressOnlyInternetGateway', 'out')
  const [row, ...more] = gateways()
  expect(more).toEqual([])
  expect(status).toMatchObject({ id: row?.id, attachments: [{ vpcID, state: 'attached' }] })
  expect(row?.Tags).toContainEqual({ Key: 'team', Value: 'a' })
  const before = { revision: stage.cluster.revision, mutating: stage.aws.journal.totals().mutating }
  await stage.clock.advance(600_000)
  expect({ revision: stage.cluster.revision, mutating: stage.aws.journal.totals().mutating }).toEqual(before)
})

test('its tags follow the spec, and a tag that is taken out goes', async () => {
  const { stage, gateways } = await open()
  await stage.apply(gateway({ tags: [{ key: 'team', value: 'a' }] }))
  await stage.synced('EgressOnlyInternetGateway', 'out')
  const tags = (all: readonly object[]) =>
    stage
      .edit('EgressOnlyInternetGateway', 'out', { spec: { tags: all } })
      .then(() => stage.synced('EgressOnlyInternetGateway', 'out'))
  await tags([{ key: 'team', value: 'b' }])
  expect(gateways()[0]?.Tags).toContainEqual({ Key: 'team', Value: 'b' })
  await tags([])
  expect(gateways()[0]?.Tags?.map(({ Key }) => Key)).not.toContain('team')
})

test('its VPC cannot change: the API server refuses another one', async () => {
  const { stage } = await open()
  await stage.apply(gateway())
  await stage.synced('EgressOnlyInternetGateway', 'out')
  const refused = stage.edit('EgressOnlyInternetGateway', 'out', { spec: { vpcRef: named('other') } })
  await expect(refused).rejects.toThrow(/vpcID \(or vpcRef\) is immutable/)
})

test('a gateway deleted by hand is made anew, and the routes that led to it lead to the new one', async () => {
  const { stage, tables, call, gateways } = await open()
  await stage.apply(gateway())
  const routes = [{ destinationIPv6CIDRBlock: '::/0', egressOnlyInternetGatewayRef: named('out') }]
  await stage.apply(object('RouteTable', 'main', { vpcRef: named('main'), routes }))
  await stage.synced('RouteTable', 'main')
  const targets = () =>
    tables.routeTables
      .all()
      .flatMap(({ Routes = [] }) => Routes.flatMap((one) => one.EgressOnlyInternetGatewayId ?? []))
  const first = gateways()[0]?.id
  expect(targets()).toEqual([first])
  await stage.clock.advance(400_000)
  await call('DeleteEgressOnlyInternetGateway', { EgressOnlyInternetGatewayId: first })
  await stage.until(async () => gateways().length === 1 && targets()[0] === gateways()[0]?.id, 300_000)
  expect(gateways()[0]?.id).not.toBe(first)
  await stage.synced('RouteTable', 'main')
})

test('a route waits for its gateway, and says so when that is deleted', async () => {
  const { stage, gateways } = await open()
  const routes = [{ destinationIPv6CIDRBlock: '::/0', egressOnlyInternetGatewayRef: named('out') }]
  await stage.apply(object('RouteTable', 'main', { vpcRef: named('main'), routes }))
  await stage.clock.advance(5000)
  const reason = async () => {
    const table = await stage.untilCondition('RouteTable', 'main', 'Ready', 'False')
    return condition(table, 'Ready')?.reason
  }
  expect(await reason()).toBe('ReferenceNotFound')
  await stage.apply(gateway())
  await stage.synced('RouteTable', 'main')
  await stage.delete('EgressOnlyInternetGateway', 'out')
  await stage.gone('EgressOnlyInternetGateway', 'out')
  expect(gateways()).toEqual([])
  expect(await reason()).toBe('ReferenceNotFound')
})

test('a VPC that is not deleted because of a gateway names it', async () => {
  const { stage, call, gateways, vpcID } = await open()
  await call('CreateVpc', { CidrBlock: '10.9.0.0/16' })
  const other = stage.aws
    .at()
    .tables.vpcs.all()
    .find(({ id }) => id !== vpcID)?.id
  await call('CreateEgressOnlyInternetGateway', { VpcId: other })
  await call('CreateEgressOnlyInternetGateway', { VpcId: vpcID })
  const mine = gateways().find((row) => row.Attachments[0]?.VpcId === vpcID)?.id
  await stage.delete('VPC', 'main')
  const held = await stage.untilCondition('VPC', 'main', 'Ready', 'False')
  expect(condition(held, 'Ready')).toMatchObject({
    reason: 'BlockedByDependents',
    message: expect.stringMatching(new RegExp(`while it is used by egress-only internet gateway ${mine}$`)),
  })
  await call('DeleteEgressOnlyInternetGateway', { EgressOnlyInternetGatewayId: mine })
  await stage.gone('VPC', 'main', 120_000)
})

test('a delete that AWS says it has not carried out is no delete', async () => {
  const { stage, gateways } = await open()
  await stage.apply(gateway())
  await stage.synced('EgressOnlyInternetGateway', 'out')
  const invoke = stage.aws.invoke.bind(stage.aws)
  let refusals = 2
  stage.aws.invoke = async (service, operation, ...more) =>
    operation === 'DeleteEgressOnlyInternetGateway' && refusals-- > 0
      ? { ReturnCode: false }
      : await invoke(service, operation, ...more)
  await stage.delete('EgressOnlyInternetGateway', 'out')
  const held = await stage.untilCondition('EgressOnlyInternetGateway', 'out', 'Ready', 'False')
  expect(condition(held, 'Ready')?.message).toContain('Unsuccessful')
  await stage.gone('EgressOnlyInternetGateway', 'out', 120_000)
  expect(gateways()).toEqual([])
})

const adopting = (id: string | undefined) => ({
  'services.k8s.aws/adoption-policy': 'adopt',
  'services.k8s.aws/adoption-fields': JSON.stringify({ id }),
})

test('a gateway is adopted by its id, and one of another VPC is not', async () => {
  const { stage, call, gateways, vpcID } = await open()
  await call('CreateEgressOnlyInternetGateway', { VpcId: vpcID })
  const id = gateways()[0]?.id
  await stage.apply(gateway({}, adopting(id)))
  const adopted = await stage.synced('EgressOnlyInternetGateway', 'out')
  expect(adopted.status?.id).toBe(id)
  await call('CreateVpc', { CidrBlock: '10.9.0.0/16' })
  const VpcId = stage.aws
    .at()
    .tables.vpcs.all()
    .find((row) => row.id !== vpcID)?.id
  await call('CreateEgressOnlyInternetGateway', { VpcId })
  const theirs = gateways().find((row) => row.id !== id)?.id
  await stage.apply(gateway({}, adopting(theirs), 'theirs'))
  const refused = await stage.untilCondition('EgressOnlyInternetGateway', 'theirs', 'ACK.Terminal', 'True')
  expect(condition(refused, 'ACK.Terminal')).toMatchObject({ reason: 'ImmutableDiffers' })
})

test('a copy of an object, its status and all, stands for nothing and takes nothing', async () => {
  const { stage, gateways } = await open()
  await stage.apply(gateway())
  const original = await stage.synced('EgressOnlyInternetGateway', 'out')
  const annotations = original.metadata.annotations ?? {}
  await stage.apply(gateway({ tags: [{ key: 'team', value: 'copy' }] }, annotations, 'copy'))
  await stage.clock.advance(60_000)
  expect(gateways().map(({ id }) => id)).toEqual([original.status?.id])
  expect(gateways()[0]?.Tags).not.toContainEqual({ Key: 'team', Value: 'copy' })
  await stage.delete('EgressOnlyInternetGateway', 'copy')
  await stage.gone('EgressOnlyInternetGateway', 'copy', 600_000)
  expect(gateways().map(({ id }) => id)).toEqual([original.status?.id])
})

test('an attachment on its way is waited for', async () => {
  const { stage, gateways, vpcID } = await open()
  await stage.apply(gateway())
  await stage.synced('EgressOnlyInternetGateway', 'out')
  const id = gateways()[0]?.id ?? ''
  control(stage.aws, { do: 'alter', id, set: { Attachments: [{ VpcId: vpcID, State: 'attaching' }] } })
  const waiting = await stage.untilCondition('EgressOnlyInternetGateway', 'out', 'Ready', 'False', 70_000)
  expect(condition(waiting, 'Ready')?.message).toBe(`${vpcID} is attaching`)
  control(stage.aws, { do: 'alter', id, set: { Attachments: [{ VpcId: vpcID, State: 'attached' }] } })
  await stage.synced('EgressOnlyInternetGateway', 'out')
})
