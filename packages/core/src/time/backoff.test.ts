import { expect, test } from 'vitest'
import { delay } from './backoff.ts'
import { seeded } from './random.ts'

const backoff = { first: 1000, cap: 60_000 }

test.each([
  { failures: 1, nominal: 1000, because: 'the first failure waits the first delay' },
  { failures: 4, nominal: 8000, because: 'each further failure doubles it' },
  { failures: 40, nominal: 60_000, because: 'a key that fails for hours still returns within the cap' },
])('after $failures failures the delay is at most $nominal ms: $because', ({ failures, nominal }) => {
  const random = seeded(failures)
  for (let i = 0; i < 100; i++) {
    const ms = delay(backoff, failures, random)
    expect(ms).toBeGreaterThanOrEqual(nominal / 2)
    expect(ms).toBeLessThanOrEqual(nominal)
  }
})
