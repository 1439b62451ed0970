import { expect, test } from 'vitest'
import {
  expectPlan,
  type Given,
  known,
  mode,
  type Row,
  recorded,
  seen,
  situation,
  tags,
  tokened,
} from '../../../test/situation.ts'
import { canonical, type Item } from '../../schema/json.ts'
import { decide } from '../decide.ts'
import type { Seen } from '../plan.ts'
import type { Policy } from '../wish/wish.ts'

/** The user names `nat-1`, which is not taken over yet. */
function named(policy: Policy, shown?: Seen, given: Given = {}) {
  const adoption = { is: 'named', id: 'nat-1', policy } as const
  const readOnly = policy === 'read-only'
  return situation({ ...given, seen: shown, wish: { adoption, policy, readOnly, claimed: false, ...given.wish } })
}

const absent = (absence: Seen['absence']) => seen(undefined, { absence })
const foreign = { is: 'foreign', why: 'no record names it' } as const
const print = (found: Item, kept: readonly string[]) => canonical({ found, kept })
const differing = seen({ Mode: 'a' }, {}, { mode: 'b' })
const unlike = [{ field: 'subnetID', want: '"s-1"', have: '"s-2"' }]
const missing = { is: 'blocked', reason: 'ReferenceNotFound', why: 'Subnet a does not exist', patient: false } as const
const untaken = seen({}, { ownership: foreign })

