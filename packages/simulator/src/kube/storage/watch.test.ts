import { KubeUnreachable } from '@windlass/core/kube'
import { expect, test } from 'vitest'
import { anchor, anchors, harbour, merge, type Seen, type Watched } from '../../../test/harbour.ts'

const summary = ({ events }: Watched) =>
  events.map(
    ({ type, object }) =>
      `${type} ${(object as Seen).metadata?.name ?? (object as Seen).metadata?.resourceVersion ?? ''}`,
  )

test('a watch from a version replays what happened since, then goes on', async () => {
  const { ok, watch, clock } = await harbour()
  const a = await ok('POST', anchors, anchor('a'))
  await ok('POST', anchors, anchor('b'))
  const seen = watch(anchors, { resourceVersion: a.metadata.resourceVersion })
  await clock.settle()
  await ok('PATCH', `${anchors}/a`, { spec: { depth: 3 } }, merge)
  await ok('DELETE', `${anchors}/b`)
  await clock.settle()
  expect(summary(seen)).toEqual(['ADDED b', 'MODIFIED a', 'DELETED b'])
  seen.stop()
})

test('an object that leaves or enters a selection is deleted or added for that watcher', async () => {
  const { ok, watch, clock } = await harbour()
  await ok('POST', anchors, anchor('a', undefined, { labels: { tier: 'x' } }))
  const seen = watch(anchors, { labelSelector: 'tier=x' })
  await clock.settle()
  const left = await ok('PATCH', `${anchors}/a`, { metadata: { labels: { tier: 'y' } } }, merge)
  await ok('PATCH', `${anchors}/a`, { metadata: { labels: { tier: 'x' } } }, merge)
  await clock.settle()
  expect(summary(seen)).toEqual(['ADDED a', 'DELETED a', 'ADDED a'])
  expect(seen.events[1]?.object).toMatchObject({
    metadata: { labels: { tier: 'x' }, resourceVersion: left.metadata.resourceVersion },
  })
  seen.stop()
})

test('streaming a list ends the initial events with an annotated bookmark', async () => {
  const { ok, watch, clock, world } = await harbour()
  await ok('POST', anchors, anchor('a'))
  const seen = watch(anchors, {
    sendInitialEvents: 'true',
    allowWatchBookmarks: 'true',
    resourceVersionMatch: 'NotOlderThan',
  })
  await clock.settle()
  expect(seen.events.at(-1)).toMatchObject({
    type: 'BOOKMARK',
    object: {
      metadata: { resourceVersion: String(world.revision), annotations: { 'k8s.io/initial-events-end': 'true' } },
    },
  })
  seen.stop()
})

test('bookmarks come every minute, and once more when the time of the watch is over', async () => {
  const { watch, clock } = await harbour()
  const seen = watch(anchors, { allowWatchBookmarks: 'true', timeoutSeconds: '150' })
  await clock.advance(149_999)
  expect(seen.events).toHaveLength(2)
  await clock.advance(1)
  expect(seen.events).toHaveLength(3)
  expect(seen.state.ended).toBe(true)
})

test('a start below the compacted history is answered with 410 in the stream', async () => {
  const { ok, watch, clock, world } = await harbour()
  const a = await ok('POST', anchors, anchor('a'))
  await ok('POST', anchors, anchor('b'))
  world.faults.compact()
  const seen = watch(anchors, { resourceVersion: a.metadata.resourceVersion })
  await clock.settle()
  expect(seen.events).toMatchObject([{ type: 'ERROR', object: { code: 410, reason: 'Expired' } }])
  expect(seen.state.ended).toBe(true)
})

test('the history is as long as its window at least, and not much longer', async () => {
  const { ok, watch, clock } = await harbour({ historyWindow: 10 })
  const a = await ok('POST', anchors, anchor('a'))
  for (let i = 0; i < 40; i++) await ok('PATCH', `${anchors}/a`, { spec: { depth: 1 + i } }, merge)
  const old = watch(anchors, { resourceVersion: a.metadata.resourceVersion })
  const recent = watch(anchors, { resourceVersion: String(Number(a.metadata.resourceVersion) + 31) })
  await clock.settle()
  expect(old.events[0]?.type).toBe('ERROR')
  expect(recent.events).toHaveLength(9)
  recent.stop()
})

test('broken watches fail, silenced ones say nothing at all, expired ones end with 410', async () => {
  const { ok, watch, clock, world } = await harbour()
  const start = { resourceVersion: String(world.revision), timeoutSeconds: '60', allowWatchBookmarks: 'true' }
  const broken = watch(anchors, start)
  await clock.settle()
  world.faults.breakWatches()
  const silent = watch(anchors, start)
  await clock.settle()
  world.faults.blackholeWatches()
  const expired = watch(anchors, start)
  await clock.settle()
  world.faults.expireWatches()
  await ok('POST', anchors, anchor('a'))
  await clock.advance(120_000)
  expect(broken.state.error).toBeInstanceOf(KubeUnreachable)
  expect(silent).toMatchObject({ events: [], state: { ended: false } })
  expect(expired.events).toMatchObject([{ type: 'ERROR', object: { code: 410 } }])
  silent.stop()
  await clock.settle()
  expect(silent.state.ended).toBe(true)
})

test('a watch that the server refuses is an error of its status', async () => {
  const { watch, clock } = await harbour()
  const seen = watch('/api/v1/namespaces/default/pods')
  await clock.settle()
  expect(seen.state.error).toMatchObject({ name: 'KubeError', status: 404, reason: 'NotFound' })
})
