import { describe, test } from 'vitest'
import { kinds } from '../../src/index.ts'
import { createAndCrash, createInConflict, createUnheard } from '../create.ts'

describe.each(kinds.map(({ name }) => name))('the create of a %s', (name) => {
  test('keeps its id when the write of it to status meets conflicts, also while AWS answers nothing more', async () => {
    await createInConflict(kinds, name)
  })

  test('makes one object when its process is killed as the write of its id meets a conflict', async () => {
    await createAndCrash(kinds, name)
  })

  test('makes one object when its reply is lost and no search shows it for two minutes', async () => {
    await createUnheard(kinds, name)
  })
})
