import { expect, test } from 'vitest'
import { Mutations } from './mutation.ts'

/** How many deletes count that AWS refuses at these times (ms), because something uses the object. */
function counted(times: readonly number[], refusal = 'DependencyViolation'): number {
  let now = 0
  const errors = { blocked: ['DependencyViolation'] }
  const mutations = new Mutations({ kinds: [{ stable: false, service: { errors } }], clock: { monotonic: () => now } })
  for (const at of times) {
    now = at
    mutations.note({ process: 1, what: 'DeleteVpc', input: { VpcId: 'vpc-1' } }, refusal)
  }
  return mutations.counts.get('DeleteVpc') ?? 0
}

test('a delete that AWS refuses while something uses the object counts once, if it is repeated ever more slowly', () => {
  expect(counted([0, 2000, 4000, 11_000, 20_000, 49_000, 88_000, 128_000])).toBe(1)
})

test('one that is repeated at the same short pace counts', () => {
  expect(counted([0, 1500, 3000, 4500, 6000, 7500])).toBe(3)
  expect(counted([0, 100, 200, 300])).toBe(4)
})

test('what AWS refuses for another reason counts each time', () => {
  expect(counted([0, 2000, 40_000], 'UnauthorizedOperation')).toBe(3)
})
