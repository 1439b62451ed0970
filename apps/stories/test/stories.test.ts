import { describe, test } from 'vitest'
import { VirtualBackend } from '../src/backend/virtual.ts'
import { stories } from '../src/story/index.ts'

for (const [about, told] of Object.entries(stories))
  describe(about, () => {
    for (const { name, play } of told) test(name, async () => await play(await VirtualBackend.open()))
  })
