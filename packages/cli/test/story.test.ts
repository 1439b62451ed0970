import type { KubeTransport } from '@windlass/core/kube'
import { KubeUnreachable } from '@windlass/core/kube'
import { describe, expect, test } from 'vitest'
import { annotated, object, open, subnet, vpc } from './open.ts'

describe('why an object is as it is', () => {
  test('in sync', async () => {
    const { stage, use, why } = await open()
    stage.start()
    await stage.apply(vpc('main'))
    await stage.synced('VPC', 'main')
    expect(await why('vpc', 'main')).toMatchObject({
      code: 0,
      state: 'ready',
      inSync: true,
      rootCauses: [],
      steps: [],
      next: { is: 'verified' },
    })
    expect((await use('why', 'vpc/main')).out).toMatch(/^VPC default\/main: in sync, since \d{4}-/)
  })

  test('waiting along a chain of references, to an object that does not exist', async () => {
    const { stage, use, why } = await open()
    stage.start()
    const nat = '{ subnetRef: { from: { name: a } }, allocationRef: { from: { name: ip } } }'
    await stage.apply(
      `${object('NATGateway', 'nat', nat)}${object('ElasticIPAddress', 'ip', '{}')}${subnet('a', 'none')}`,
    )
    await stage.clock.advance(30_000)
    expect(await why('natgateways', 'nat')).toMatchObject({
      code: 1,
      state: 'blocked',
      reason: 'ReferenceNotReady',
      waitsFor: [
        { via: 'subnetRef', waitsFor: [{ via: 'vpcRef', state: 'missing', object: { kind: 'VPC', name: 'none' } }] },
      ],
      rootCauses: [{ object: { kind: 'VPC', name: 'none' }, state: 'missing' }],
      next: { is: 'woken', by: 'reference' },
      steps: [expect.stringMatching(/^Create VPC default\/none, or correct vpcRef of Subnet default\/a: kubectl edit/)],
    })
    expect((await use('why', 'natgateway', 'nat')).out).toContain(
      '  └─ subnetRef: Subnet default/a, blocked (ReferenceNotFound) for 30 s\n' +
        '     └─ vpcRef: VPC default/none, does not exist\n',
    )
  })

  test('before any controller has answered, the references tell already', async () => {
    const { stage, why } = await open()
    await stage.apply(`${vpc('main')}${subnet('a', 'main')}`)
    expect(await why('subnet', 'a')).toMatchObject({
      code: 1,
      reason: 'ReferenceNotReady',
      rootCauses: [{ object: { name: 'main' }, reason: 'Unseen' }],
      steps: [expect.stringContaining('see whether a controller for this kind runs')],
    })
  })

  test('refused by AWS for good, seen from the object and from one that waits for it', async () => {
    const { stage, why } = await open()
    stage.start()
    await stage.apply(`${object('VPC', 'bad', '{ cidrBlocks: [10.0.0.0/8] }')}${subnet('a', 'bad')}`)
    await stage.clock.advance(5000)
    const refusal = { code: 'InvalidVpc.Range', message: "The CIDR '10.0.0.0/8' is invalid", standing: true }
    expect(await why('vpc', 'bad')).toMatchObject({
      code: 1,
      state: 'failed',
      reason: 'InvalidSpec',
      lastError: refusal,
      next: { is: 'retried', withinSeconds: 600, terminal: true },
      steps: [expect.stringContaining('kubectl edit vpc.ec2.services.k8s.aws bad -n default'), expect.anything()],
    })
    expect(await why('subnet', 'a')).toMatchObject({
      rootCauses: [{ object: { kind: 'VPC', name: 'bad' }, reason: 'InvalidSpec' }],
      lastError: { ...refusal, object: { name: 'bad' } },
      steps: [expect.stringContaining('kubectl edit vpc.ec2.services.k8s.aws bad'), expect.anything()],
    })
  })

  test('a delete that its users block, and a user that its leaving target blocks', async () => {
    const { stage, why } = await open()
    stage.start()
    await stage.apply(`${vpc('main')}${subnet('a', 'main')}`)
    await stage.synced('Subnet', 'a')
    await stage.delete('VPC', 'main')
    await stage.clock.advance(5000)
    expect(await why('vpc', 'main')).toMatchObject({
      code: 1,
      state: 'blocked',
      reason: 'BlockedByDependents',
      fault: 'Waiting: it is still in use.',
      waitsFor: [{ via: 'used by', object: { kind: 'Subnet', name: 'a' }, deleting: false, waitsFor: [] }],
      next: { is: 'woken', by: 'dependents' },
      steps: ['Delete what still uses it: kubectl delete subnet.ec2.services.k8s.aws a -n default'],
    })
    await stage.apply(subnet('late', 'main'))
    await stage.clock.advance(20_000)
    expect(await why('subnet', 'late')).toMatchObject({
      rootCauses: [{ object: { kind: 'VPC', name: 'main' }, deleting: true }],
      steps: [expect.stringContaining('VPC default/main is being deleted: delete Subnet default/late too')],
    })
  })

  test('paused and planned', async () => {
    const { stage, use, why } = await open()
    stage.start()
    await stage.apply(vpc('halted', annotated('windlass.dev/paused: "true"')))
    await stage.apply(vpc('planned', annotated('windlass.dev/mode: plan')))
    await stage.clock.advance(5000)
    expect(await why('vpc', 'halted')).toMatchObject({
      code: 1,
      state: 'paused',
      reason: 'Paused',
      next: { by: 'paused' },
    })
    expect(await why('vpc', 'planned')).toMatchObject({
      state: 'paused',
      reason: 'Planned',
      message: expect.stringContaining('Would create it'),
      steps: [expect.stringContaining('windlass.dev/mode-')],
    })
    expect((await use('why', 'vpc', 'halted')).out).toContain('Nothing, until the annotation is removed.')
  })

  test('a create whose outcome is unknown: until when it is searched for', async () => {
    const { stage, use, why, tell } = await open()
    stage.start()
    await tell({ do: 'fault', fault: 'reset', operation: 'CreateVpc', times: 1 })
    await stage.apply(vpc('main'))
    const sent = stage.clock.now()
    await stage.clock.advance(10_000)
    const answer = await why('vpc', 'main')
    expect(answer).toMatchObject({
      code: 1,
      state: 'progressing',
      reason: 'CreateOutcomeUnknown',
      next: { is: 'searched' },
    })
    expect(Math.abs(Date.parse(answer.next.until) - sent - 300_000)).toBeLessThan(5000)
    expect((await use('why', 'vpc', 'main')).out).toMatch(/searched every 5 s until .* at the latest; only if nothing/)
  })

  test('on its way, and then deleting', async () => {
    const { stage, why, tell } = await open()
    stage.start()
    await stage.apply(`${vpc('main')}${subnet('a', 'main')}${object('ElasticIPAddress', 'ip', '{}')}`)
    await stage.apply(object('InternetGateway', 'main', '{ vpcRef: { from: { name: main } } }'))
    await stage.synced('Subnet', 'a')
    const spec = '{ subnetRef: { from: { name: a } }, allocationRef: { from: { name: ip } } }'
    await stage.apply(object('NATGateway', 'nat', spec))
    await stage.clock.advance(20_000)
    expect(await why('natgateway', 'nat')).toMatchObject({
      state: 'progressing',
      reason: 'Waiting',
      next: { is: 'polled' },
    })
    await stage.synced('NATGateway', 'nat')
    await tell({ do: 'hold' })
    await stage.delete('NATGateway', 'nat')
    await stage.clock.advance(5000)
    expect(await why('natgateway', 'nat')).toMatchObject({ code: 1, state: 'deleting', reason: 'Deleting' })
  })

  test('an error that is over is told as over', async () => {
    const { stage, use, tell } = await open()
    stage.start()
    await tell({ do: 'fault', fault: 'fail', code: 'VpcLimitExceeded', message: 'Too many.', status: 400, times: 1 })
    await stage.apply(vpc('main'))
    await stage.synced('VPC', 'main')
    const { code, out } = await use('why', 'vpc', 'main')
    expect(code).toBe(0)
    expect(out).toMatch(/VpcLimitExceeded, \d+ s ago, overcome since\n {2}Too many\./)
  })
})

