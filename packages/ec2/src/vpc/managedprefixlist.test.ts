import { control } from '@windlass/simulator'
import { condition, Stage } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { SecurityGroup } from '../securitygroup/securitygroup.ts'
import { ManagedPrefixList } from './managedprefixlist.ts'
import { VPC } from './vpc.ts'

const object = (kind: string, name: string, spec: object, annotations: object = {}) =>
  `${JSON.stringify({ apiVersion: 'ec2.services.k8s.aws/v1alpha1', kind, metadata: { name, annotations }, spec })}\n---\n`
const ranges = (from: number, count: number, description?: string) =>
  Array.from({ length: count }, (_, at) => ({
    cidr: `10.${Math.floor((from + at) / 250)}.${(from + at) % 250}.0/24`,
    description,
  }))
const offices = (spec: object = {}, annotations: object = {}, name = 'offices') =>
  object(
    'ManagedPrefixList',
    name,
    { name: 'offices', addressFamily: 'IPv4', maxEntries: 10, entries: ranges(0, 2), ...spec },
    annotations,
  )

async function open() {
  const stage = await Stage.open({ kinds: [VPC, SecurityGroup, ManagedPrefixList] })
  const actor = stage.start()
  const { tables } = stage.aws.at()
  const call = (operation: string, input: object) => stage.aws.invoke('ec2', operation, input)
  const lists = () =>
    tables.managedPrefixLists.all().filter((row) => row.OwnerId !== 'AWS' && row.State !== 'delete-complete')
  const list = () => lists()[0]
  const entries = () => list()?.versions?.at(-1) ?? []
  const cidrs = () => entries().map(({ Cidr }) => Cidr)
  const synced = () => stage.synced('ManagedPrefixList', 'offices')
  const edit = (spec: object) => stage.edit('ManagedPrefixList', 'offices', { spec })
  const modified = () => stage.aws.journal.entries().filter(({ operation }) => operation === 'ModifyManagedPrefixList')
  return { stage, actor, call, lists, list, entries, cidrs, synced, edit, modified }
}

test('a list is made once with its entries, its status shows id, state and version, and at rest nothing is written', async () => {
  const { stage, lists, entries, synced } = await open()
  await stage.apply(offices({ tags: [{ key: 'team', value: 'a' }], entries: ranges(0, 2, 'an office') }))
  const { status } = await synced()
  const [row, ...more] = lists()
  expect(more).toEqual([])
  expect(status).toMatchObject({ id: row?.id, state: 'create-complete', version: 1, ownerID: '123456789012' })
  expect(status?.ackResourceMetadata).toMatchObject({ arn: row?.PrefixListArn })
  expect(entries()).toEqual(
    ranges(0, 2, 'an office').map(({ cidr, description }) => ({ Cidr: cidr, Description: description })),
  )
  const before = { revision: stage.cluster.revision, mutating: stage.aws.journal.totals().mutating }
  await stage.clock.advance(600_000)
  expect({ revision: stage.cluster.revision, mutating: stage.aws.journal.totals().mutating }).toEqual(before)
})

test('name and entries follow the spec, in any order and spelling, and the version is read back', async () => {
  const { stage, list, cidrs, synced, edit, modified } = await open()
  await stage.apply(offices())
  await synced()
  await edit({ name: 'branches' })
  await synced()
  expect(list()).toMatchObject({ PrefixListName: 'branches', Version: 1 })
  await edit({ entries: [{ cidr: '10.0.9.0/24' }, { cidr: '10.0.0.77/24' }] })
  expect((await synced()).status).toMatchObject({ version: 2, state: 'modify-complete' })
  expect(cidrs().sort()).toEqual(['10.0.0.0/24', '10.0.9.0/24'])
  const before = modified().length
  await edit({ entries: [{ cidr: '10.0.0.0/24' }, { cidr: '10.0.9.0/24' }] })
  await synced()
  expect(modified()).toHaveLength(before)
  await edit({ entries: [] })
  await synced()
  expect(cidrs()).toEqual([])
})

test('a list grows before its entries come, and shrinks after they have gone', async () => {
  const { stage, list, cidrs, synced, edit } = await open()
  await stage.apply(offices({ maxEntries: 2 }))
  await synced()
  await edit({ maxEntries: 4, entries: ranges(0, 4) })
  await synced()
  expect([list()?.MaxEntries, cidrs().length, list()?.Version]).toEqual([4, 4, 2])
  await edit({ maxEntries: 1, entries: ranges(3, 1) })
  await synced()
  expect([list()?.MaxEntries, cidrs(), list()?.Version]).toEqual([1, ['10.0.3.0/24'], 3])
})

