import {
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  CreateSecurityGroupCommand,
  CreateVpcCommand,
  DeleteManagedPrefixListCommand,
  DescribeManagedPrefixListsCommand,
  EC2Client,
  GetManagedPrefixListAssociationsCommand,
  GetManagedPrefixListEntriesCommand,
  ModifyManagedPrefixListCommand,
  type ModifyManagedPrefixListCommandInput,
  RestoreManagedPrefixListVersionCommand,
} from '@aws-sdk/client-ec2'
import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../../time/virtual.ts'
import { requestHandler } from '../../http/handler.ts'
import { AwsWorld } from '../../world/world.ts'

const ranges = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => ({ Cidr: `10.${Math.floor((from + at) / 250)}.${(from + at) % 250}.0/24` }))

/** The SDK's client, over the wire protocol, with a list of ten at most that has two entries. */
async function make(more: object = {}) {
  const clock = new VirtualClock()
  const ec2 = new EC2Client({
    region: 'us-west-2',
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'x' },
    maxAttempts: 1,
    requestHandler: requestHandler(new AwsWorld({ clock, random: seeded(5) })),
  })
  const input = { PrefixListName: 'offices', AddressFamily: 'IPv4', MaxEntries: 10, Entries: ranges(0, 2), ...more }
  const { PrefixList } = await ec2.send(new CreateManagedPrefixListCommand(input))
  const PrefixListId = PrefixList?.PrefixListId
  const look = async () => {
    const ids = { PrefixListIds: [`${PrefixListId}`] }
    return (await ec2.send(new DescribeManagedPrefixListsCommand(ids))).PrefixLists?.[0]
  }
  const modify = (change: Partial<ModifyManagedPrefixListCommandInput>) =>
    ec2.send(new ModifyManagedPrefixListCommand({ PrefixListId, ...change }))
  const entries = async (TargetVersion?: number) => {
    const asked = { PrefixListId, ...(TargetVersion === undefined ? {} : { TargetVersion }) }
    const { Entries = [] } = await ec2.send(new GetManagedPrefixListEntriesCommand(asked))
    return Entries.map(({ Cidr }) => Cidr)
  }
  return { clock, ec2, PrefixListId, PrefixList, look, modify, entries }
}

// EC2 API reference, ModifyManagedPrefixList: entries make a new version, under the version that they are a change to.
test('a change of entries takes some seconds, in which there is no other, and makes a version', async () => {
  const { clock, PrefixList, look, modify, entries } = await make()
  expect(PrefixList).toMatchObject({ State: 'create-in-progress', Version: 1, MaxEntries: 10 })
  const [add] = ranges(5, 1)
  const change = { CurrentVersion: 1, AddEntries: [{ Cidr: '10.0.5.77/24' }], RemoveEntries: ranges(0, 1) }
  await expect(modify(change)).rejects.toMatchObject({ name: 'IncorrectState' })
  await clock.advance(5000)
  expect(await look()).toMatchObject({ State: 'create-complete' })
  await expect(modify({ ...change, CurrentVersion: 7 })).rejects.toMatchObject({ name: 'PrefixListVersionMismatch' })
  await modify(change)
  expect(await look()).toMatchObject({ State: 'modify-in-progress', Version: 1 })
  await clock.advance(5000)
  expect(await look()).toMatchObject({ State: 'modify-complete', Version: 2 })
  expect([await entries(), await entries(1)]).toEqual([
    ['10.0.1.0/24', add?.Cidr],
    ['10.0.0.0/24', '10.0.1.0/24'],
  ])
})

test('a name makes no version and needs none; an earlier version comes back as a new one', async () => {
  const { clock, ec2, PrefixListId, look, modify, entries } = await make()
  await clock.advance(5000)
  await modify({ PrefixListName: 'branches' })
  await clock.advance(5000)
  expect(await look()).toMatchObject({ PrefixListName: 'branches', Version: 1 })
  await modify({ CurrentVersion: 1, RemoveEntries: ranges(0, 2) })
  await clock.advance(5000)
  const back = { PrefixListId, PreviousVersion: 1, CurrentVersion: 2 }
  await ec2.send(new RestoreManagedPrefixListVersionCommand(back))
  await clock.advance(5000)
  expect(await look()).toMatchObject({ State: 'restore-complete', Version: 3 })
  expect(await entries()).toHaveLength(2)
})

