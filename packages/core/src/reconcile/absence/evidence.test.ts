import { describe, expect, test } from 'vitest'
import { type Evidence, stating, weigh, worthAsking } from './evidence.ts'

const second = 1000
const minute = 60 * second

/** An object that was shown before and of which nothing has been said since. */
const known: Evidence = { shown: true, age: undefined, stated: undefined, deletedAt: undefined, lingers: false }
const said = (first: number, last: number) => ({ first, last, times: 2 })

describe('an object that a read does not show', () => {
  test.each([
    { is: 'early', of: 'made a minute ago and never shown', because: { shown: false, age: minute } },
    {
      is: 'early',
      of: 'made a minute ago, whatever AWS states',
      because: { shown: false, age: minute, stated: said(0, minute) },
    },
    { is: 'doubtful', of: 'made six minutes ago and never shown', because: { shown: false, age: 6 * minute } },
    { is: 'doubtful', of: 'of which AWS has said nothing', because: {} },
    { is: 'doubtful', of: 'that AWS denied once', because: { stated: stating(undefined, 5) } },
    { is: 'doubtful', of: 'that AWS denied twice in 19 seconds', because: { stated: said(0, 19 * second) } },
    { is: 'gone', of: 'that AWS denied twice, 20 seconds apart', because: { stated: said(0, 20 * second) } },
    { is: 'gone', of: 'whose delete AWS has accepted', because: { deletedAt: 5 } },
    {
      is: 'early',
      of: 'whose delete AWS has accepted before it ever showed it',
      because: { shown: false, age: 5, deletedAt: 5 },
    },
    { is: 'doubtful', of: 'that AWS deletes slowly', because: { deletedAt: 5, lingers: true } },
    {
      is: 'doubtful',
      of: 'that AWS deletes slowly and denied before',
      because: { deletedAt: 5, lingers: true, stated: said(1, 1) },
    },
    {
      is: 'gone',
      of: 'that AWS deletes slowly and denies since',
      because: { deletedAt: 5, lingers: true, stated: said(6, 6) },
    },
  ])('is $is: one $of', ({ is, because }) => {
    expect(weigh({ ...known, ...because })).toBe(is)
  })
})

describe('AWS is asked about the id of an object that a read does not show', () => {
  test.each([
    { ask: true, when: 'nobody has asked yet', because: {}, askedAt: undefined, now: 0 },
    { ask: false, when: 'it may not be visible yet', because: { shown: false, age: 5 }, askedAt: undefined, now: 0 },
    { ask: false, when: 'it was asked a moment ago and said nothing', because: {}, askedAt: 0, now: second },
    { ask: true, when: 'it was asked five seconds ago and said nothing', because: {}, askedAt: 0, now: 5 * second },
    {
      ask: false,
      when: 'it has denied it, and two statements must be apart',
      because: { stated: said(0, 0) },
      askedAt: 0,
      now: 10 * second,
    },
    {
      ask: true,
      when: 'its statement is twenty seconds old',
      because: { stated: said(0, 0) },
      askedAt: 0,
      now: 20 * second,
    },
    {
      ask: true,
      when: 'it has accepted the delete since',
      because: { deletedAt: 5, lingers: true },
      askedAt: 4,
      now: 5,
    },
    { ask: false, when: 'it was deleted at once', because: { deletedAt: 5 }, askedAt: undefined, now: 5 },
    {
      ask: true,
      when: 'nothing takes its place for a minute',
      because: { stated: said(0, 20 * second) },
      askedAt: 20 * second,
      now: 80 * second,
    },
  ])('$ask, when $when', ({ ask, because, askedAt, now }) => {
    expect(worthAsking({ ...known, ...because }, askedAt, now)).toBe(ask)
  })
})
