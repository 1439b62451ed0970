import { expect, test } from 'vitest'
import { of, story, writes } from '../story.ts'
import { synced } from './ground.ts'

/** A subnet whose network interfaces get addresses of its first IPv6 range, and the ranges that there are. */
async function assigning(more = '') {
  const world = await story()
  const { stage, tables, call, vpc } = world
  await call('AssociateVpcCidrBlock', { VpcId: vpc, AmazonProvidedIpv6CidrBlock: true })
  await stage.clock.advance(5000)
  const [block] = tables.vpcs.get(vpc)?.Ipv6CidrBlockAssociationSet ?? []
  const range = (nth: number) => (block?.Ipv6CidrBlock ?? '').replace(/..::\/56$/, `0${nth}::/64`)
  const manifest = (nth: number, on: boolean) =>
    of(
      'Subnet',
      `{ vpcID: ${vpc}, cidrBlock: 10.0.1.0/24, ipv6CIDRBlock: "${range(nth)}", assignIPv6AddressOnCreation: ${on}${more} }`,
    )
  await stage.apply(manifest(1, true))
  await stage.synced('Subnet', 'main')
  const row = () => tables.subnets.all()[0]
  const ranges = () =>
    (row()?.Ipv6CidrBlockAssociationSet ?? []).flatMap((one) =>
      one.Ipv6CidrBlockState?.State === 'associated' ? one.Ipv6CidrBlock : [],
    )
  return { ...world, manifest, range, ranges, row }
}

const refusals = (entries: readonly { readonly mutates: boolean; readonly error?: string | undefined }[]) =>
  entries.flatMap(({ mutates, error }) => (mutates && error !== undefined ? error : []))

// AWS refuses the dissociation while assign-on-creation is on: terraform-provider-aws#46017.
test('the IPv6 range of a subnet changes while addresses are assigned on creation: that is put aside, and comes back', async () => {
  const { stage, manifest, range, ranges, row } = await assigning(', enableDNS64: true')
  const before = stage.aws.journal.entries().length
  await stage.apply(manifest(2, true))
  const said = new Set<unknown>()
  await stage.until(async () => {
    const { reason, status } = await synced(stage, 'Subnet', 'main')
    said.add(status === 'True' ? 'InSync' : reason)
    return ranges().includes(range(2)) && row()?.AssignIpv6AddressOnCreation === true
  })
  await stage.synced('Subnet', 'main')
  expect(ranges()).toEqual([range(2)])
  expect(row()).toMatchObject({ AssignIpv6AddressOnCreation: true, EnableDns64: true })
  expect(refusals(stage.aws.journal.entries().slice(before))).toEqual([])
  expect([...said].filter((reason) => !['InSync', 'Updating', 'Waiting'].includes(String(reason)))).toEqual([])
  // AWS goes on listing the old range for a minute, and the sweep after that sees that it does not any more.
  await stage.clock.advance(130_000)
  const rest = writes(stage)
  await stage.clock.advance(300_000)
  expect(writes(stage)).toEqual(rest)
})

test('it stays off where the spec says so by now', async () => {
  const { stage, manifest, range, ranges, row } = await assigning()
  const before = stage.aws.journal.entries().length
  await stage.apply(manifest(2, false))
  await stage.until(async () => ranges().includes(range(2)))
  await stage.synced('Subnet', 'main')
  expect(row()?.AssignIpv6AddressOnCreation).toBe(false)
  expect(refusals(stage.aws.journal.entries().slice(before))).toEqual([])
  await stage.apply(manifest(2, true))
  await stage.synced('Subnet', 'main')
  expect(row()?.AssignIpv6AddressOnCreation).toBe(true)
})

test('a subnet without any IPv6 range that is to assign addresses of one is told what AWS says', async () => {
  const { stage, vpc } = await story()
  await stage.apply(of('Subnet', `{ vpcID: ${vpc}, cidrBlock: 10.0.1.0/24, assignIPv6AddressOnCreation: true }`))
  await stage.clock.advance(60_000)
  expect(await synced(stage, 'Subnet', 'main')).toMatchObject({
    status: 'False',
    reason: 'InvalidSpec',
    message: expect.stringContaining('has an IPv6 CIDR block associated with it'),
  })
})
