import { control } from '@windlass/simulator'
import { condition, Stage } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { events } from '../../test/promise/ground.ts'
import { DHCPOptions } from './dhcpoptions.ts'
import { VPC } from './vpc.ts'

const object = (kind: string, name: string, spec: object, annotations: object = {}) =>
  `${JSON.stringify({ apiVersion: 'ec2.services.k8s.aws/v1alpha1', kind, metadata: { name, annotations }, spec })}\n---\n`
const named = (...names: string[]) => names.map((name) => ({ from: { name } }))
const servers = (...values: string[]) => [
  { key: 'domain-name', values: ['example.com'] },
  { key: 'domain-name-servers', values },
]
const options = (name: string, spec: object = {}, annotations: object = {}) =>
  object('DHCPOptions', name, { dhcpConfigurations: servers('10.0.0.2', '10.0.0.3'), ...spec }, annotations)

async function open() {
  const stage = await Stage.open({ kinds: [VPC, DHCPOptions] })
  const actor = stage.start()
  await stage.apply(['one', 'two'].map((name, at) => object('VPC', name, { cidrBlocks: [`10.${at}.0.0/16`] })).join(''))
  const id = async (name: string) => String((await stage.synced('VPC', name)).status?.vpcID)
  const [one, two] = [await id('one'), await id('two')]
  const { tables } = stage.aws.at()
  const call = (operation: string, input: object) => stage.aws.invoke('ec2', operation, input)
  const used = (vpc: string) => tables.vpcs.get(vpc)?.DhcpOptionsId
  const original = used(one)
  const made = () => tables.dhcpOptions.all().filter((row) => !row.isDefault)
  const synced = async (name: string) => String((await stage.synced('DHCPOptions', name)).status?.dhcpOptionsID)
  return { stage, actor, tables, call, used, original, made, synced, one, two }
}

test('options are made once and given to the VPCs that the spec names, and nothing is written at rest', async () => {
  const { stage, made, used, synced, one, two } = await open()
  await stage.apply(options('main', { vpcRefs: named('one', 'two'), tags: [{ key: 'team', value: 'a' }] }))
  const id = await synced('main')
  expect(made()).toMatchObject([{ id, Tags: expect.arrayContaining([{ Key: 'team', Value: 'a' }]) }])
  expect([used(one), used(two)]).toEqual([id, id])
  await stage.clock.advance(70_000)
  const before = { revision: stage.cluster.revision, mutating: stage.aws.journal.totals().mutating }
  await stage.clock.advance(600_000)
  expect({ revision: stage.cluster.revision, mutating: stage.aws.journal.totals().mutating }).toEqual(before)
})

test('the order of options says nothing, the order of their values does', async () => {
  const { stage, synced } = await open()
  const [name, server] = servers('10.0.0.2', '10.0.0.3')
  await stage.apply(options('main', { dhcpConfigurations: [server, name] }))
  const id = await synced('main')
  const shown = (...Values: string[]) => [
    { Key: 'domain-name', Values: [{ Value: 'example.com' }] },
    { Key: 'domain-name-servers', Values: Values.map((Value) => ({ Value })) },
  ]
  control(stage.aws, { do: 'alter', id, set: { DhcpConfigurations: shown('10.0.0.2', '10.0.0.3') } })
  await stage.clock.advance(70_000)
  await stage.synced('DHCPOptions', 'main')
  control(stage.aws, { do: 'alter', id, set: { DhcpConfigurations: shown('10.0.0.3', '10.0.0.2') } })
  const differs = await stage.untilCondition('DHCPOptions', 'main', 'ACK.Terminal', 'True', 70_000)
  expect(condition(differs, 'ACK.Terminal')).toMatchObject({ reason: 'ImmutableDiffers' })
})

test('a VPC that is taken out of the spec gets back what it had, and an empty list takes out all', async () => {
  const { stage, call, tables, used, synced, original, one, two } = await open()
  await call('CreateDhcpOptions', { DhcpConfigurations: [{ Key: 'domain-name', Values: ['theirs.test'] }] })
  const theirs = tables.dhcpOptions.all().at(-1)?.id
  await call('AssociateDhcpOptions', { VpcId: two, DhcpOptionsId: theirs })
  await stage.apply(options('main', { vpc: [one, two] }))
  const id = await synced('main')
  await stage.edit('DHCPOptions', 'main', { spec: { vpc: [one] } })
  await synced('main')
  expect([used(one), used(two)]).toEqual([id, theirs])
  await stage.edit('DHCPOptions', 'main', { spec: { vpc: [] } })
  await synced('main')
  expect([used(one), used(two)]).toEqual([original, theirs])
})

