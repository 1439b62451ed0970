import { distinct, nameOf, play, script } from '@windlass/simulator'
import { expect, test } from 'vitest'
import { everything } from '../src/kit.ts'

/** Every test file takes a share of the kinds: `of` files in all, this one is number `share` from 0. */
export function crashMatrix(share: number, of: number): void {
  const kit = everything()
  const kinds = kit.kinds.filter((_, place) => place % of === share)
  test.each(kinds.map(({ name }) => name))(
    '%s survives a crash at every call of everything that is done to it',
    { timeout: 600_000 },
    async (name) => {
      const tried = await script(kit, name)
      const broken: string[] = []
      for (const cell of distinct(tried)) {
        const { breaches } = await play(cell)
        for (const { oracle, says, but } of breaches) broken.push(`${nameOf(cell)}: ${oracle}: ${says}, but ${but}`)
      }
      expect(broken).toEqual([])
    },
  )
}
