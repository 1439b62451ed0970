import { KubeUnreachable } from '@windlass/core/kube'
import { expect, test } from 'vitest'
import { anchor, anchors, harbour, merge } from '../../../test/harbour.ts'

test('while the server is down nothing is answered and nothing happens; afterwards it is as before', async () => {
  const { world, send, ok, clock } = await harbour()
  const before = world.revision
  world.faults.down(5000)
  await expect(send('POST', anchors, anchor('a'))).rejects.toBeInstanceOf(KubeUnreachable)
  await clock.advance(5000)
  expect(world.revision).toBe(before)
  await ok('POST', anchors, anchor('a'))
})

test('a lost reply leaves the write done and the client without an answer', async () => {
  const { world, send, ok } = await harbour()
  world.faults.loseReply({ nth: 2, match: ({ path }) => path.startsWith(anchors) })
  await ok('POST', anchors, anchor('a'))
  await ok('GET', anchors)
  await expect(send('POST', anchors, anchor('b'))).rejects.toBeInstanceOf(KubeUnreachable)
  expect((await ok('GET', anchors)).items).toHaveLength(2)
})

test.each([409, 429, 500, 503] as const)('an injected %d meets the named request and no other', async (status) => {
  const { world, send } = await harbour()
  world.faults.refuse({ status, nth: 2, times: 2, match: ({ method }) => method === 'POST' })
  const codes: number[] = []
  for (const name of ['a', 'b', 'c', 'd']) codes.push((await send('POST', anchors, anchor(name))).status)
  expect(codes).toEqual([201, status, status, 201])
})

test('the journal tells writes that changed something from those that did not', async () => {
  const { world, ok, clock } = await harbour()
  world.journal.clear()
  await ok('POST', anchors, anchor('a'), { query: { fieldManager: 'me' } })
  await clock.advance(1000)
  await ok('PATCH', `${anchors}/a`, { spec: { held: true } }, merge)
  await ok('GET', anchors)
  expect(world.journal.entries()).toHaveLength(3)
  expect(world.journal.writes()).toEqual([
    {
      time: clock.now() - 1000,
      method: 'POST',
      path: anchors,
      userAgent: 'tester',
      fieldManager: 'me',
      status: 201,
      changed: true,
    },
  ])
})