test('a description changes without a moment in which its range is missing', async () => {
  const { stage, entries, cidrs, synced, edit } = await open()
  await stage.apply(offices({ entries: ranges(0, 2, 'old') }))
  await synced()
  const seen: number[] = []
  const invoke = stage.aws.invoke.bind(stage.aws)
  stage.aws.invoke = async (...call) => {
    seen.push(cidrs().length)
    return await invoke(...call)
  }
  await edit({ entries: ranges(0, 2, 'new') })
  await synced()
  expect(entries().map(({ Description }) => Description)).toEqual(['new', 'new'])
  expect(Math.min(...seen)).toBe(2)
})

test('where AWS does not take another description of a range that is there, the range goes and comes back', async () => {
  const { stage, entries, cidrs, synced, edit } = await open()
  await stage.apply(offices({ entries: ranges(0, 2, 'old') }))
  await synced()
  const invoke = stage.aws.invoke.bind(stage.aws)
  stage.aws.invoke = async (service, operation, input, ...more) => {
    const { AddEntries = [] } = input as { AddEntries?: readonly { Cidr: string }[] }
    if (!AddEntries.some(({ Cidr }) => cidrs().includes(Cidr))) return await invoke(service, operation, input, ...more)
    throw Object.assign(new Error('The entry is there already'), {
      name: 'InvalidParameterValue',
      $fault: 'client',
      $metadata: { httpStatusCode: 400 },
    })
  }
  await edit({ entries: ranges(0, 2, 'new') })
  await synced()
  expect(entries().map(({ Description }) => Description)).toEqual(['new', 'new'])
})

describe('more entries than one request takes', () => {
  test('go out in portions of a hundred, one version each', async () => {
    const { stage, list, cidrs, synced, edit, modified } = await open()
    await stage.apply(offices({ maxEntries: 1000, entries: ranges(0, 250) }))
    await synced()
    expect([cidrs().length, list()?.Version]).toEqual([250, 3])
    const before = modified().length
    await edit({ entries: ranges(0, 1000) })
    await synced()
    expect([cidrs().length, modified().length - before]).toEqual([1000, 8])
  })

  test('in a full list one takes the place of another, so that it is never empty', async () => {
    const { stage, cidrs, synced, edit } = await open()
    await stage.apply(offices({ maxEntries: 120, entries: ranges(0, 120) }))
    await synced()
    let least = 120
    const invoke = stage.aws.invoke.bind(stage.aws)
    stage.aws.invoke = async (...call) => {
      least = Math.min(least, cidrs().length)
      return await invoke(...call)
    }
    await edit({ entries: ranges(500, 120) })
    await synced()
    expect(cidrs().sort()).toEqual(
      ranges(500, 120)
        .map(({ cidr }) => cidr)
        .sort(),
    )
    expect(least).toBe(120)
  })
})

test('a growth that a referrer has no room for is named, not asked for again at once, and taken back by an edit', async () => {
  const { stage, list, synced, edit, modified } = await open()
  await stage.apply(offices({ maxEntries: 10 }))
  const id = String((await synced()).status?.id)
  await stage.apply(object('VPC', 'main', { cidrBlocks: ['10.0.0.0/16'] }))
  const rule = { ipProtocol: 'tcp', fromPort: 443, toPort: 443, prefixListIDs: [{ prefixListID: id }] }
  await stage.apply(
    object('SecurityGroup', 'web', {
      name: 'web',
      description: 'web',
      vpcRef: { from: { name: 'main' } },
      ingressRules: [rule],
    }),
  )
  const group = (await stage.synced('SecurityGroup', 'web')).status?.id
  await edit({ maxEntries: 100, entries: ranges(0, 12) })
  const object_ = await stage.untilCondition('ManagedPrefixList', 'offices', 'ACK.Terminal', 'True')
  expect(condition(object_, 'ACK.Terminal')).toMatchObject({
    reason: 'FailedState',
    message: `State is modify-failed: The following resources do not support the new maximum size: ${group}`,
  })
  const before = modified().length
  await stage.clock.advance(300_000)
  expect(modified()).toHaveLength(before)
  await edit({ maxEntries: 20 })
  await synced()
  expect(list()?.MaxEntries).toBe(20)
})

test('what AWS could not carry out is asked for again after ten minutes', async () => {
  const { stage, list, synced, edit } = await open()
  await stage.apply(offices())
  await synced()
  control(stage.aws, {
    do: 'fail',
    transition: 'prefixlist.changed',
    code: 'InternalError',
    message: 'out of luck',
    times: 1,
  })
  await edit({ maxEntries: 20 })
  const failed = await stage.untilCondition('ManagedPrefixList', 'offices', 'ACK.Terminal', 'True')
  expect(condition(failed, 'ACK.Terminal')?.message).toContain('out of luck')
  await stage.synced('ManagedPrefixList', 'offices', 1_300_000)
  expect(list()?.MaxEntries).toBe(20)
})

