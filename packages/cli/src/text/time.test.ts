import { expect, test } from 'vitest'
import { lasting, stamp } from './time.ts'

test.each([
  { ms: -5, text: '0 s', because: 'clocks differ' },
  { ms: 119_000, text: '119 s', because: 'seconds are read well up to two minutes' },
  { ms: 150_000, text: '3 min', because: 'then minutes are enough' },
  { ms: 7_500_000, text: '2 h 5 min', because: 'two units say it' },
  { ms: 7_200_000, text: '2 h', because: 'a zero says nothing' },
  { ms: 176_400_000, text: '2 d 1 h', because: 'days come with hours' },
])('$ms ms is $text: $because', ({ ms, text }) => {
  expect(lasting(ms)).toBe(text)
})

test('points in time are told in UTC, to the second', () => {
  expect(stamp(Date.parse('2026-01-31T12:00:05.999Z'))).toBe('2026-01-31 12:00:05 UTC')
})
