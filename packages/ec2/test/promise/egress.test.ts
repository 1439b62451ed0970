import { control } from '@windlass/simulator'
import type { Crash } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { of, story } from '../story.ts'
import { events, synced } from './ground.ts'

const open = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }]
const intent = 'windlass.dev/intent'

/** A stage for groups in a VPC that has an IPv6 block. What may go out of the group `web` is its egress. */
async function groups(crash?: Crash) {
  const { stage, vpc, tables, call, actor } = await story()
  await call('AssociateVpcCidrBlock', { VpcId: vpc, AmazonProvidedIpv6CidrBlock: true })
  await stage.clock.advance(5000)
  if (crash !== undefined) {
    actor.kill()
    await stage.clock.advance(30_000)
  }
  const actors = [crash === undefined ? actor : stage.start({}, crash)]
  const own = () => tables.securityGroups.all().filter(({ GroupName }) => GroupName === 'web')
  const egress = () =>
    own()
      .flatMap(({ id }) => tables.securityGroupRules.where('group', id))
      .filter(({ IsEgress }) => IsEgress)
      .map(({ CidrIpv4, CidrIpv6 }) => CidrIpv4 ?? CidrIpv6)
  return { stage, vpc, call, actors, own, egress }
}

const group = (vpc: string, more = '') =>
  of('SecurityGroup', `{ vpcID: ${vpc}, name: web, description: web${more === '' ? '' : `, ${more}`} }`)

/** What went out of a new group at the moment it was first in sync; the process that makes it may crash once. */
async function atFirstSync(crash?: Crash) {
  const { stage, vpc, actors, own, egress } = await groups(crash)
  await stage.apply(group(vpc))
  await stage.until(
    async () => {
      if (actors.at(-1)?.over) actors.push(stage.start())
      return (await synced(stage, 'SecurityGroup', 'main')).status === 'True'
    },
    900_000,
    50,
  )
  return { out: egress(), groups: own().length, calls: actors[0]?.calls ?? 0 }
}

test('a new group whose spec does not say what may go out is in sync only when nothing may', async () => {
  expect(await atFirstSync()).toMatchObject({ out: [], groups: 1 })
})

test('so it is wherever the process is killed', async () => {
  const { calls } = await atFirstSync({ call: 1000, when: 'after' })
  expect(calls).toBeGreaterThan(5)
  // The world after a call is the world before the next one, so every moment is met once.
  for (let call = 1; call <= calls; call++)
    expect({ call, ...(await atFirstSync({ call, when: 'after' })) }).toMatchObject({ call, out: [], groups: 1 })
})

test.each(['CreateSecurityGroup', 'RevokeSecurityGroupEgress'])(
  'so it is when the reply to %s is lost and reads lag behind',
  async (operation) => {
    const { stage, vpc, egress } = await groups()
    control(stage.aws, { do: 'fault', fault: 'drop', operation, times: 1 })
    control(stage.aws, { do: 'stale', byFilter: 4000 })
    await stage.apply(group(vpc))
    await stage.synced('SecurityGroup', 'main')
    expect(egress()).toEqual([])
  },
)

test('so it is when it is made anew, and that is no drift: nobody else has opened it', async () => {
  const { stage, vpc, own, egress, call } = await groups()
  await stage.apply(group(vpc))
  await stage.synced('SecurityGroup', 'main')
  await stage.clock.advance(600_000)
  const [first] = own()
  await call('DeleteSecurityGroup', { GroupId: first?.id })
  await stage.clock.advance(300_000)
  await stage.synced('SecurityGroup', 'main')
  expect(own().map(({ id }) => id === first?.id)).toEqual([false])
  expect(egress()).toEqual([])
  expect(await events(stage, 'DriftCorrected')).toEqual([])
})

test('when AWS does not take it, the group is not in sync', async () => {
  const { stage, vpc } = await groups()
  control(stage.aws, { do: 'fault', fault: 'fail', code: 'InternalError', operation: 'RevokeSecurityGroupEgress' })
  await stage.apply(group(vpc))
  await stage.clock.advance(120_000)
  expect((await synced(stage, 'SecurityGroup', 'main')).status).not.toBe('True')
})

