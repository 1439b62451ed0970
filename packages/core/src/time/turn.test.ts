import { expect, test } from 'vitest'
import { Turn } from './turn.ts'

const order = ['high', 'middle', 'low'] as const

test('the highest lane that waits goes first', () => {
  const turn = new Turn(order, 10)
  expect(turn.next((lane) => lane !== 'high')).toBe('middle')
  expect(turn.next(() => true)).toBe('high')
  expect(turn.next(() => false)).toBeUndefined()
})

test('a lane that waits is served at least once in each run of patience plus one', () => {
  const turn = new Turn(order, 9)
  const served = Array.from({ length: 1000 }, () => turn.next(() => true))
  for (const lane of order) {
    const places = served.flatMap((each, place) => (each === lane ? [place] : []))
    const gaps = places.map((place, i) => place - (places[i - 1] ?? 0))
    expect(Math.max(...gaps)).toBeLessThanOrEqual(11)
  }
  expect(served.filter((lane) => lane === 'high').length).toBeGreaterThan(700)
})

test('a lane that does not wait builds up no claim', () => {
  const turn = new Turn(order, 2)
  for (let i = 0; i < 10; i++) turn.next((lane) => lane === 'high')
  expect(turn.next(() => true)).toBe('high')
})
