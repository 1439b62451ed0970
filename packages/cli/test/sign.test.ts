import { KubeClient } from '@windlass/core/kube'
import { describe, expect, test } from 'vitest'
import { object, open, subnet, vpc } from './open.ts'

const forever = new AbortController().signal
const leases = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases', kind: 'Lease', namespaced: true }
const leading = { leaderElection: { namespace: 'default', name: 'ack-ec2.services.k8s.aws' } }

describe('whether anybody is at work', () => {
  test('an object that no controller has seen, where none leaves a trace', async () => {
    const { stage, use, why } = await open()
    await stage.apply(vpc('main'))
    await stage.clock.advance(90_000)
    expect(await why('vpc', 'main')).toMatchObject({ reason: 'Unseen', lease: 'none', next: { is: 'unanswered' } })
    const { out } = await use('why', 'vpc', 'main')
    expect(out).toContain('Whether a controller runs is not known: there is no lease')
    expect(out).toContain('Cause: the installation, if this lasts.')
    expect(out).toContain('--watch-namespace')
  })

  test('the controller that led is gone: said of every object, and of the fleet', async () => {
    const { stage, use, why } = await open()
    const actor = stage.start(leading)
    await stage.apply(vpc('main'))
    await stage.synced('VPC', 'main')
    expect(await why('vpc', 'main')).not.toHaveProperty('lease')
    actor.kill()
    await stage.clock.advance(240_000)
    await stage.apply(vpc('late'))
    const lease = { name: 'default/ack-ec2.services.k8s.aws', alive: false }
    expect(await why('vpc', 'late')).toMatchObject({ reason: 'Unseen', lease })
    expect(await why('vpc', 'main')).toMatchObject({ inSync: true, lease })
    const gone =
      /No controller of ec2\.services\.k8s\.aws is known to run: the lease \S+ has expired \(\S+ held it, last renewed 4 min ago\), and no status has been written since\./
    expect((await use('why', 'vpc', 'late')).out).toMatch(gone)
    expect((await use('status')).out).toMatch(gone)
  })

  test('a controller that leads and leaves an object alone', async () => {
    const { stage, use } = await open()
    stage.start({ ...leading, namespaces: ['elsewhere'] })
    await stage.apply(vpc('main'))
    await stage.clock.advance(20_000)
    expect((await use('why', 'vpc', 'main')).out).toMatch(/A controller runs: \S+ holds the lease default\/ack-ec2/)
  })

  test('leases that may not be read keep nobody from an answer', async () => {
    const { stage, use } = await open((real) => ({
      ...real,
      request: async (request) =>
        request.path.includes('/leases')
          ? { status: 403, body: { kind: 'Status', message: 'No.' } }
          : await real.request(request),
    }))
    await stage.apply(vpc('main'))
    expect((await use('why', 'vpc', 'main')).out).toContain('Whether a controller runs is not known: there is no lease')
  })
})