test('the fleet in one screen, and its exit codes', async () => {
  const { stage, use } = await open()
  stage.start()
  await stage.apply(`${vpc('main')}${object('VPC', 'bad', '{ cidrBlocks: [10.0.0.0/8] }')}`)
  await stage.synced('VPC', 'main')
  const { code, out } = await use('status')
  expect(code).toBe(0)
  expect(out).toContain('2 objects in namespace default (-A: in all): 1 in sync, 1 not')
  expect(out).toMatch(/VPC {2,}1 .* 1 .*bad: InvalidSpec for/)
  expect(out).toMatch(/VPC default\/bad {2}failed \(InvalidSpec\): api error InvalidVpc.Range/)
  expect((await use('status', '--exit-code')).code).toBe(1)
  expect((await use('status', '--kind', 'subnets', '--exit-code')).code).toBe(0)
  expect(JSON.parse((await use('status', '-A', '--json')).out)).toMatchObject({
    total: 2,
    oldest: { object: { name: 'bad' } },
  })
})

describe('what cannot be done is told in one line, and the exit code is 2', () => {
  test.each([
    {
      args: ['why', 'vpc', 'none'],
      err: 'windlass: There is no VPC none in namespace default.\n',
      because: 'it is not there',
    },
    {
      args: ['why', 'pod', 'x'],
      err: /^windlass: The server has no kind pod\. It has .*\.\n$/,
      because: 'no AWS kind',
    },
    { args: ['why', 'vpc', '..'], err: /^windlass: [^\n]+\n$/, because: 'no object can have that name' },
    {
      args: ['entirely'],
      err: /^windlass: Unknown command 'entirely'\. See windlass --help\.\n$/,
      because: 'there is no such command',
    },
  ])('$args: $because', async ({ args, err }) => {
    const { use } = await open()
    const answer = await use(...args)
    expect(answer).toMatchObject({ code: 2, out: '' })
    expect(answer.err).toMatch(err)
  })

  test('a server that does not answer', async () => {
    const { use } = await open((real) => ({
      ...real,
      request: () => Promise.reject(new KubeUnreachable('GET /apis got no answer from http://nowhere: refused.')),
    }))
    expect(await use('status')).toEqual({
      code: 2,
      out: '',
      err: 'windlass: GET /apis got no answer from http://nowhere: refused.\n',
    })
  })

  test('a server that refuses one kind or the credentials', async () => {
    const refused = (status: number, path: RegExp) => (real: KubeTransport) => ({
      ...real,
      request: async (request: Parameters<KubeTransport['request']>[0]) =>
        path.test(request.path) ? { status, body: { kind: 'Status', message: 'No.' } } : await real.request(request),
    })
    const { stage, use } = await open(refused(403, /\/vpcs(\/|$)/))
    await stage.apply(subnet('a', 'none'))
    const partly = await use('status')
    expect(partly).toMatchObject({ code: 2, err: expect.stringMatching(/^windlass: No\. You need get and list/) })
    expect(partly.out).toContain('1 object in namespace default')
    expect((await use('why', 'subnet', 'a')).out).toContain('vpcRef: VPC default/none, cannot be read: No.')
    const stranger = await open(refused(401, /\/apis$/))
    expect((await stranger.use('status')).err).toMatch(/^windlass: The API server does not accept these credentials/)
  })

  test('a server that hangs is given up after 15 s', async () => {
    const { stage, use } = await open((real) => ({ ...real, request: () => new Promise(() => undefined) }))
    const asked = use('status')
    await stage.clock.advance(16_000)
    expect(await asked).toMatchObject({ code: 2, err: expect.stringContaining('not answered within 15 s') })
  })
})
