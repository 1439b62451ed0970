import { sleep } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from './virtual.ts'

test('timers fire by due time, and equal times in the order they were set', async () => {
  const clock = new VirtualClock()
  const fired: string[] = []
  clock.after(20, () => fired.push('c'))
  clock.after(10, () => fired.push('a'))
  clock.after(10, () => fired.push('b'))
  await clock.advance(20)
  expect(fired).toEqual(['a', 'b', 'c'])
})

test('a promise woken by one timer runs before the next timer fires', async () => {
  const clock = new VirtualClock()
  const seen: string[] = []
  const story = async () => {
    await sleep(clock, 10)
    for (let i = 0; i < 50; i++) await Promise.resolve()
    seen.push('story')
  }
  const done = story()
  clock.after(11, () => seen.push('timer'))
  await clock.advance(11)
  await done
  expect(seen).toEqual(['story', 'timer'])
})

test('an advance ends exactly where it was told to, timers or not', async () => {
  const clock = new VirtualClock({ epoch: 1000 })
  await clock.advance(12_345)
  expect(clock.now()).toBe(13_345)
})

test('a cancelled timer never fires and is not counted', async () => {
  const clock = new VirtualClock()
  let fired = false
  const cancel = clock.after(5, () => {
    fired = true
  })
  cancel()
  expect(clock.pending).toBe(0)
  await clock.advance(10)
  expect(fired).toBe(false)
})

test('running until a goal stops at the instant it holds, and reports failure at the limit', async () => {
  const clock = new VirtualClock({ epoch: 0 })
  let ready = false
  clock.after(700, () => {
    ready = true
  })
  expect(await clock.runUntil(() => ready)).toBe(true)
  expect(clock.now()).toBe(700)
  expect(await clock.runUntil(() => false, 300)).toBe(false)
  expect(clock.now()).toBe(1000)
})

test('a watch looks every so often until it finds something, in its turn among the timers', async () => {
  const clock = new VirtualClock()
  const seen: string[] = []
  clock.watch(10, () => {
    seen.push(`look ${clock.monotonic()}`)
    return clock.monotonic() >= 30
  })
  clock.after(20, () => seen.push('timer 20'))
  await clock.advance(100)
  expect(seen).toEqual(['look 10', 'timer 20', 'look 20', 'look 30'])
})

test('what a watch finds goes on before time does', async () => {
  const clock = new VirtualClock()
  const found = new Promise<void>((resolve) => {
    clock.watch(10, () => {
      const is = clock.monotonic() >= 20
      if (is) resolve()
      return is
    })
  })
  let at = 0
  void found.then(() => {
    at = clock.monotonic()
  })
  clock.after(21, () => expect(at).toBe(20))
  expect(await clock.runUntil(() => at > 0)).toBe(true)
})