test('an edit by hand is undone, under the version that AWS has by then', async () => {
  const { stage, call, list, cidrs, synced } = await open()
  await stage.apply(offices())
  await synced()
  await stage.clock.advance(60_000)
  const { id: PrefixListId, Version: CurrentVersion } = list() ?? {}
  await call('ModifyManagedPrefixList', { PrefixListId, CurrentVersion, AddEntries: [{ Cidr: '192.168.0.0/24' }] })
  await stage.clock.advance(5000)
  expect(cidrs()).toHaveLength(3)
  await stage.until(async () => cidrs().length === 2, 130_000)
  await synced()
})

test.each([
  { spec: {}, set: { IpamPrefixListResolverSyncEnabled: true }, count: 3, because: 'AWS changes them by a resolver' },
  { spec: { entries: undefined }, set: {}, count: 1, because: 'the spec leaves them out' },
])('entries are left as they are where $because', async ({ spec, set, count }) => {
  const { stage, call, list, cidrs, synced } = await open()
  await stage.apply(offices(spec))
  await synced()
  const { id: PrefixListId = '', Version: CurrentVersion } = list() ?? {}
  control(stage.aws, { do: 'alter', id: PrefixListId, set })
  await call('ModifyManagedPrefixList', { PrefixListId, CurrentVersion, AddEntries: [{ Cidr: '192.168.0.0/24' }] })
  await stage.clock.advance(200_000)
  expect(cidrs()).toHaveLength(count)
  await synced()
})

test('a delete waits for AWS, names who still refers to the list, and ends when they are gone', async () => {
  const { stage, lists, synced } = await open()
  await stage.apply(offices())
  const id = String((await synced()).status?.id)
  await stage.apply(object('VPC', 'main', { cidrBlocks: ['10.0.0.0/16'] }))
  const rule = { ipProtocol: '-1', prefixListIDs: [{ prefixListID: id }] }
  await stage.apply(
    object('SecurityGroup', 'web', {
      name: 'web',
      description: 'web',
      vpcRef: { from: { name: 'main' } },
      ingressRules: [rule],
    }),
  )
  const group = (await stage.synced('SecurityGroup', 'web')).status?.id
  await stage.delete('ManagedPrefixList', 'offices')
  const held = await stage.untilCondition('ManagedPrefixList', 'offices', 'Ready', 'False')
  expect(condition(held, 'Ready')).toMatchObject({
    reason: 'BlockedByDependents',
    message: `AWS will not delete ${id} while it is used by reference of ${group}`,
  })
  await stage.delete('SecurityGroup', 'web')
  await stage.gone('ManagedPrefixList', 'offices', 300_000)
  expect(lists()).toEqual([])
})

test('a list deleted by hand is made anew with all its entries', async () => {
  const { stage, call, lists, cidrs, synced } = await open()
  await stage.apply(offices({ maxEntries: 200, entries: ranges(0, 150) }))
  const id = (await synced()).status?.id
  await stage.clock.advance(400_000)
  await call('DeleteManagedPrefixList', { PrefixListId: id })
  await stage.until(async () => lists().length === 1 && lists()[0]?.id !== id && cidrs().length === 150, 400_000)
  await synced()
})

const adopting = (id: string | undefined) => ({
  'services.k8s.aws/adoption-policy': 'adopt',
  'services.k8s.aws/adoption-fields': JSON.stringify({ id }),
})

test('a list is adopted by its id with the entries that AWS has, and one of another family is not', async () => {
  const { stage, call, list, lists, synced } = await open()
  const make = (AddressFamily: string) =>
    call('CreateManagedPrefixList', { PrefixListName: 'offices', AddressFamily, MaxEntries: 10 })
  await make('IPv4')
  await stage.clock.advance(5000)
  const { id, Version } = list() ?? {}
  await call('ModifyManagedPrefixList', {
    PrefixListId: id,
    CurrentVersion: Version,
    AddEntries: [{ Cidr: '10.5.0.0/24' }],
  })
  await stage.clock.advance(5000)
  await stage.apply(offices({ entries: undefined }, adopting(id)))
  expect((await synced()).spec?.entries).toEqual([{ cidr: '10.5.0.0/24' }])
  await make('IPv6')
  await stage.clock.advance(5000)
  await stage.apply(offices({ entries: undefined }, adopting(lists()[1]?.id), 'theirs'))
  const refused = await stage.untilCondition('ManagedPrefixList', 'theirs', 'ACK.Terminal', 'True')
  expect(condition(refused, 'ACK.Terminal')).toMatchObject({ reason: 'ImmutableDiffers' })
})

test('its address family cannot change, and a name of AWS is refused in its words', async () => {
  const { stage, synced, edit } = await open()
  await stage.apply(offices())
  await synced()
  await expect(edit({ addressFamily: 'IPv6' })).rejects.toThrow(/addressFamily is immutable/)
  await edit({ name: 'com.amazonaws.mine' })
  const refused = await stage.untilCondition('ManagedPrefixList', 'offices', 'ACK.Terminal', 'True')
  expect(condition(refused, 'ACK.Terminal')?.message).toContain('InvalidParameterValue')
})
