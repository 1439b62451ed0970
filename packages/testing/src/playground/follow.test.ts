import { VirtualClock } from '@windlass/simulator'
import { expect, test } from 'vitest'
import { type Followed, follow } from './follow.ts'
import { type Manifest, ManifestError } from './manifest.ts'
import { Screen } from './screen.ts'

const resource = { group: 'example.com', version: 'v1', plural: 'boxes', kind: 'Box', namespaced: true }
const box: Manifest = { kind: 'Box', name: 'a', resource, body: { metadata: { name: 'a' } } }

/** A playground in which a person saves these manifests one after the other, and what its screen says. */
function played(...saved: readonly (readonly Manifest[] | Error | undefined)[]) {
  const clock = new VirtualClock()
  const stop = new AbortController()
  let told = ''
  const screen = new Screen({ write: (text) => (told += text) })
  let look = 0
  const playground: Followed = {
    changed() {
      const now = saved[look++]
      if (now instanceof Error) throw now
      return now
    },
    apply: async () => undefined,
    progress: async (manifests) =>
      manifests.map(({ kind, name }) => ({ kind, name, id: 'box-1', synced: true, why: '' })),
  }
  const run = (allSynced: boolean) => follow(playground, screen, { signal: stop.signal, allSynced }, clock)
  return { run, clock, stop, told: () => told }
}

test('the objects are in sync once all are, and that is said once', async () => {
  const { run, told } = played([box])
  expect(await run(true)).toMatchObject([{ name: 'a', synced: true }])
  expect(told()).toMatch(/All 1 objects are in sync after 0\.0 s\.\n\n$/)
})

test('a manifest that is wrong is said, and what is saved next is applied', async () => {
  const { run, clock, stop, told } = played(new ManifestError('1.yaml is not YAML.'), undefined, [box])
  const end = run(false)
  await clock.advance(900)
  expect(told()).toMatch(/^1\.yaml is not YAML\.\n✓ Box/)
  stop.abort()
  await clock.advance(400)
  expect(await end).toMatchObject([{ name: 'a' }])
})

test('with --once a manifest that is wrong ends it', async () => {
  await expect(played(new ManifestError('1.yaml is not YAML.')).run(true)).rejects.toThrow('1.yaml is not YAML.')
})
