import { afterAll, afterEach, beforeAll, describe, test } from 'vitest'
import { ClusterBackend } from '../src/backend/cluster.ts'
import { stories } from '../src/story/index.ts'

// The same stories with a real API server and the controllers as users run them.

let backend: ClusterBackend
beforeAll(async () => {
  backend = await ClusterBackend.open()
})
afterEach(() => backend.clear())
afterAll(() => backend.close())

for (const [about, told] of Object.entries(stories))
  describe(about, () => {
    for (const { name, virtual, play } of told) test.skipIf(virtual === true)(name, () => play(backend))
  })