test('after that nobody looks at what goes out: a rule that a person adds stays', async () => {
  const { stage, vpc, own, egress, call, actors } = await groups()
  await stage.apply(group(vpc))
  await stage.synced('SecurityGroup', 'main')
  await call('AuthorizeSecurityGroupEgress', { GroupId: own()[0]?.id, IpPermissions: open })
  await stage.clock.advance(600_000)
  actors[0]?.kill()
  stage.start()
  await stage.clock.advance(600_000)
  expect(egress()).toEqual(['0.0.0.0/0'])
  expect(await synced(stage, 'SecurityGroup', 'main')).toMatchObject({ status: 'True' })
})

test('a rule that the spec asks for is there, and AWS’s other default is not', async () => {
  const { stage, vpc, egress } = await groups()
  await stage.apply(group(vpc, "egressRules: [{ ipProtocol: '-1', ipRanges: [{ cidrIP: 0.0.0.0/0 }] }]"))
  await stage.synced('SecurityGroup', 'main')
  expect(egress()).toEqual(['0.0.0.0/0'])
})

test('while a rule cannot be said yet for want of a reference, nothing goes out', async () => {
  const { stage, vpc, egress } = await groups()
  const pair = '{ groupRef: { from: { name: elsewhere } } }'
  await stage.apply(group(vpc, `egressRules: [{ ipProtocol: '-1', userIDGroupPairs: [${pair}] }]`))
  await stage.clock.advance(10_000)
  expect(egress()).toEqual([])
  expect(await synced(stage, 'SecurityGroup', 'main')).toMatchObject({ reason: 'ReferenceNotFound' })
})

test('a group that is made anew after AWS lost it is as closed as the first', async () => {
  const { stage, vpc, own, egress, call } = await groups()
  await stage.apply(group(vpc))
  await stage.synced('SecurityGroup', 'main')
  const [first] = own()
  await call('DeleteSecurityGroup', { GroupId: first?.id })
  await stage.until(async () => own().some(({ id }) => id !== first?.id), 1_800_000)
  await stage.synced('SecurityGroup', 'main')
  expect(egress()).toEqual([])
})

describe('what goes out stays as it is', () => {
  const adopting = (id: string) => ({
    'services.k8s.aws/adoption-policy': 'adopt-or-create',
    'services.k8s.aws/adoption-fields': JSON.stringify({ id }),
  })

  test('of a group that somebody else has made, also when a create of ours was refused because of it', async () => {
    const { stage, vpc, own, egress, call } = await groups()
    await call('CreateSecurityGroup', { VpcId: vpc, GroupName: 'web', Description: 'web' })
    await stage.apply(group(vpc, 'ingressRules: []'))
    await stage.untilCondition('SecurityGroup', 'main', 'ACK.Terminal', 'True')
    await stage.edit('SecurityGroup', 'main', { metadata: { annotations: adopting(own()[0]?.id ?? '') } })
    await stage.synced('SecurityGroup', 'main')
    await stage.clock.advance(600_000)
    expect(egress().sort()).toEqual(['0.0.0.0/0', '::/0'])
  })

  test('of a group that an earlier version has made', async () => {
    const { stage, vpc, own, egress, call, actors } = await groups()
    await stage.apply(group(vpc))
    const made = await stage.synced('SecurityGroup', 'main')
    actors[0]?.kill()
    const { initial, ...before } = JSON.parse(made.metadata.annotations?.[intent] ?? '{}')
    expect(initial).toEqual([])
    await stage.edit('SecurityGroup', 'main', { metadata: { annotations: { [intent]: JSON.stringify(before) } } })
    await call('AuthorizeSecurityGroupEgress', { GroupId: own()[0]?.id, IpPermissions: open })
    stage.start()
    await stage.clock.advance(600_000)
    expect(egress()).toEqual(['0.0.0.0/0'])
  })
})
