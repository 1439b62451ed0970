import { expect, test } from 'vitest'
import { TestClock } from '../../test/clock.ts'
import { silent } from '../telemetry/observer.ts'
import { seeded } from '../time/random.ts'
import { Queue, type Taken } from './queue.ts'

const never = new AbortController().signal

/** A queue with so many workers that wait, and what they are handed. */
function manned(workers: number) {
  const queue = new Queue({ name: 'VPC', clock: new TestClock(), random: seeded(1), observer: silent })
  const taken: string[] = []
  const man = () => {
    void queue.take(never).then((handed: Taken | undefined) => {
      if (handed !== undefined) taken.push(handed.key)
    })
  }
  for (let i = 0; i < workers; i++) man()
  return { queue, taken, man }
}

const crowd = (queue: Queue, namespace: string, count: number) => {
  for (let i = 0; i < count; i++) queue.add(`${namespace}/${i}`, 'user')
}
const of = (taken: readonly string[], namespace: string) =>
  taken.filter((key) => key.startsWith(`${namespace}/`)).length
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('a namespace alone has nine tenths of the workers, and a newcomer need not wait for any of them', async () => {
  const { queue, taken } = manned(20)
  crowd(queue, 'noisy', 100)
  await settled()
  expect(taken).toHaveLength(18)
  queue.add('quiet/0', 'verify')
  await settled()
  expect(taken.at(-1)).toBe('quiet/0')
})

test('a namespace that has half of the workers gets no more of them while another waits', async () => {
  const { queue, taken, man } = manned(20)
  crowd(queue, 'noisy', 100)
  await settled()
  crowd(queue, 'quiet', 100)
  await settled()
  expect(of(taken, 'quiet')).toBe(2)
  for (let i = 0; i < 8; i++) {
    queue.done(`noisy/${i}`)
    man()
    await settled()
  }
  expect(of(taken, 'quiet')).toBe(10)
  expect(of(taken, 'noisy')).toBe(18)
})

test('with one worker namespaces take turns', async () => {
  const { queue, taken, man } = manned(0)
  crowd(queue, 'noisy', 100)
  queue.add('quiet/0', 'user')
  queue.add('third/0', 'user')
  for (let i = 0; i < 4; i++) {
    man()
    await settled()
    queue.done(taken.at(-1) ?? '')
  }
  expect(taken).toEqual(['noisy/0', 'quiet/0', 'third/0', 'noisy/1'])
})

test('one worker serves one namespace alone, and two workers do', async () => {
  for (const workers of [1, 2]) {
    const { queue, taken } = manned(workers)
    crowd(queue, 'only', 3)
    await settled()
    expect(taken).toHaveLength(workers)
  }
})
