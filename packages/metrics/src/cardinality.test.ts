import { expect, test } from 'vitest'
import { noon, object, parse, scene } from '../test/scene.ts'
import { every } from './book.ts'
import type { Definition } from './definition.ts'
import { definitions } from './table/table.ts'
import { errorClass, lane, reason, state } from './table/word.ts'
import type { Vocabulary } from './vocabulary.ts'

const kinds = Array.from({ length: 23 }, (_, n) => `Kind${n}`)
const actions = kinds.flatMap((kind) =>
  ['Create', 'Describe', 'Delete', 'Modify', 'Associate'].map((verb) => ({ service: 'ec2', name: verb + kind })),
)
const large: Vocabulary = {
  kinds,
  services: ['ec2'],
  actions,
  reads: actions.filter(({ name }) => name.startsWith('Describe')),
  fields: new Map(kinds.map((kind) => [kind, ['a', 'b', 'c', 'd', 'tags']])),
}

/** The states in which a reason is met. */
function statesOf(each: string): readonly (typeof state)[number][] {
  if (each === 'InSync' || each === 'ReadOnly') return ['ready']
  if (each === 'Paused' || each === 'Planned') return ['paused']
  if (each === 'Updating') return ['progressing', 'drifted']
  if (['Creating', 'Waiting', 'CreateOutcomeUnknown'].includes(each)) return ['progressing']
  if (each === 'Deleting') return ['deleting']
  return [/^Reference|Dependents|AdoptionNotFound/.test(each) ? 'blocked' : 'failed']
}

test('ten thousand objects of 23 kinds, with everything that can go wrong, stay below 6,500 series', async () => {
  const it = scene(large)
  const situations = reason.flatMap((each) => statesOf(each).map((state) => ({ state, reason: each })))
  for (let n = 0; n < 10_000; n++) {
    const kind = kinds[n % kinds.length] ?? ''
    const situation = situations[Math.floor(n / kinds.length) % situations.length]
    const place = { account: '123456789012', region: `region-${n % 36}` }
    it.observer.object(
      object(`u${n}`, { kind, ...situation, outOfSyncSince: noon - 1_000_000, verifiedAt: noon, place }),
    )
  }
  for (const { service, name } of actions) {
    const mutating = !name.startsWith('Describe')
    const call = { service, action: name, mutating, ms: 10, account: '1', region: 'eu-west-1' }
    it.observer.called({ ...call, lane: 'user', status: 200 })
    for (const each of errorClass)
      for (const status of [400, 503])
        it.observer.called({ ...call, lane: 'user', status, code: 'X', errorClass: each })
    for (const each of lane) it.observer.limited({ service, action: name, lane: each, ms: 5, tokens: 1 })
    if (!mutating) it.observer.batched({ service, action: name, keys: 2, calls: 1, ms: 20 })
  }
  for (const verb of ['get', 'list', 'watch', 'create', 'patch', 'delete'])
    for (const code of [0, 200, 201, 404, 409, 422, 429, 500, 503])
      it.observer.kube({ verb, resource: 'vpcs', code, ms: 1 })
  for (const method of ['GET', 'POST', 'PATCH', 'DELETE'])
    it.observer.exchanged({ method, status: 401, sent: 1, received: 1, repeated: true })
  it.observer.happened({ is: 'elected', lease: 'ack-ec2', leading: true })
  for (const kind of kinds) {
    it.observer.happened({ is: 'diverged', resource: kind })
    it.observer.happened({ is: 'heard', resource: kind, at: noon })
  }
  const series = await it.read()
  expect(series.size).toBeLessThan(6500)
})

test('every series that an alert may ask for is there before anything has happened', async () => {
  const it = scene(large)
  const series = parse(await it.text())
  const missing = Object.entries<Definition>(definitions)
    .filter(([, definition]) => definition.start !== 'none')
    .flatMap(([name, definition]) => {
      const suffix = definition.type === 'histogram' ? '_count' : ''
      return every(definition, large).map((labels) => {
        const text = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
        return name + suffix + (text.length === 0 ? '' : `{${text.join(',')}}`)
      })
    })
    .filter((name) => !series.has(name))
  expect(missing).toEqual([])
  for (const kind of kinds)
    for (const each of state)
      expect(
        [...series.keys()].some((name) => name.startsWith(`windlass_resources{kind="${kind}",state="${each}"`)),
      ).toBe(true)
})

test('ten thousand objects are all counted, each in the state it is in', async () => {
  const it = scene(large)
  for (let n = 0; n < 10_000; n++) it.observer.object(object(`u${n}`, { kind: kinds[n % 23] ?? '', verifiedAt: noon }))
  const heard = [...(await it.read())].filter(([name]) => name.startsWith('windlass_resources{'))
  expect(heard.reduce((sum, [, value]) => sum + value, 0)).toBe(10_000)
})
