import { describe, test } from 'vitest'
import { kinds as ec2 } from '../../ec2/src/index.ts'
import { createAndCrash, createInConflict, createUnheard } from '../../ec2/test/create.ts'
import { kinds } from '../src/index.ts'

const all = [...ec2, ...kinds]

describe.each(kinds.map(({ name }) => name))('the create of a %s', (name) => {
  test('keeps its id when the write of it to status meets conflicts, also while AWS answers nothing more', async () => {
    await createInConflict(all, name)
  })

  test('makes one object when its process is killed as the write of its id meets a conflict', async () => {
    await createAndCrash(all, name)
  })

  test('makes one object when its reply is lost and no search shows it for two minutes', async () => {
    await createUnheard(all, name)
  })
})
