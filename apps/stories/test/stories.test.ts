import { describe, test } from 'vitest'
import { stories } from '../src/story/index.ts'
import { VirtualTheatre } from '../src/theatre/virtual.ts'

describe.each(Object.entries(stories))('%s', (_, told) => {
  test.each(told)('$name', async ({ play }) => {
    await play(await VirtualTheatre.open())
  })
})
