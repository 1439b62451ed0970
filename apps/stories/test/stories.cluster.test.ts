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

describe.each(Object.entries(stories))('%s', (_, told) => {
  test.each(told.filter(({ virtual }) => virtual !== true))('$name', ({ play }) => play(theatre))
})
