import { describe, expect, test } from 'vitest'
import { type Memory, remember } from '../memory.ts'
import { declined, Exhausted, spend, taken } from './budget.ts'

/** Writes as often as the budget allows for so many minutes, and answers how many there were in each. */
function refusedFor(memory: Memory, minutes: number, vital = false): readonly number[] {
  const counts = Array.from({ length: minutes }, () => 0)
  for (let now = 0; now < minutes * 60_000; now += 50) {
    try {
      spend(memory, now, vital)
    } catch (error) {
      if (error instanceof Exhausted) continue
      throw error
    }
    counts[Math.floor(now / 60_000)] = (counts[Math.floor(now / 60_000)] ?? 0) + 1
    declined(memory, now)
  }
  return counts
}

describe('while every write is refused', () => {
  test('there are at most 60 in the first minute and 6 in each after', () => {
    const [first = 0, ...more] = refusedFor(remember('a'), 10, true)
    expect(first).toBeLessThanOrEqual(60)
    expect(first).toBeGreaterThan(50)
    expect(Math.max(...more)).toBeLessThanOrEqual(6)
    expect(Math.min(...more.slice(1))).toBeGreaterThanOrEqual(5)
  })

  test('there is always room for one that is vital', () => {
    const memory = remember('a')
    refusedFor(memory, 10)
    expect(() => spend(memory, 600_000, false)).toThrow(Exhausted)
    expect(() => spend(memory, 600_000, true)).not.toThrow()
  })

  test('the wait is as long as it takes until there is room', () => {
    const memory = remember('a')
    for (let i = 0; i < 59; i++) spend(memory, 1000, false)
    declined(memory, 1000)
    expect(() => spend(memory, 2000, false)).toThrow(expect.objectContaining({ after: 59_000 }))
  })
})

test('there is no limit while writes are taken', () => {
  const memory = remember('a')
  for (let now = 0; now < 60_000; now += 50) {
    spend(memory, now, false)
    taken(memory, now)
  }
  expect(() => spend(memory, 60_000, false)).not.toThrow()
})

test('what was refused is forgotten once a write is taken a minute later', () => {
  const memory = remember('a')
  declined(memory, 0)
  taken(memory, 59_999)
  expect(memory.budget.refused).toBeDefined()
  taken(memory, 60_000)
  expect(memory.budget.refused).toBeUndefined()
})