describe('what AWS does to objects', () => {
  test('a create that AWS throttles: taken up, not forgotten, and no search is announced', async () => {
    const { stage, use, why, tell } = await open()
    stage.start()
    await tell({ do: 'fault', fault: 'throttle', operation: 'CreateVpc' })
    await stage.apply(vpc('main'))
    await stage.clock.advance(6000)
    const early = await why('vpc', 'main')
    expect(early).not.toHaveProperty('openCreateSince')
    expect(early).toMatchObject({
      state: 'progressing',
      reason: 'Begun',
      lastError: { code: 'RequestLimitExceeded', standing: true },
      next: { is: 'begun' },
    })
    await stage.clock.advance(30_000)
    const later = await why('vpc', 'main')
    expect(later).toMatchObject({ state: 'failed', reason: 'Throttled', next: { is: 'retried', withinSeconds: 30 } })
    expect(later).not.toHaveProperty('openCreateSince')
    expect(later.steps).toEqual([expect.stringContaining('CloudTrail')])
    expect((await use('why', 'vpc', 'main')).out).toContain('Cause: something uses up the request budget')
  })

  test('an outage while a create is open: since when, whose fault, until when it is searched for', async () => {
    const { stage, use, why, tell } = await open()
    stage.start()
    await tell({ do: 'fault', fault: 'reset', operation: 'CreateVpc' })
    await stage.apply(vpc('main'))
    await stage.clock.advance(1000)
    await tell({ do: 'fault', fault: 'reset' })
    await stage.clock.advance(30_000)
    const answer = await why('vpc', 'main')
    expect(answer).toMatchObject({ reason: 'AWSUnavailable', next: { is: 'retried', withinSeconds: 60 } })
    expect(answer.openCreateSince).toMatch(/^\d{4}-/)
    expect((await use('why', 'vpc', 'main')).out).toMatch(
      /A create was sent at .*; it is sent again only after a search/,
    )
  })

  test('credentials that are lost while everything is in sync: the object and the fleet say that they may be out of date', async () => {
    const { stage, use, why, tell } = await open()
    stage.start()
    await stage.apply(vpc('main'))
    await stage.synced('VPC', 'main')
    await tell({ do: 'fault', fault: 'fail', code: 'ExpiredToken', message: 'Old.', status: 400 })
    await stage.clock.advance(90_000)
    expect(await why('vpc', 'main')).toMatchObject({
      inSync: true,
      unverified: { kind: 'VPC' },
      lastError: { standing: true },
    })
    const note = 'Objects of the kind VPC could not be compared with AWS, this one among them: api error ExpiredToken'
    expect((await use('why', 'vpc', 'main')).out).toMatch(new RegExp(`^ {2}But \\d+ s ago: ${note}`, 'm'))
    expect((await use('status')).out).toMatch(
      /But \d+ s ago these could not be compared with AWS: VPC: api error ExpiredToken: Old/,
    )
    await tell({ do: 'clear' })
    await stage.clock.advance(900_000)
    expect((await use('status')).out).not.toContain('could not be compared')
  })

  test('a delete that something in AWS blocks is not told of as if somebody would call back', async () => {
    const { stage, use, why } = await open()
    stage.start()
    await stage.apply(`${vpc('main')}${subnet('a', 'main')}`)
    const SubnetId = String((await stage.synced('Subnet', 'a')).status?.subnetID)
    await stage.aws.invoke('ec2', 'CreateNetworkInterface', { SubnetId })
    await stage.delete('Subnet', 'a')
    await stage.delete('VPC', 'main')
    await stage.clock.advance(5000)
    expect(await why('subnet', 'a')).toMatchObject({ state: 'blocked', next: { is: 'asked', withinSeconds: 60 } })
    const { out } = await use('why', 'vpc', 'main')
    expect(out).toMatch(/used by network interface eni-/)
    expect(out).toContain('Remove what the message names')
  })
})

test('a chain of three names its end and whose fault that is', async () => {
  const { stage, use } = await open()
  stage.start()
  const nat = '{ subnetRef: { from: { name: a } }, allocationRef: { from: { name: ip } } }'
  await stage.apply(
    `${object('NATGateway', 'nat', nat)}${object('ElasticIPAddress', 'ip', '{}')}${subnet('a', 'gone')}`,
  )
  await stage.clock.advance(20_000)
  const { out } = await use('why', 'natgateway', 'nat')
  expect(out).toContain('Cause: this manifest')
  expect(out).toContain('Root cause\n  VPC default/gone, does not exist')
})

test('leases of others are none of its business', async () => {
  const { stage, use } = await open()
  const kube = new KubeClient({ transport: stage.cluster.transport('other'), clock: stage.clock })
  const spec = { holderIdentity: 'x', leaseDurationSeconds: 15, renewTime: '2020-01-01T00:00:00.000000Z' }
  await kube.create(leases, { metadata: { name: 'kube-scheduler', namespace: 'default' }, spec }, forever)
  await stage.apply(vpc('main'))
  expect((await use('status')).out).not.toContain('No controller of')
})
