import { describe, expect, test } from 'vitest'
import { type History, judge, type Row } from './judge.ts'

const row = (id: string, uid = 'u-1'): Row => ({ id, uid, item: {} })
const has = (id: string | undefined) => (uid: string) => (uid === 'u-1' ? { id } : undefined)
const none: History = { trails: new Map(), seen: new Map() }
const at = (asked: number) => ({ asked, answered: asked + 100 })

/** What the second of two listings, so far (ms) apart, says. */
function second(rows: readonly Row[], first: string | undefined, then: string | undefined, ms = 60_000) {
  const { history } = judge(rows, has(first), none, at(1000))
  return judge(rows, has(then), history, at(1000 + ms))
}

describe('a row beside another id in status', () => {
  test('is a duplicate, and not sure at first', () => {
    const { duplicates, orphans } = judge([row('a'), row('b')], has('a'), none, at(0))
    expect(duplicates).toMatchObject([{ id: 'b', uid: 'u-1', beside: 'a', sure: false }])
    expect(orphans).toEqual([])
  })

  test('is sure after two listings some time apart', () => {
    expect(second([row('a'), row('b')], 'a', 'a').duplicates).toMatchObject([{ id: 'b', sure: true }])
  })

  test('is not sure after two listings in short succession', () => {
    expect(second([row('a'), row('b')], 'a', 'a', 1000).duplicates).toMatchObject([{ sure: false }])
  })

  test('begins anew when status has another id than before', () => {
    expect(second([row('b')], 'a', 'c').duplicates).toMatchObject([{ id: 'b', beside: 'c', sure: false }])
  })

  test('is nothing while no id is sure to stay', () => {
    expect(second([row('a'), row('b')], undefined, undefined)).toMatchObject({ duplicates: [], orphans: [] })
  })
})

test('a row of a UID that Kubernetes does not have is an orphan', () => {
  const seen = second([row('a', 'u-2')], 'x', 'x')
  expect(seen.duplicates).toEqual([])
  expect(seen.orphans).toEqual([{ is: 'orphan', id: 'a', sure: true }])
})

test('what a listing misses in between has to be seen twice again', () => {
  const first = judge([row('b')], has('a'), none, at(0))
  const missed = judge([], has('a'), first.history, at(60_000))
  expect(judge([row('b')], has('a'), missed.history, at(120_000)).duplicates).toMatchObject([{ sure: false }])
})

test('what a listing misses in between was listed first when it was', () => {
  const first = judge([row('b')], has('a'), none, at(0))
  const missed = judge([], has('a'), first.history, at(60_000))
  expect(judge([row('b')], has('a'), missed.history, at(120_000)).duplicates).toMatchObject([{ first: 100 }])
})
