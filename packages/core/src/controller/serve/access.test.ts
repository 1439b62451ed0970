import { ClusterWorld } from '@windlass/simulator'
import { expect, test } from 'vitest'
import { TestClock } from '../../../test/api.ts'
import { KubeClient } from '../../kube/client.ts'
import { Access } from './access.ts'

const forever = new AbortController().signal
const reader = {
  token: 'reads',
  username: 'system:serviceaccount:monitoring:prometheus',
  groups: [],
  paths: ['/metrics'],
}
const stranger = { token: 'idles', username: 'system:serviceaccount:default:default', groups: [], paths: ['/version'] }

function world() {
  const clock = new TestClock()
  const cluster = new ClusterWorld({ clock })
  cluster.accounts.add(reader)
  cluster.accounts.add(stranger)
  const access = new Access({ client: new KubeClient({ transport: cluster.transport(), clock }), clock })
  const judge = (authorization: string | undefined) => access.judge(authorization, '/metrics', forever)
  const asked = () => cluster.journal.entries().length
  return { clock, cluster, judge, asked }
}

test('whoever may get the path is admitted', async () => {
  const { judge } = world()
  expect(await judge('Bearer reads')).toEqual({ is: 'admitted' })
})

test('whoever may not is told who they are and what to do', async () => {
  const { judge } = world()
  expect(await judge('Bearer idles')).toEqual({
    is: 'forbidden',
    why: 'system:serviceaccount:default:default may not get /metrics: bind it to a ClusterRole that allows it.',
  })
})

test.each([undefined, '', 'Basic cmVhZHM=', 'Bearer', 'Bearer  '])(
  'without a token (%j) the cluster is not even asked',
  async (header) => {
    const { judge, asked } = world()
    expect(await judge(header)).toMatchObject({ is: 'unknown', why: expect.stringContaining('Bearer TOKEN') })
    expect(asked()).toBe(0)
  },
)

test('a token that the cluster does not know is not that of somebody', async () => {
  const { judge } = world()
  expect(await judge('Bearer guessed')).toMatchObject({ is: 'unknown', why: expect.stringContaining('does not know') })
})

test('an answer holds for a minute, a refusal for ten seconds', async () => {
  const { clock, cluster, judge, asked } = world()
  await judge('Bearer reads')
  await judge('Bearer idles')
  const once = asked()
  cluster.accounts.revoke('reads')
  cluster.accounts.revoke('idles')
  await clock.advance(9_000)
  expect(await judge('Bearer reads')).toEqual({ is: 'admitted' })
  expect((await judge('Bearer idles')).is).toBe('forbidden')
  expect(asked()).toBe(once)
  await clock.advance(2_000)
  expect((await judge('Bearer idles')).is).toBe('unknown')
  await clock.advance(50_000)
  expect((await judge('Bearer reads')).is).toBe('unknown')
})

test('a cluster that does not answer admits nobody, and is asked again at once', async () => {
  const { cluster, judge } = world()
  cluster.faults.down()
  expect(await judge('Bearer reads')).toMatchObject({ is: 'unanswered' })
  cluster.faults.up()
  expect(await judge('Bearer reads')).toEqual({ is: 'admitted' })
})

test('guessed tokens do not push out answers for long, nor fill the memory', async () => {
  const { judge, asked } = world()
  await judge('Bearer reads')
  for (let n = 0; n < 1100; n++) await judge(`Bearer guess-${n}`)
  const before = asked()
  await judge('Bearer guess-1099')
  expect(asked()).toBe(before)
  await judge('Bearer guess-0')
  expect(asked()).toBe(before + 1)
})