// hashicorp/terraform-provider-aws#35371: "The number of entries per request cannot exceeds limit (100)."
test.each([
  {
    asks: { CurrentVersion: 1, AddEntries: ranges(2, 101) },
    name: 'InvalidParameterValue',
    because: 'a hundred a call',
  },
  { asks: { CurrentVersion: 1, AddEntries: ranges(2, 9) }, name: 'PrefixListMaxEntriesExceeded', because: 'no room' },
  {
    asks: { CurrentVersion: 1, AddEntries: ranges(0, 1), RemoveEntries: ranges(0, 1) },
    name: 'InvalidParameterValue',
    because: 'both',
  },
  {
    asks: { CurrentVersion: 1, AddEntries: ranges(2, 1), MaxEntries: 20 },
    name: 'InvalidParameterValue',
    because: 'size and entries',
  },
  {
    asks: { CurrentVersion: 1, AddEntries: [{ Cidr: '2001:db8::/32' }] },
    name: 'InvalidParameterValue',
    because: 'another family',
  },
  { asks: { AddEntries: ranges(2, 1) }, name: 'MissingParameter', because: 'no version' },
  { asks: { MaxEntries: 1 }, name: 'InvalidParameterValue', because: 'it has more entries' },
  { asks: { MaxEntries: 1001 }, name: 'InvalidParameterValue', because: 'a list has a thousand at most' },
  { asks: { PrefixListName: 'com.amazonaws.mine' }, name: 'InvalidParameterValue', because: 'a name of AWS' },
])('a modification is refused with $name: $because', async ({ asks, name }) => {
  const { clock, modify, look } = await make()
  await clock.advance(5000)
  await expect(modify(asks)).rejects.toMatchObject({ name })
  expect(await look()).toMatchObject({ State: 'create-complete', Version: 1 })
})

// EC2 API reference, ModifyManagedPrefixList, MaxEntries: "Check the state message for the IDs of the first ten resources".
test('a growth that a group has no room for fails later and names the group; what refers to a list keeps it', async () => {
  const { clock, ec2, PrefixListId, look, modify } = await make()
  await clock.advance(5000)
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))
  const { GroupId } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'web', VpcId: Vpc?.VpcId }),
  )
  const IpPermissions = [{ IpProtocol: '-1', PrefixListIds: [{ PrefixListId }] }]
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }))
  await modify({ MaxEntries: 100 })
  await clock.advance(5000)
  expect(await look()).toMatchObject({
    State: 'modify-failed',
    MaxEntries: 10,
    Version: 1,
    StateMessage: expect.stringContaining(`${GroupId}`),
  })
  const { PrefixListAssociations } = await ec2.send(new GetManagedPrefixListAssociationsCommand({ PrefixListId }))
  expect(PrefixListAssociations).toMatchObject([{ ResourceId: GroupId }])
  await expect(ec2.send(new DeleteManagedPrefixListCommand({ PrefixListId }))).rejects.toMatchObject({
    name: 'PrefixListInUse',
  })
})

test('a deleted list is shown as deleted for a while, and entries come in pages', async () => {
  const { clock, ec2, PrefixListId, look } = await make({ MaxEntries: 100, Entries: ranges(0, 100) })
  await clock.advance(5000)
  const page = await ec2.send(new GetManagedPrefixListEntriesCommand({ PrefixListId, MaxResults: 60 }))
  const next = await ec2.send(
    new GetManagedPrefixListEntriesCommand({ PrefixListId, MaxResults: 60, NextToken: page.NextToken }),
  )
  expect([page.Entries?.length, next.Entries?.length, next.NextToken]).toEqual([60, 40, undefined])
  await ec2.send(new DeleteManagedPrefixListCommand({ PrefixListId }))
  expect(await look()).toMatchObject({ State: 'delete-in-progress' })
  await clock.advance(5000)
  expect(await look()).toMatchObject({ State: 'delete-complete' })
  await clock.advance(3_700_000)
  await expect(look()).rejects.toMatchObject({ name: 'InvalidPrefixListID.NotFound' })
})
