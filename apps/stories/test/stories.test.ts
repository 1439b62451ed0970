import { describe, test } from 'vitest'
import { stories } from '../src/story/index.ts'
import { VirtualTheatre } from '../src/theatre/virtual.ts'

for (const [about, told] of Object.entries(stories))
  describe(about, () => {
    for (const { name, play } of told) test(name, async () => await play(await VirtualTheatre.open()))
  })
