import { expect, test } from 'vitest'
import { anchor, anchors, harbour, merge, type Seen } from '../../../test/harbour.ts'

const names = (list: Seen) => list.items?.map((item) => item.metadata.name)

async function five() {
  const all = await harbour()
  for (const name of ['e', 'c', 'a', 'd', 'b'])
    await all.ok('POST', anchors, anchor(name, undefined, { labels: { name } }))
  return all
}

test('pages show one moment: later changes do not appear in them', async () => {
  const { ok } = await five()
  const first = await ok('GET', anchors, undefined, { query: { limit: '2' } })
  await ok('DELETE', `${anchors}/c`)
  await ok('POST', anchors, anchor('dd'))
  const rest = await ok('GET', anchors, undefined, { query: { limit: '10', continue: first.metadata.continue ?? '' } })
  expect([names(first), names(rest)]).toEqual([
    ['a', 'b'],
    ['c', 'd', 'e'],
  ])
  expect(first.metadata).toMatchObject({ remainingItemCount: 3 })
  expect(rest.metadata.resourceVersion).toBe(first.metadata.resourceVersion)
})

test('an expired page is a 410 with a token for an inconsistent rest', async () => {
  const { ok, send, world } = await five()
  const first = await ok('GET', anchors, undefined, { query: { limit: '2' } })
  await ok('DELETE', `${anchors}/c`)
  world.faults.compact()
  const gone = await send('GET', anchors, undefined, { query: { limit: '2', continue: first.metadata.continue ?? '' } })
  expect(gone).toMatchObject({ status: 410, body: { reason: 'Expired' } })
  const token = (gone.body as Seen).metadata.continue ?? ''
  expect(names(await ok('GET', anchors, undefined, { query: { continue: token } }))).toEqual(['d', 'e'])
})

test.each<{ query: Record<string, string>; found: string[]; because: string }>([
  { query: { labelSelector: 'name in (a,b)' }, found: ['a', 'b'], because: 'a set names its members' },
  { query: { labelSelector: 'name notin (a,b),name' }, found: ['c', 'd', 'e'], because: 'all parts must hold' },
  { query: { labelSelector: '!name' }, found: [], because: 'every object has the label' },
  { query: { labelSelector: 'name!=a' }, found: ['b', 'c', 'd', 'e'], because: 'inequality selects the others' },
  { query: { fieldSelector: 'metadata.name=d' }, found: ['d'], because: 'the name is a field every kind selects by' },
])('a selector finds $found: $because', async ({ query, found }) => {
  const { ok } = await five()
  expect(names(await ok('GET', anchors, undefined, { query }))).toEqual(found)
})

test.each<{ query: Record<string, string>; code: number; because: string }>([
  { query: { resourceVersion: '99999' }, code: 504, because: 'that version has not happened' },
  { query: { fieldSelector: 'spec.depth=1' }, code: 400, because: 'the field is not selectable' },
  { query: { labelSelector: 'a===' }, code: 400, because: 'the selector cannot be read' },
  { query: { resourceVersionMatch: 'Exact' }, code: 422, because: 'a match needs a version' },
  { query: { continue: 'zzz' }, code: 400, because: 'the token is none' },
])('a list is refused with $code: $because', async ({ query, code }) => {
  const { send } = await five()
  expect((await send('GET', anchors, undefined, { query })).status).toBe(code)
})

test('an exact list shows the objects of its version', async () => {
  const { ok, world } = await five()
  const then = String(world.revision)
  await ok('PATCH', `${anchors}/a`, { spec: { depth: 9 } }, merge)
  const old = await ok('GET', anchors, undefined, { query: { resourceVersion: then, resourceVersionMatch: 'Exact' } })
  expect(old.items?.[0]?.spec).not.toHaveProperty('depth')
})

test('a table has the declared columns, with ages as people read them', async () => {
  const { ok, clock } = await harbour()
  await ok('POST', anchors, anchor('a'))
  await ok('PATCH', `${anchors}/a/status`, { status: { conditions: [{ type: 'Ready', status: 'True' }] } }, merge)
  await clock.advance(125_000)
  const table = await ok('GET', anchors, undefined, {
    accept: 'application/json;as=Table;g=meta.k8s.io;v=v1,application/json',
  })
  expect(table).toMatchObject({
    kind: 'Table',
    columnDefinitions: [{ name: 'Name' }, { name: 'Ready' }, { name: 'Age' }],
    rows: [{ cells: ['a', 'True', '2m5s'], object: { kind: 'PartialObjectMetadata' } }],
  })
})
