import { matrix as played, sample } from '@windlass/simulation'
import { expect, test } from 'vitest'
import { everything } from '../src/kit.ts'

/** `CRASHES=every` plays every crash; else one cell in six is played, because the whole takes as long as all other tests together. */
const crashes = process.env.CRASHES === 'every' ? 1 : sample

/** Every test file takes a share of the kinds: `of` files in all, this one is number `share` from 0. */
export function matrix(share: number, of: number): void {
  const kit = everything()
  const kinds = kit.kinds.map(({ name }) => name).filter((_, place) => place % of === share)
  test.each(kinds)(
    `%s survives a crash at every call of everything that is done to it (one cell in ${crashes})`,
    { timeout: 600_000 },
    async (name) => {
      expect(await played(kit, name, 'crash', crashes)).toEqual([])
    },
  )
  test.each(kinds)(
    `%s survives a hand-over in the middle of every call that changes something (one cell in ${sample})`,
    { timeout: 600_000 },
    async (name) => {
      expect(await played(kit, name, 'handover', sample)).toEqual([])
    },
  )
}
