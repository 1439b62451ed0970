import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { listenKube } from '../../src/kube/http/listener.ts'
import { ClusterWorld } from '../../src/kube/world.ts'
import { differing } from './run.ts'
import { sequences } from './sequence/index.ts'
import { Server } from './server.ts'

// The same requests to a real API server and to the simulated one. What differs is listed, with the reason why it may: a
// difference that is not listed, and a listed one that is gone, fail.

interface Listed {
  readonly request: string
  readonly members: readonly string[]
  readonly reason: string
}

const listed: readonly Listed[] = JSON.parse(readFileSync(new URL('differences.json', import.meta.url), 'utf8'))
const simulated = await listenKube(new ClusterWorld())
afterAll(() => simulated.close())

test('the simulated API server answers as a real one, but for the listed differences', async () => {
  const found = await differing(sequences, Server.real(), new Server(simulated.url))
  for (const { request, members, real, simulated } of found)
    if (!listed.some((each) => each.request === request))
      console.log(request, members, JSON.stringify(real).slice(0, 500), JSON.stringify(simulated).slice(0, 500))
  expect(found.map(({ request, members }) => ({ request, members }))).toEqual(
    listed.map(({ request, members }) => ({ request, members })),
  )
})

test('every listed difference has its reason', () => {
  expect(listed.filter(({ reason }) => reason.length < 20)).toEqual([])
})
