import { expect, test } from 'vitest'
import {
  duplicate,
  expectPlan,
  known,
  minute,
  mode,
  type Row,
  recorded,
  second,
  seen,
  situation,
  tags,
  tokened,
} from '../../test/situation.ts'
import { decide, owns } from './decide.ts'
import type { Looked } from './plan.ts'

const blocked = (why: string, known = false) => ({
  why: { is: 'blocked', reason: 'ReferenceNotReady', why, patient: true } as const,
  known,
})
const foreign = { is: 'foreign', why: 'nat-1 belongs to somebody else' } as const
const written = (at: number, count: number, shown = true) =>
  new Map([['mode', { want: '"b"', have: '"a"', at, count, shown }]])
const readOnly = { readOnly: true, adoption: { is: 'named', id: 'nat-1', policy: 'read-only' } } as const
/** A kind whose objects may end as their spec asks, and the record of one that did. */
const ending = { ...tokened, ended: (_item: unknown, { until }: { readonly until?: unknown }) => until !== undefined }
const end = (generation: number) => recorded('nat-1', { ended: { id: 'nat-1', generation, why: 'State is deleted' } })
const differs = seen({ Mode: 'a' }, {}, { mode: 'b' })

test.each<Row>([
  {
    when: 'status names an id',
    in: situation({ wish: { id: 'nat-1' } }),
    plan: { do: 'look', for: 'object', id: 'nat-1' },
    because: 'the id in status says which AWS object it is, and it is looked at before anything is decided about it',
  },
  {
    when: 'a reference in the spec is a mistake',
    in: known(seen({}), {
      refs: { invalid: { is: 'failed', reason: 'ReferenceInvalid', why: 'both are set', errorClass: 'terminal' } },
    }),
    plan: { do: 'nothing', outcome: { reason: 'ReferenceInvalid' } },
    because: 'nobody can say what the spec means, so nothing is compared with it',
  },
  {
    when: 'AWS has what the spec says',
    in: known(seen({ Mode: 'b' }, {}, { mode: 'b' })),
    plan: { do: 'nothing', outcome: { is: 'settled' } },
    because: 'there is no difference, and status keeps the id',
  },
  {
    when: 'a field differs',
    in: known(differs),
    plan: { do: 'change', changes: [{ field: 'mode', want: '"b"', have: '"a"' }] },
    because: 'the spec is what AWS is held to',
  },
  {
    when: 'the spec does not set a field that AWS has',
    in: known(seen({ Mode: 'a' })),
    plan: { do: 'nothing', outcome: { is: 'settled' } },
    because: 'a field that was never set is not managed',
  },
  {
    when: 'a field that is not set stands for a value',
    in: known(seen({ Mode: 'a' }), { kind: { ...tokened, facets: [{ ...mode, unset: 'off' }] } }),
    plan: { do: 'change', changes: [{ field: 'mode', want: '"off"' }] },
    because: 'for this field the kind says what leaving it out means',
  },
  {
    when: 'tags and a field differ',
    in: known(seen({ Mode: 'a' }, { tags }, { mode: 'b' })),
    plan: { do: 'change', changes: [{ field: 'tags' }, { field: 'mode' }] },
    because: 'tags come first: they say whose the object is',
  },
  {
    when: 'the object is on its way and tags and a field differ',
    in: known(seen({ Mode: 'a', State: 'pending' }, { tags }, { mode: 'b' })),
    plan: { do: 'change', changes: [{ field: 'tags' }] },
    because: 'AWS takes tags of whatever is there, and nothing else of what it is still making',
  },
  {
    when: 'the object is going away in AWS and its tags differ',
    in: known(seen({ State: 'deleting' }, { tags })),
    plan: { do: 'nothing', outcome: { is: 'again', reason: 'Waiting', why: 'State is deleting' } },
    because: 'nothing is written to what is about to be gone',
  },
  {
    when: 'the object is on its way',
    in: known(seen({ State: 'pending' })),
    plan: { do: 'nothing', outcome: { is: 'again', after: 'tick', reason: 'Waiting', why: 'State is pending' } },
    because: 'a pass never waits: it is looked at again at the next tick',
  },
  {
    when: 'somebody else must accept the object',
    in: known(seen({}), { kind: { ...tokened, state: () => ({ is: 'awaits', why: 'State is pending-acceptance' }) } }),
    plan: { do: 'nothing', outcome: { is: 'again', reason: 'AwaitingAcceptance', why: 'State is pending-acceptance' } },
    because: 'nobody should think that AWS is slow when it is another party’s turn',
  },
  {
    when: 'the object is gone, as its spec asks',
    in: known(seen({ State: 'deleted' }, {}, { until: 'noon' }), { kind: ending }),
    plan: { do: 'record', intent: { ended: { id: 'nat-1', generation: 3 } }, outcome: { reason: 'Ended' } },
    because: 'AWS forgets what has ended, and then only the record says that its absence is no drift',
  },
  {
    when: 'the object is gone, and its spec does not ask for that any more',
    in: known(seen({ State: 'deleted' }), { kind: ending, wish: { intent: end(2) } }),
    plan: { do: 'create', because: 'State is deleted' },
    because: 'the spec is what AWS is held to',
  },
  {
    when: 'AWS no longer shows an object that is on record as ended by this spec',
    in: known(seen(undefined, { absence: 'gone' }), { kind: ending, wish: { intent: end(3) } }),
    plan: { do: 'nothing', outcome: { is: 'blocked', reason: 'Ended', why: 'State is deleted' } },
    because: 'made anew it would be bought again, and end again, for ever',
  },
  {
    when: 'AWS no longer shows it, and the spec was edited since it ended',
    in: known(seen(undefined, { absence: 'gone' }), { kind: ending, wish: { intent: end(2) } }),
    plan: { do: 'create' },
    because: 'an edit asks for another one',
  },
  {
    when: 'the object is broken',
    in: known(seen({ State: 'broken' })),
    plan: { do: 'nothing', outcome: { is: 'failed', reason: 'FailedState', why: 'State is broken' } },
    because: 'it is there, so nothing replaces it: a person or an edit must mend it',
  },
  {
    when: 'AWS is busy with a part of the object',
    in: known(seen({}), { kind: { ...tokened, busy: () => 'a range is associating' } }),
    plan: { do: 'nothing', outcome: { reason: 'Waiting', why: 'a range is associating' } },
    because: 'Synced says that nothing moves any more',
  },
  {
    when: 'the same value was written five seconds ago and AWS shows the old one',
    in: known(differs, { writes: written(10 * minute - 5 * second, 1) }),
    plan: { do: 'nothing', outcome: { is: 'again', reason: 'Updating' } },
    because: 'reads lag behind writes',
  },
  {
    when: 'the same value was written a minute ago and AWS shows the old one',
    in: known(differs, { writes: written(9 * minute, 1) }),
    plan: { do: 'change', changes: [{ field: 'mode' }] },
    because: 'by now a read would show it: somebody has set it back',
  },
  {
    when: 'the same value was written five times in a row',
    in: known(differs, { writes: written(9 * minute, 5) }),
    plan: { do: 'nothing', outcome: { reason: 'Oscillating', errorClass: 'conflict' } },
    because: 'another party fights for it, and a fight is not won by writing',
  },
  {
    when: 'a field refers to what is not there yet',
    in: known(differs, { refs: { unresolved: new Map([['mode', blocked('VPC a has no id yet')]]) } }),
    plan: { do: 'nothing', outcome: { is: 'blocked', why: 'VPC a has no id yet' } },
    because: 'a value with a gap is never compared and never written',
  },
  {
    when: 'a field refers to what is not in sync, its id is known and AWS has it',
    in: known(seen({ Mode: 'b' }, {}, { mode: 'b' }), {
      refs: { unresolved: new Map([['mode', blocked('VPC a is not in sync yet', true)]]) },
    }),
    plan: { do: 'nothing', outcome: { is: 'settled' } },
    because: 'there is nothing left to wait for',
  },
  {
    when: 'a field refers to what is not in sync, and AWS has another one',
    in: known(differs, { refs: { unresolved: new Map([['mode', blocked('VPC a is not in sync yet', true)]]) } }),
    plan: { do: 'nothing', outcome: { is: 'blocked', why: 'VPC a is not in sync yet' } },
    because: 'what is not in sync is not used',
  },
  {
    when: 'the AWS object is not ours',
    in: known(seen({ Mode: 'a' }, { ownership: foreign }, { mode: 'b' })),
    plan: { do: 'nothing', outcome: { is: 'failed', reason: 'NotOwned' } },
    because: 'nothing is changed in what belongs to somebody else, whatever status says',
  },
  {
    when: 'AWS states that the object is gone, and an older object has its id in status',
    in: known(seen(undefined, { absence: 'gone', ownership: foreign })),
    plan: { do: 'nothing', outcome: { is: 'failed', reason: 'NotOwned' } },
    because: 'a copy replaces nothing: whoever made it knows when AWS is to show it',
  },
  {
    when: 'the object only looks, and AWS differs',
    in: known(differs, { wish: readOnly }),
    plan: { do: 'nothing', outcome: { is: 'settled' } },
    because: 'a reader shows what is there and has no say in it',
  },
  {
    when: 'the object only looks, and AWS has no such object',
    in: known(seen(undefined, { absence: 'gone' }), { wish: readOnly, warrant: undefined }),
    plan: { do: 'nothing', outcome: { is: 'blocked', reason: 'AdoptionNotFound' } },
    because: 'a reader makes nothing',
  },
  {
    when: 'all is well, and AWS has a value for a field that is filled in',
    in: known(seen({}), { kind: { ...tokened, late: () => ({ zone: 'a' }) } }),
    plan: { do: 'fill', fields: { zone: 'a' } },
    because: 'users of this API group expect it in the spec',
  },
  {
    when: 'the user has set the field that would be filled in',
    in: known(seen({}), { kind: { ...tokened, late: () => ({ zone: 'a' }) }, spec: { zone: 'b' } }),
    plan: { do: 'nothing', outcome: { is: 'settled' } },
    because: 'the spec is the user’s',
  },
  {
    when: 'all is well, and status does not have the id that AWS answered with',
    in: situation({
      seen: seen({}),
      wish: { intent: recorded('nat-1', { open: ['p 1'] }) },
      attempts: { ...situation().attempts, made: { epoch: 1, id: 'nat-1' } },
      found: { time: 5 * minute, shown: [] },
    }),
    plan: { do: 'complain' },
    because: 'without the id in status nobody could find the object again: the definition drops it',
  },
  {
    when: 'all is well, and there is a duplicate that our create explains',
    in: known(seen({}, { removable: { duplicate, named: false } })),
    plan: { do: 'delete-duplicate', duplicate: { id: 'nat-2' }, outcome: { is: 'settled' } },
    because: 'what the network made twice goes as soon as the right one is in order',
  },
  {
    when: 'a field differs, and there is a duplicate',
    in: known(seen({ Mode: 'a' }, { removable: { duplicate, named: false } }, { mode: 'b' })),
    plan: { do: 'change' },
    because: 'the object itself comes first',
  },
  {
    when: 'a field differs, and a person has named the duplicate',
    in: known(seen({ Mode: 'a' }, { removable: { duplicate, named: true } }, { mode: 'b' })),
    plan: { do: 'delete-duplicate', duplicate: { id: 'nat-2' }, outcome: { reason: 'Waiting' } },
    because: 'the duplicate may hold what the object needs',
  },
  {
    when: 'a person has named the duplicate, and the object is on its way',
    in: known(seen({ State: 'pending' }, { removable: { duplicate, named: true } })),
    plan: { do: 'nothing', outcome: { reason: 'Waiting', why: 'State is pending' } },
    because: 'until it is ready nobody knows that the duplicate is not the better one',
  },
])('$when: $because', ({ in: s, plan }) => {
  expectPlan(decide(s), plan)
})

test.each<{ readonly when: string; readonly in: Looked; readonly own: boolean }>([
  { when: 'it is the one in status', in: { ...known(seen({})), seen: seen({}) }, own: true },
  {
    when: 'another one of ours takes its place',
    in: { ...known(seen(undefined)), seen: seen(undefined, { absence: 'doubtful', successor: 'nat-2' }) },
    own: false,
  },
  {
    when: 'a new one is made',
    in: { ...known(seen(undefined)), seen: seen(undefined, { absence: 'gone' }) },
    own: false,
  },
  {
    when: 'it is named and not taken over yet',
    in: { ...situation({ wish: { adoption: { is: 'named', id: 'nat-1', policy: 'adopt' } } }), seen: seen({}) },
    own: false,
  },
])('what was seen is told as the object’s own: $own, when $when', ({ in: s, own }) => {
  const plan = decide(s)
  expect(owns(s, plan)).toBe(own)
})