test.each<Row>([
  {
    when: 'the user names an AWS object',
    in: named('adopt'),
    plan: { do: 'look', for: 'object', id: 'nat-1' },
    because: 'nothing is taken over unseen',
  },
  {
    when: 'AWS shows it for the first time',
    in: named('adopt', seen({ Mode: 'a' })),
    plan: { do: 'adopt', id: 'nat-1', fill: { mode: 'a', tags: [] }, kept: [], sure: false },
    because: 'what stands in spec is what AWS is held to from then on, so one reply is not enough',
  },
  {
    when: 'AWS shows the same for the second time',
    in: named('adopt', seen({ Mode: 'a' }), { adopting: print({ mode: 'a', tags: [] }, []) }),
    plan: { do: 'adopt', fill: { mode: 'a', tags: [] }, sure: true },
    because: 'what the user left empty is filled in with what AWS has',
  },
  {
    when: 'AWS shows something else the second time',
    in: named('adopt', seen({ Mode: 'a' }), { adopting: print({ mode: 'c', tags: [] }, []) }),
    plan: { do: 'adopt', sure: false },
    because: 'a reply that misses something would have it removed',
  },
  {
    when: 'AWS has other than the spec says',
    in: named('adopt', differing, { spec: { mode: 'b' } }),
    plan: { do: 'adopt', kept: ['mode'], fill: { tags: [] } },
    because: 'by adopt AWS stays as it is',
  },
  {
    when: 'the policy is adopt-or-create, and AWS differs',
    in: named('adopt-or-create', differing, { spec: { mode: 'b' } }),
    plan: { do: 'adopt', kept: [], fill: {}, sure: true },
    because: 'with this policy the spec holds from the first moment',
  },
  {
    when: 'somebody else owns it',
    in: named('adopt', seen({}, { rival: 'nat-1 belongs to the cluster b' })),
    plan: { do: 'nothing', outcome: { reason: 'NotOwned', why: 'nat-1 belongs to the cluster b' } },
    because: 'a name in an annotation is no right to it',
  },
  {
    when: 'AWS has no such object',
    in: named('adopt', absent('gone')),
    plan: { do: 'nothing', outcome: { is: 'blocked', reason: 'AdoptionNotFound' } },
    because: 'by adopt nothing is ever made',
  },
  {
    when: 'one reply does not show it, and the policy is adopt-or-create',
    in: named('adopt-or-create', absent('doubtful')),
    plan: { do: 'wait', until: { is: 'again', reason: 'Waiting' } },
    because: 'an absence proves nothing, and a second object would be made',
  },
  {
    when: 'AWS states that it is gone, and the policy is adopt-or-create',
    in: named('adopt-or-create', absent('gone'), { warrant: { by: 'adopt-or-create' } }),
    plan: { do: 'look', for: 'occupant' },
    because: 'then it is made, as any new object',
  },
  {
    when: 'it is gone, the policy is adopt-or-create, and a reference is not resolved',
    in: named('adopt-or-create', absent('gone'), {
      refs: { blocked: { is: 'blocked', reason: 'ReferenceNotReady', why: 'VPC a', patient: true } },
    }),
    plan: { do: 'nothing', outcome: { reason: 'AdoptionNotFound' } },
    because: 'neither can be done yet',
  },
  {
    when: 'the object only looks',
    in: named('read-only', seen({ Mode: 'a' }), { warrant: undefined }),
    plan: { do: 'nothing', outcome: { is: 'settled' } },
    because: 'a reader takes nothing over',
  },
  {
    when: 'the annotations make no sense',
    in: situation({ wish: { claimed: false, adoption: { is: 'invalid', why: 'adoption-fields is empty' } } }),
    plan: { do: 'nothing', outcome: { reason: 'AdoptionInvalid', errorClass: 'terminal' } },
    because: 'a guess could take over the wrong object, or make a second one',
  },
  {
    when: 'the policy is adopt, and no object is named',
    in: situation({ wish: { claimed: false, adoption: { is: 'unnamed', policy: 'adopt' } } }),
    plan: { do: 'nothing', outcome: { reason: 'AdoptionInvalid' } },
    because: 'nobody knows which one is meant',
  },
  {
    when: 'the policy is adopt-or-create, and no object is named',
    in: situation({ wish: { claimed: false, adoption: { is: 'unnamed', policy: 'adopt-or-create' } } }),
    plan: { do: 'look', for: 'occupant' },
    because: 'there is nothing to adopt, so one is made',
  },
  {
    when: 'the object was restored with its status, and the user says adopt',
    in: known(untaken, { wish: { intent: undefined, adoption: { is: 'unnamed', policy: 'adopt' } } }),
    plan: { do: 'adopt', id: 'nat-1', fill: {} },
    because: 'the id in status says which one; its spec came with it, so nothing is filled in',
  },
  {
    when: 'the user names another object than status does',
    in: known(untaken, { wish: { intent: undefined, adoption: { is: 'named', id: 'nat-8', policy: 'adopt' } } }),
    plan: { do: 'nothing', outcome: { reason: 'NotOwned' } },
    because: 'of two names neither is believed',
  },
  {
    when: 'the record names the object already',
    in: known(seen({}), { wish: { intent: recorded(), adoption: { is: 'named', id: 'nat-1', policy: 'adopt' } } }),
    plan: { do: 'nothing', outcome: { is: 'settled' } },
    because: 'the adoption was carried out, and the annotation stays',
  },
  {
    when: 'an adopted object differs in a field that is left',
    in: known(seen({ Mode: 'a' }, { adoption: { kept: ['mode'], unlike: [] } }, { mode: 'b' })),
    plan: { do: 'nothing', outcome: { is: 'blocked', reason: 'AdoptedDiffers' } },
    because: 'AWS stays as it was found until the spec is edited, and that is said',
  },
  {
    when: 'an adopted object differs in another field',
    in: known(seen({ Mode: 'a' }, { adoption: { kept: ['other'], unlike: [] } }, { mode: 'b' })),
    plan: { do: 'change', changes: [{ field: 'mode' }] },
    because: 'what was in order at the adoption is managed since',
  },
  {
    when: 'our tags are missing on an adopted object',
    in: known(seen({}, { tags, adoption: { kept: ['tags'], unlike: [] } })),
    plan: { do: 'change', changes: [{ field: 'tags' }] },
    because: 'tags that say whose it is are written all the same',
  },
  {
    when: 'what the user names differs where nothing can be changed',
    in: named('adopt', seen({}, { unlike })),
    plan: { do: 'nothing', outcome: { is: 'failed', reason: 'ImmutableDiffers' } },
    because: 'it is not what the manifest says, and nothing is written to it',
  },
  {
    when: 'it differs where nothing can be changed, and the policy is adopt-or-create',
    in: named('adopt-or-create', seen({}, { unlike })),
    plan: { do: 'nothing', outcome: { is: 'failed', reason: 'ImmutableDiffers' } },
    because: 'the spec cannot hold in it either',
  },
  {
    when: 'nobody knows yet what a reference to something immutable stands for',
    in: named('adopt', seen({}), { refs: { unresolved: new Map([['subnetID', { why: missing, known: false }]]) } }),
    plan: { do: 'nothing', outcome: missing },
    because: 'only then it can be compared',
  },
  {
    when: 'an object of ours differs where nothing can be changed',
    in: known(seen({}, { unlike })),
    plan: { do: 'nothing', outcome: { is: 'failed', reason: 'ImmutableDiffers', errorClass: 'terminal' } },
    because: 'it is not in sync, and only an edit can help',
  },
  {
    when: 'another field of it differs too',
    in: known(seen({ Mode: 'a' }, { unlike }, { mode: 'b' })),
    plan: { do: 'change', changes: [{ field: 'mode' }] },
    because: 'the rest of it stays managed',
  },
  {
    when: 'a part of a field differs that nothing can change',
    in: known(seen({ Mode: 'a' }, { unlike: [{ field: 'mode', want: 'b', have: 'a' }] }, { mode: 'b' })),
    plan: { do: 'nothing', outcome: { reason: 'ImmutableDiffers' } },
    because: 'AWS would refuse the write each time',
  },
  {
    when: 'a field is set that AWS never shows, and no record says what was sent',
    in: known(seen({}, { unknown: ['pool'] })),
    plan: { do: 'nothing', outcome: { is: 'settled', unknown: ['pool'] } },
    because: 'it is in sync as far as anybody can tell, and that is said',
  },
])('$when: $because', ({ in: s, plan }) => {
  expectPlan(decide(s), plan)
})

test('a field that has a reference is not filled in with what AWS has', () => {
  const kind = { ...tokened, facets: [mode], references: [{ ...reference, path: 'mode', ref: 'modeRef' }] }
  const s = named('adopt', seen({ Mode: 'a' }), { kind, spec: { modeRef: { from: { name: 'x' } } } })
  expect(decide(s)).toMatchObject({ do: 'adopt', fill: { tags: [] } })
})

const [reference = { path: '', ref: '', many: false, target: () => tokened.target }] = tokened.references
