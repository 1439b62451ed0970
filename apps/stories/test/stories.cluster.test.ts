import { afterAll, afterEach, beforeAll, describe, test } from 'vitest'
import { stories } from '../src/story/index.ts'
import { ClusterTheatre } from '../src/theatre/cluster.ts'

// The same stories with a real API server and the controllers as users run them.

let theatre: ClusterTheatre
beforeAll(async () => {
  theatre = await ClusterTheatre.open()
})
afterEach(() => theatre.clear())
afterAll(() => theatre.close())

for (const [about, told] of Object.entries(stories))
  describe(about, () => {
    for (const { name, virtual, play } of told) test.skipIf(virtual === true)(name, () => play(theatre))
  })