test('where the options that a VPC had are gone it gets those of the region, and none only when there is nothing else', async () => {
  const { stage, call, tables, used, synced, original, one, two } = await open()
  await call('CreateDhcpOptions', { DhcpConfigurations: [{ Key: 'domain-name', Values: ['theirs.test'] }] })
  const theirs = tables.dhcpOptions.all().at(-1)?.id
  await call('AssociateDhcpOptions', { VpcId: one, DhcpOptionsId: theirs })
  await stage.apply(options('main', { vpc: [one, two] }))
  await synced('main')
  await stage.clock.advance(10_000)
  await call('DeleteDhcpOptions', { DhcpOptionsId: theirs })
  await stage.edit('DHCPOptions', 'main', { spec: { vpc: [two] } })
  await synced('main')
  expect(used(one)).toBe(original)
  expect(await events(stage, 'LeftBehind')).toEqual([])
  control(stage.aws, { do: 'remove', id: original ?? '' })
  await stage.edit('DHCPOptions', 'main', { spec: { vpc: [] } })
  await synced('main')
  expect(used(two)).toBe('default')
  expect(await events(stage, 'LeftBehind')).toMatchObject([{ type: 'Warning', note: expect.stringContaining(two) }])
})

test('what a VPC had is on record before it is taken: a process that dies in between forgets nothing', async () => {
  const { stage, actor, call, tables, used, synced, one } = await open()
  await call('CreateDhcpOptions', { DhcpConfigurations: [{ Key: 'domain-name', Values: ['theirs.test'] }] })
  const theirs = tables.dhcpOptions.all().at(-1)?.id
  await call('AssociateDhcpOptions', { VpcId: one, DhcpOptionsId: theirs })
  const invoke = stage.aws.invoke.bind(stage.aws)
  let died = false
  stage.aws.invoke = async (service, operation, ...more) => {
    const reply = await invoke(service, operation, ...more)
    if (operation !== 'AssociateDhcpOptions' || died) return reply
    died = true
    actor.kill()
    return reply
  }
  await stage.apply(options('main', { vpc: [one] }))
  await stage.until(async () => died)
  stage.start()
  expect(used(one)).toBe(await synced('main'))
  await stage.delete('DHCPOptions', 'main')
  await stage.gone('DHCPOptions', 'main')
  expect(used(one)).toBe(theirs)
})

test('a delete gives every VPC back and waits while AWS still refuses; nothing is left', async () => {
  const { stage, call, made, used, synced, original, one, two } = await open()
  await stage.apply(options('main', { vpc: [one] }))
  const id = await synced('main')
  await call('AssociateDhcpOptions', { VpcId: two, DhcpOptionsId: id })
  await stage.delete('DHCPOptions', 'main')
  await stage.gone('DHCPOptions', 'main', 60_000)
  expect(made()).toEqual([])
  expect([used(one), used(two)]).toEqual([original, original])
})

test('options that are put elsewhere by hand are put back, and options deleted by hand are made anew', async () => {
  const { stage, call, made, used, synced, original, one } = await open()
  await stage.apply(options('main', { vpc: [one] }))
  const id = await synced('main')
  await stage.clock.advance(400_000)
  await call('AssociateDhcpOptions', { VpcId: one, DhcpOptionsId: original })
  await stage.until(async () => used(one) === id, 130_000)
  await synced('main')
  control(stage.aws, { do: 'remove', id })
  await stage.until(async () => made().length === 1 && used(one) === made()[0]?.id, 900_000)
  expect(await synced('main')).not.toBe(id)
})

describe('two objects that ask for the same VPC', () => {
  test('do not take it from each other: whoever has it keeps it, and the other says so', async () => {
    const { stage, used, synced, one, two } = await open()
    await stage.apply(options('first', { vpc: [one] }))
    const first = await synced('first')
    await stage.apply(options('second', { vpcRefs: named('one', 'two') }))
    await stage.until(
      async () =>
        used(two) !== first && used(two) === (await stage.get('DHCPOptions', 'second'))?.status?.dhcpOptionsID,
    )
    await stage.clock.advance(10_000)
    const now = await stage.get('DHCPOptions', 'second')
    expect(now && condition(now, 'ACK.ResourceSynced')).toMatchObject({
      status: 'False',
      reason: 'HeldByAnother',
      message: `${one} has the options ${first} of another object`,
    })
    const before = stage.aws.journal.totals().mutating
    await stage.clock.advance(600_000)
    expect(stage.aws.journal.totals().mutating).toBe(before)
    expect(used(one)).toBe(first)
  })

  test('the second takes it once the first has given it back, and gives back what was there before both', async () => {
    const { stage, used, synced, original, one } = await open()
    await stage.apply(options('first', { vpc: [one] }))
    await synced('first')
    await stage.apply(options('second', { vpc: [one] }))
    await stage.clock.advance(20_000)
    await stage.delete('DHCPOptions', 'first')
    await stage.gone('DHCPOptions', 'first')
    expect(used(one)).not.toBe('default')
    expect(used(one)).toBe(await synced('second'))
    await stage.delete('DHCPOptions', 'second')
    await stage.gone('DHCPOptions', 'second')
    expect(used(one)).toBe(original)
  })
})

