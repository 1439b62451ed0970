import { expect, test } from 'vitest'
import { FakeApi, TestClock, unreachable } from '../../test/api.ts'
import { KubeClient } from './client.ts'
import { type Occurrence, Recorder } from './event.ts'

const signal = new AbortController().signal

function world() {
  const [api, clock] = [new FakeApi(), new TestClock()]
  const lost: string[] = []
  const client = new KubeClient({ transport: api, clock })
  const recorder = new Recorder({
    client,
    clock,
    controller: 'services.k8s.aws/test',
    instance: 'pod-1',
    lost: (_, why) => lost.push(why),
  })
  return { api, clock, recorder, lost, written: () => [...api.objects.values()] }
}

const about = (change: Partial<Occurrence> = {}, uid = 'u1'): Occurrence => ({
  regarding: {
    apiVersion: 'test.dev/v1',
    kind: 'Thing',
    metadata: { name: 'a', namespace: 'ns', uid, resourceVersion: '3' },
  },
  type: 'Normal',
  reason: 'Created',
  action: 'Create',
  note: 'Created vpc-1',
  ...change,
})

test('an occurrence becomes an event beside the object it is about', async () => {
  const { recorder, written, lost } = world()
  recorder.record(about())
  await recorder.flush(signal)
  expect(written()).toMatchObject([
    {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { namespace: 'ns', name: expect.stringMatching(/^a\.[0-9a-f]{16}$/) },
      eventTime: '2026-01-01T00:00:00.000000Z',
      reportingController: 'services.k8s.aws/test',
      reportingInstance: 'pod-1',
      regarding: { kind: 'Thing', name: 'a', namespace: 'ns', uid: 'u1', resourceVersion: '3' },
      type: 'Normal',
      reason: 'Created',
      action: 'Create',
      note: 'Created vpc-1',
    },
  ])
  expect(written()[0]).not.toHaveProperty('series')
  expect(lost).toEqual([])
})

test('the same again within ten minutes is counted, later it is a new event', async () => {
  const { recorder, clock, written } = world()
  for (let i = 0; i < 3; i++) {
    recorder.record(about())
    await recorder.flush(signal)
    await clock.advance(500_000)
  }
  expect(written()).toMatchObject([{ series: { count: 3, lastObservedTime: '2026-01-01T00:16:40.000000Z' } }])
  await clock.advance(600_000)
  recorder.record(about())
  await recorder.flush(signal)
  expect(written()).toHaveLength(2)
})

test('repetitions that wait together are one write', async () => {
  const { recorder, api, written } = world()
  for (let i = 0; i < 5; i++) recorder.record(about())
  recorder.record(about({ note: 'other' }))
  await recorder.flush(signal)
  expect(api.requests).toHaveLength(2)
  expect(written()).toMatchObject([{ series: { count: 5 } }, { note: 'other' }])
})

test('an event that the server has dropped is written anew', async () => {
  const { recorder, api, written } = world()
  recorder.record(about())
  await recorder.flush(signal)
  api.objects.clear()
  recorder.record(about())
  await recorder.flush(signal)
  expect(written()).toMatchObject([{ series: { count: 2 } }])
})

test('one object gets 25 at once and then one every five minutes; others are not affected', async () => {
  const { recorder, clock, lost } = world()
  for (let i = 0; i < 30; i++) recorder.record(about({ note: `note ${i}` }))
  expect(lost).toEqual(Array.from({ length: 5 }, () => 'limited'))
  recorder.record(about({}, 'u2'))
  expect(lost).toHaveLength(5)
  await clock.advance(300_000)
  recorder.record(about({ note: 'one more' }))
  recorder.record(about({ note: 'too many' }))
  expect(lost).toHaveLength(6)
})

test('a failure is reported, never thrown, and the next occurrence is written whole', async () => {
  const { recorder, api, lost, written } = world()
  api.script.push(unreachable, { status: 403, body: { reason: 'Forbidden', message: 'no' } })
  recorder.record(about())
  recorder.record(about({ note: 'second' }))
  await recorder.flush(signal)
  expect(lost).toEqual(['failed', 'failed'])
  recorder.record(about())
  await recorder.flush(signal)
  expect(written()).toMatchObject([{ note: 'Created vpc-1', series: { count: 2 } }])
})

test('a flood of objects is bounded', () => {
  const { recorder, lost } = world()
  for (let i = 0; i < 1100; i++) recorder.record(about({}, `u${i}`))
  expect(lost).toEqual(Array.from({ length: 100 }, () => 'overflow'))
})

test('a long note is cut between characters, at 1 KiB', async () => {
  const { recorder, written } = world()
  recorder.record(about({ note: `x${'ü'.repeat(2000)}` }))
  await recorder.flush(signal)
  const event = written()[0]
  const note = event && 'note' in event ? String(event.note) : ''
  expect(new TextEncoder().encode(note).length).toBeLessThanOrEqual(1024)
  expect(note).toMatch(/^xü+…$/)
})

test('a running recorder writes what comes, and ends with its signal', async () => {
  const { recorder, clock, written } = world()
  const stop = new AbortController()
  const running = recorder.run(stop.signal)
  await clock.advance(0)
  recorder.record(about())
  await clock.advance(0)
  recorder.record(about({ note: 'second' }))
  await clock.advance(0)
  expect(written()).toHaveLength(2)
  stop.abort()
  await running
})

test('a flush gives up with its signal while the server hangs', async () => {
  const { recorder, api, lost } = world()
  api.script.push('hang')
  recorder.record(about())
  recorder.record(about({ note: 'second' }))
  const stop = new AbortController()
  const flushing = recorder.flush(stop.signal)
  stop.abort()
  await flushing
  expect(lost).toEqual(['failed'])
})
