import { describe, expect, test } from 'vitest'
import { noon, object, scene } from '../test/scene.ts'

describe('the watch of a resource', () => {
  const heard = 'windlass_watch_heard_timestamp_seconds{resource="vpcs"}'
  const missing = 'windlass_watch_missing{resource="vpcs"}'

  test('is dated by what the API server said last, and is not missing then', async () => {
    const it = scene()
    it.observer.happened({ is: 'heard', resource: 'vpcs', at: noon })
    it.observer.happened({ is: 'heard', resource: 'vpcs', at: noon + 5000 })
    const series = await it.read()
    expect([series.get(heard), series.get(missing)]).toEqual([noon / 1000 + 5, 0])
  })

  test('keeps its date while the definition is gone, and was never heard of when there was none', async () => {
    const it = scene()
    it.observer.happened({ is: 'missing', resource: 'vpcs', missing: true })
    expect((await it.read()).get(heard)).toBeUndefined()
    it.observer.happened({ is: 'heard', resource: 'vpcs', at: noon })
    it.observer.happened({ is: 'missing', resource: 'vpcs', missing: true })
    const series = await it.read()
    expect([series.get(heard), series.get(missing)]).toEqual([noon / 1000, 1])
  })
})

test('credentials are valid or not, and expire at a time or never', async () => {
  const it = scene()
  const valid = 'windlass_aws_credentials_valid'
  const expires = 'windlass_aws_credentials_expiration_timestamp_seconds'
  expect((await it.read()).get(valid)).toBeUndefined()
  it.observer.happened({ is: 'credentials', valid: true, expires: noon + 3_600_000 })
  let series = await it.read()
  expect([series.get(valid), series.get(expires)]).toEqual([1, noon / 1000 + 3600])
  it.observer.happened({ is: 'credentials', valid: false, expires: undefined })
  series = await it.read()
  expect([series.get(valid), series.get(expires)]).toEqual([0, 0])
})

test('drift is as old as the last look that did not show it; where nobody had looked, nothing is said', async () => {
  const it = scene()
  const drift = { is: 'drifted', kind: 'VPC', field: 'tags', source: 'sweep' } as const
  it.observer.happened({ ...drift, ms: undefined })
  it.observer.happened({ ...drift, ms: 90_000 })
  const series = await it.read()
  const name = 'windlass_drift_detection_delay_seconds'
  expect(series.get(`${name}_count{source="sweep"}`)).toBe(1)
  expect(series.get(`${name}_sum{source="sweep"}`)).toBe(90)
})

describe('objects by where they live', () => {
  const at = (region: string, account = '1') => `windlass_scope_resources{account="${account}",region="${region}"}`

  test('follow an object that comes, is looked at again and goes; home is there from the start', async () => {
    const it = scene()
    it.observer.happened({ is: 'placed', account: '1', region: 'home' })
    expect((await it.read()).get(at('home'))).toBe(0)
    const place = { account: '1', region: 'away' }
    it.observer.object(object('a', { place }))
    it.observer.object(object('a', { place, state: 'failed', reason: 'AWSError' }))
    it.observer.object(object('b', { place: { account: '1', region: 'home' } }))
    let series = await it.read()
    expect([series.get(at('home')), series.get(at('away'))]).toEqual([1, 1])
    it.observer.object(object('a', { removed: true }))
    series = await it.read()
    expect([series.get(at('home')), series.get(at('away'))]).toEqual([1, 0])
  })

  test('are counted together beyond twenty places', async () => {
    const it = scene()
    for (let n = 0; n < 30; n++) it.observer.object(object(`u${n}`, { place: { account: '1', region: `r${n}` } }))
    const series = await it.read()
    expect(series.get(at('r19'))).toBe(1)
    expect(series.get(at('r20'))).toBeUndefined()
    expect(series.get(at('other', 'other'))).toBe(10)
  })
})
