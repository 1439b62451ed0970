import type { Item } from '@windlass/core'
import { describe, expect, test } from 'vitest'
import { open, vpc } from './open.ts'

const namespaces = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false }
const leading = { leaderElection: { namespace: 'default', name: 'ack-ec2.services.k8s.aws' } }
const [minute, hour] = [60_000, 3_600_000]

/** A stage on which a VPC `main` is in sync, and a way to make VPCs in AWS that carry the owner tags of some UID. */
async function site(config = {}) {
  const it = await open()
  const actor = it.stage.start(config)
  await it.stage.apply(vpc('main'))
  const main = await it.stage.synced('VPC', 'main')
  const system = await it.stage.kube.get(namespaces, { name: 'kube-system' }, new AbortController().signal)
  const call = async (operation: string, input: Item) => {
    const answer = it.stage.aws.invoke('ec2', operation, input)
    await it.stage.clock.advance(1000)
    return await answer
  }
  const claim = async (CidrBlock: string, uid: string): Promise<string> => {
    const Tags = [
      { Key: 'services.k8s.aws/uid', Value: uid },
      { Key: 'services.k8s.aws/cluster', Value: system.metadata.uid },
    ]
    await call('CreateVpc', { CidrBlock, TagSpecifications: [{ ResourceType: 'vpc', Tags }] })
    const all = it.stage.aws.at().tables.vpcs.all()
    return all.find((row) => row.CidrBlock === CidrBlock)?.id ?? ''
  }
  const status = async (...args: readonly string[]) => JSON.parse((await it.use('status', ...args, '--json')).out)
  return { ...it, actor, main, call, claim, status }
}

describe('what AWS has too much of', () => {
  test('a second object is told of with its id, in the overview and of the object itself', async () => {
    const { stage, main, claim, status, use, why } = await site()
    expect(await status()).toMatchObject({ twins: [], orphans: [] })
    expect((await use('status')).out).not.toContain('Twins and orphans')
    const twin = await claim('10.9.0.0/16', main.metadata.uid)
    await stage.clock.advance(20 * minute)
    const told = `AWS has more than one object for this one: ${twin} is left alone, because`
    expect((await status()).twins).toEqual([
      {
        object: expect.objectContaining({ kind: 'VPC', name: 'main' }),
        message: expect.stringContaining(told),
        since: expect.stringMatching(/^\d{4}-/),
      },
    ])
    expect((await use('status')).out).toMatch(
      new RegExp(`Twins and orphans\\n +\\d+ min ago  VPC default/main: ${told}`),
    )
    expect(await why('vpc', 'main')).toMatchObject({
      inSync: true,
      twin: expect.stringContaining(told),
      steps: [expect.stringContaining('take its tag services.k8s.aws/uid off it')],
    })
    expect((await use('why', 'vpc', 'main')).out).toContain(`  ${told}`)
  })

  test('what is left of objects that are gone is told of while it is there, with or without other objects', async () => {
    const { stage, call, claim, status, use } = await site()
    const orphan = await claim('10.9.0.0/16', 'of-nobody')
    await stage.clock.advance(2 * hour)
    const note = `AWS has ${orphan} with this cluster’s tag, and no object stands for it`
    const place = expect.stringMatching(/^\d{12}\/us-west-2$/)
    expect((await status()).orphans).toEqual([{ kind: 'VPC', place, note, at: expect.stringMatching(/^\d{4}-/) }])
    expect((await status('--kind', 'subnet')).orphans).toEqual([])
    const line = new RegExp(`^ +\\d+ (s|min) ago  VPC in \\d{12}/us-west-2: ${note}$`, 'm')
    expect((await use('status')).out).toMatch(line)
    expect((await use('status', '-n', 'elsewhere')).out).toMatch(line)
    await call('DeleteVpc', { VpcId: orphan })
    await stage.clock.advance(hour)
    expect((await use('status')).out).not.toContain(orphan)
  })
})

describe('who looks after the objects', () => {
  test('the process that holds the lease is named', async () => {
    const { status, use } = await site(leading)
    expect((await status()).controllers).toMatchObject([
      { group: 'ec2.services.k8s.aws', lease: { alive: true }, unanswered: 0 },
    ])
    expect((await use('status')).out).toMatch(
      /^ {2}ec2\.services\.k8s\.aws: \S+ leads, by the lease default\/ack-ec2\S+, renewed \d s ago\.$/m,
    )
  })

  test('without a lease its last news are, and what nobody has answered', async () => {
    const { stage, actor, status, use } = await site()
    await stage.clock.advance(5 * minute)
    const calm =
      /ec2\S+: leader election is off, so the process is unknown; last status change 5 min ago \(VPC default\/main\)\. None is expected while everything is in sync\.$/m
    expect((await use('status')).out).toMatch(calm)
    actor.kill()
    await stage.apply(vpc('late'))
    await stage.clock.advance(3 * minute)
    expect((await status()).controllers).toMatchObject([{ unanswered: 1, wrote: { object: { name: 'main' } } }])
    expect((await use('status')).out).toMatch(
      /last status change 8 min ago \(VPC default\/main\).* 1 object without an answer, the oldest for 3 min\.$/m,
    )
  })

  test('a lease of old does not hide a controller that works without one', async () => {
    const { stage, actor, use, why } = await site(leading)
    actor.kill()
    await stage.clock.advance(10 * minute)
    expect((await use('status')).out).toContain('No controller of ec2.services.k8s.aws is known to run')
    stage.start()
    await stage.apply(vpc('new'))
    await stage.synced('VPC', 'new')
    const { out } = await use('status')
    expect(out).not.toContain('No controller of')
    expect(out).toMatch(
      /the lease default\/ack-ec2\S+ has expired, so a controller without leader election may run; last status change \d+ s ago \(VPC default\/new\)/m,
    )
    expect(await why('vpc', 'new')).not.toHaveProperty('lease')
  })
})
