import { control } from '@windlass/simulator'
import { describe, expect, test } from 'vitest'
import { of, story } from '../story.ts'
import { synced } from './ground.ts'
import { tag } from './world.ts'

const adopting = (manifest: string) =>
  manifest.replace(
    'metadata: { name: main }',
    'metadata: { name: main, annotations: { services.k8s.aws/adoption-policy: adopt-or-create } }',
  )

/** Objects that somebody else has made, by what AWS keeps unique of them. */
const made = [
  {
    kind: 'SecurityGroup',
    field: 'id',
    table: 'securityGroups',
    operation: 'CreateSecurityGroup',
    input: (VpcId: string) => ({ VpcId, GroupName: 'web', Description: 'web' }),
    spec: (vpc: string) => `{ vpcID: ${vpc}, name: web, description: web }`,
  },
  {
    kind: 'Subnet',
    field: 'subnetID',
    table: 'subnets',
    operation: 'CreateSubnet',
    input: (VpcId: string) => ({ VpcId, CidrBlock: '10.0.7.0/24' }),
    spec: (vpc: string) => `{ vpcID: ${vpc}, cidrBlock: 10.0.7.0/24 }`,
  },
] as const

// ACK finds a group by name and VPC: aws-controllers-k8s/community#2561, ec2-controller PR#280.
describe.each(made)('adopt-or-create of a $kind that names no id', ({ kind, field, table, operation, input, spec }) => {
  const open = async () => {
    const world = await story()
    const others = new Set(world.tables[table].all().map(({ id }) => id))
    const own = () => world.tables[table].all().filter(({ id }) => !others.has(id))
    const creates = () => world.stage.aws.journal.counts()[operation]?.calls ?? 0
    return { ...world, own, creates, there: () => world.call(operation, input(world.vpc)) }
  }

  test('takes over what is there after two looks, and makes nothing', async () => {
    const { stage, vpc, own, creates, there } = await open()
    await there()
    await stage.clock.advance(5000)
    await stage.apply(adopting(of(kind, spec(vpc))))
    await stage.clock.advance(15_000)
    expect((await stage.get(kind, 'main'))?.status?.[field]).toBeUndefined()
    const { status, metadata } = await stage.synced(kind, 'main', 60_000)
    expect(own().map(({ id }) => id)).toEqual([status?.[field]])
    expect(creates()).toBe(1)
    expect(metadata.annotations).toMatchObject({ 'services.k8s.aws/adopted': 'true' })
  })

  test('makes one where there is none, at once', async () => {
    const { stage, vpc, own } = await open()
    await stage.apply(adopting(of(kind, spec(vpc))))
    const { metadata } = await stage.synced(kind, 'main', 10_000)
    expect(own()).toHaveLength(1)
    expect(metadata.annotations).not.toHaveProperty('services.k8s.aws/adopted')
  })

  test('takes over what reads do not show yet, because AWS refuses a second one', async () => {
    const { stage, vpc, own, there } = await open()
    await control(stage.aws, { do: 'stale', byFilter: 20_000, byId: 20_000 })
    await there()
    await stage.apply(adopting(of(kind, spec(vpc))))
    const { status } = await stage.synced(kind, 'main', 300_000)
    expect(own().map(({ id }) => id)).toEqual([status?.[field]])
  })

  test('leaves alone what belongs to a living object', async () => {
    const { stage, vpc, own } = await open()
    await stage.apply(of(kind, spec(vpc)).replace('name: main', 'name: first'))
    await stage.synced(kind, 'first')
    await stage.apply(adopting(of(kind, spec(vpc))))
    await stage.clock.advance(60_000)
    expect(await synced(stage, kind, 'main')).toMatchObject({ status: 'False', reason: 'NotOwned' })
    await stage.delete(kind, 'main')
    await stage.gone(kind, 'main')
    expect(own()).toHaveLength(1)
    await stage.synced(kind, 'first')
  })

  test('takes over what this object has retained, and deletes it in the end', async () => {
    const { stage, vpc, own, there } = await open()
    await there()
    await tag(stage, own()[0]?.id ?? '', [{ Key: 'team', Value: 'a' }])
    await stage.clock.advance(5000)
    await stage.apply(adopting(of(kind, spec(vpc))))
    await stage.synced(kind, 'main', 60_000)
    await stage.delete(kind, 'main')
    await stage.gone(kind, 'main')
    expect(own()).toEqual([])
  })
})