test('a VPC that AWS does not show is not taken, because nobody could give back what it had, and is said', async () => {
  const { stage, used, synced, one } = await open()
  await stage.apply(options('main', { vpc: ['vpc-00000000000000000', one] }))
  await stage.until(async () => used(one) === (await stage.get('DHCPOptions', 'main'))?.status?.dhcpOptionsID)
  await stage.clock.advance(5000)
  const object = await stage.get('DHCPOptions', 'main')
  expect(object && condition(object, 'ACK.ResourceSynced')).toMatchObject({
    status: 'False',
    reason: 'Waiting',
    message: 'AWS does not show vpc-00000000000000000',
  })
  await stage.edit('DHCPOptions', 'main', { spec: { vpc: [one] } })
  await synced('main')
})

test('a listing that misses options does not keep a VPC from getting back what it had', async () => {
  const { stage, used, synced, original, one } = await open()
  await stage.apply(options('main', { vpc: [one] }))
  await synced('main')
  const invoke = stage.aws.invoke.bind(stage.aws)
  stage.aws.invoke = async (service, operation, input, ...more) => {
    const reply = await invoke(service, operation, input, ...more)
    return operation === 'DescribeDhcpOptions' && Object.keys(input).length === 0 ? { DhcpOptions: [] } : reply
  }
  await stage.edit('DHCPOptions', 'main', { spec: { vpc: [] } })
  await synced('main')
  expect(used(one)).toBe(original)
})

test('an option that AWS does not know is refused in its words, and the edit that mends it is taken', async () => {
  const { stage, synced } = await open()
  await stage.apply(options('main', { dhcpConfigurations: [{ key: 'InvalidValue', values: ['x'] }] }))
  const object = await stage.untilCondition('DHCPOptions', 'main', 'ACK.Terminal', 'True')
  expect(condition(object, 'ACK.Terminal')?.message).toContain(
    'InvalidParameterValue: Value (InvalidValue) for parameter name is invalid. Unknown DHCP option',
  )
  await stage.edit('DHCPOptions', 'main', { spec: { dhcpConfigurations: servers('10.0.0.2') } })
  await synced('main')
})

const adopting = (dhcpOptionsID: string | undefined) => ({
  'services.k8s.aws/adoption-policy': 'adopt',
  'services.k8s.aws/adoption-fields': JSON.stringify({ dhcpOptionsID }),
})

test('options are adopted by id with the VPCs that use them, and given back to what the region has', async () => {
  const { stage, call, tables, used, synced, original, one } = await open()
  const asked = [{ Key: 'domain-name', Values: ['example.com'] }]
  await call('CreateDhcpOptions', { DhcpConfigurations: asked })
  const id = tables.dhcpOptions.all().at(-1)?.id
  await call('AssociateDhcpOptions', { VpcId: one, DhcpOptionsId: id })
  const dhcpConfigurations = [{ key: 'domain-name', values: ['example.com'] }]
  await stage.apply(options('main', { dhcpConfigurations }, adopting(id)))
  expect(await synced('main')).toBe(id)
  expect((await stage.get('DHCPOptions', 'main'))?.spec?.vpc).toEqual([one])
  await stage.edit('DHCPOptions', 'main', { spec: { vpc: [] } })
  await synced('main')
  expect(used(one)).toBe(original)
})

test('a copy of an object does not take the VPC of the one it was copied from', async () => {
  const { stage, used, synced, one } = await open()
  await stage.apply(options('main', { vpc: [one] }))
  const id = await synced('main')
  const { annotations = {} } = (await stage.get('DHCPOptions', 'main'))?.metadata ?? {}
  await stage.apply(options('copy', { vpc: [one] }, annotations))
  await stage.clock.advance(60_000)
  expect(used(one)).toBe(id)
  await stage.delete('DHCPOptions', 'copy')
  await stage.gone('DHCPOptions', 'copy', 600_000)
  expect(used(one)).toBe(id)
  await synced('main')
})
