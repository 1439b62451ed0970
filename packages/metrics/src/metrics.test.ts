import { expect, test } from 'vitest'
import { cases } from '../test/case.ts'
import { noon, object, scene } from '../test/scene.ts'
import type { Definition } from './definition.ts'
import { definitions } from './table/table.ts'

for (const { when, tell, says } of cases)
  test(`the metrics say so when ${when}`, async () => {
    const it = scene()
    tell(it.observer)
    const series = await it.read()
    for (const [name, value] of Object.entries(says)) expect([name, series.get(name)]).toEqual([name, value])
  })

test('every metric of the table has a value that the engine or the process gives it', async () => {
  const it = scene()
  const before = await it.read()
  for (const { tell } of cases) tell(it.observer)
  it.observer.scheduled({ kind: 'VPC', lane: 'user', key: 'default/busy', ms: 1 })
  it.observer.scheduled({ kind: 'VPC', lane: 'user', key: 'default/done', ms: 1 })
  it.clock.move(5000)
  it.observer.freed({ kind: 'VPC', key: 'default/done' })
  it.observer.object(object('placed', { place: { account: '1', region: 'eu-west-1' } }))
  it.observer.happened({ is: 'heard', resource: 'vpcs', at: noon })
  it.observer.happened({ is: 'missing', resource: 'subnets', missing: true })
  it.observer.happened({ is: 'credentials', valid: true, expires: noon })
  const patience = performance.now() + 10_000
  let after = await it.read()
  // The delay of the event loop is the machine's own: measured some time, however busy that is.
  while (after.get('nodejs_eventloop_lag_max_seconds') === 0 && performance.now() < patience) {
    const held = performance.now() + 60
    while (performance.now() < held) await new Promise((resolve) => setImmediate(resolve))
    after = await it.read()
  }
  const nameOf = (series: string) => series.replace(/\{.*/, '')
  const named = Object.entries<Definition>(definitions)
  const fed = (name: string) =>
    [...after].some(
      ([series, value]) =>
        [name, `${name}_count`].includes(nameOf(series)) &&
        value !== 0 &&
        (/^(process|nodejs|windlass_build)/.test(name) || value !== before.get(series)),
    )
  const [still, moving] = [true, false].map((is) => named.filter(([, one]) => (one.still !== undefined) === is))
  expect(moving?.filter(([name]) => !fed(name))).toEqual([])
  expect(still?.filter(([name]) => fed(name) || ![...after.keys()].some((one) => nameOf(one) === name))).toEqual([])
})
