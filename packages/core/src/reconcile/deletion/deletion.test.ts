import { expect, test } from 'vitest'
import {
  duplicate,
  expectPlan,
  type Given,
  known,
  minute,
  type Row,
  second,
  seen,
  situation,
  tags,
  time,
  tokened,
} from '../../../test/situation.ts'
import type { Step } from '../../kind/step.ts'
import { decide } from '../decide.ts'
import type { Seen } from '../plan.ts'

/** The object is being deleted, its definition stands, and this is what a look has shown. */
const going = (shown: Seen, given: Given = {}) =>
  known(shown, { definition: { is: 'standing' }, ...given, wish: { deleting: true, ...given.wish } })
const ending = (given: Given) => situation({ ...given, wish: { id: 'nat-1', deleting: true, ...given.wish } })
const hidden = (absence: Seen['absence'], more: Partial<Seen> = {}) => seen(undefined, { absence, ...more })

const foreign = { is: 'foreign', why: 'It carries the tag of another object' } as const
const unknown = { is: 'unknown', why: 'forbidden', forbidden: true } as const
const detach: Step = { operation: tokened.delete, input: {}, effect: 'remove', say: 'detach it' }

test.each<Row>([
  {
    when: 'AWS never deletes it alone',
    in: going(seen({ state: 'available' }), { kind: { ...tokened, inseparable: () => true } }),
    plan: { do: 'keep', by: 'aws' },
    because: 'its parent takes it along, and would wait for it for ever',
  },
  {
    when: 'its definition has not been looked at',
    in: ending({}),
    plan: { do: 'look', for: 'definition' },
    because: 'a whole kind that is uninstalled keeps what it made in AWS',
  },
  {
    when: 'its definition is being deleted, too',
    in: ending({ definition: { is: 'leaving' } }),
    plan: { do: 'keep', by: 'definition' },
    because: 'nobody asked for the end of each of its objects',
  },
  {
    when: 'its own annotation says delete',
    in: ending({ wish: { retention: { is: 'delete', own: true } } }),
    plan: { do: 'look', for: 'object', id: 'nat-1' },
    because: 'then it does not matter how the definition stands',
  },
  {
    when: 'it cannot be told how the definition stands',
    in: ending({ definition: unknown, date: time + 10 * second }),
    plan: {
      do: 'nothing',
      outcome: { is: 'failed', reason: 'DefinitionUnknown', errorClass: 'auth', after: 5 * second },
    },
    because: 'there is time for somebody to grant the permission',
  },
  {
    when: 'a minute later it still cannot be told',
    in: ending({ definition: unknown, date: time + minute }),
    plan: { do: 'look', for: 'object', id: 'nat-1' },
    because: 'a missing permission does not pass by itself, and the object must not hang on it',
  },
  {
    when: 'its policy is to keep',
    in: ending({ wish: { retention: { is: 'keep' } } }),
    plan: { do: 'keep', by: 'policy' },
    because: 'the user said so, and AWS need not be asked',
  },
  {
    when: 'it says delete, and its namespace keeps',
    in: ending({ wish: { retention: { is: 'keep', against: 'ec2.deletion-policy=retain' } } }),
    plan: { do: 'keep', by: 'namespace', against: 'ec2.deletion-policy=retain' },
    because: 'the namespace has the last word, and the object’s owner is told',
  },
  {
    when: 'it only looks',
    in: ending({ wish: { readOnly: true } }),
    plan: { do: 'keep', by: 'reader' },
    because: 'what it looks at is not its own',
  },
  {
    when: 'AWS shows the object',
    in: going(seen({})),
    plan: { do: 'delete', id: 'nat-1' },
    because: 'the Kubernetes object is the reason why it exists',
  },
  {
    when: 'nobody has asked whether it is its turn',
    in: going(seen({}), { turn: undefined }),
    plan: { do: 'look', for: 'turn' },
    because: 'it may be one of a mass',
  },
  {
    when: 'it is the first of a mass that is said to wait',
    in: going(seen({}), { turn: { is: 'wait', ms: 6 * second, first: true } }),
    plan: { do: 'wait', until: { reason: 'MassDeletion', after: 6 * second }, news: expect.stringContaining('500') },
    because: 'a mistake that deletes half of what there is leaves time to be seen',
  },
  {
    when: 'its turn has come',
    in: going(hidden('early'), { turn: { is: 'wait', ms: 0, first: false } }),
    plan: { do: 'delete', id: 'nat-1' },
    because: 'ten of them go a minute',
  },
  {
    when: 'it is in plan mode',
    in: going(seen({}), { turn: undefined, wish: { planOnly: true } }),
    plan: { do: 'delete', id: 'nat-1' },
    because: 'it is only said, and takes nobody’s turn',
  },
  {
    when: 'a reference in the spec is a mistake by now',
    in: going(seen({}), {
      refs: { invalid: { is: 'failed', reason: 'ReferenceInvalid', why: 'both', errorClass: 'terminal' } },
    }),
    plan: { do: 'delete', id: 'nat-1' },
    because: 'to delete it nobody needs its spec',
  },
  {
    when: 'others in the cluster use it',
    in: going(seen({}), { holders: ['Subnet a'] }),
    plan: { do: 'nothing', outcome: { is: 'blocked', reason: 'BlockedByDependents', why: 'still used by Subnet a' } },
    because: 'AWS would refuse; the last of them wakes this one',
  },
  {
    when: 'it must be emptied first',
    in: going(seen({}), { kind: { ...tokened, teardown: () => [detach] } }),
    plan: { do: 'prepare', steps: [detach] },
    because: 'AWS deletes only what is empty',
  },
  {
    when: 'it is ours by the record, and AWS’s tags do not say so yet',
    in: going(seen({}, { ownership: { is: 'unsigned' }, tags })),
    plan: { do: 'change', changes: [{ field: 'tags' }] },
    because: 'ours is proved by record and tag together before anything is deleted',
  },
  {
    when: 'it is not ours',
    in: going(seen({}, { ownership: foreign })),
    plan: { do: 'release' },
    because: 'what belongs to somebody else is left alone',
  },
  {
    when: 'AWS accepted the delete ten seconds ago and still shows it',
    in: going(seen({}, { sinceDelete: 10 * second })),
    plan: { do: 'wait', until: { reason: 'Deleting' } },
    because: 'accepted is not gone: the finalizer stays',
  },
  {
    when: 'AWS accepted the delete half a minute ago and shows it as if nothing were',
    in: going(seen({}, { sinceDelete: 30 * second })),
    plan: { do: 'delete', id: 'nat-1' },
    because: 'the delete had no effect',
  },
  {
    when: 'AWS shows it as deleting',
    in: going(seen({ State: 'deleting' })),
    plan: { do: 'wait', until: { reason: 'Deleting', why: 'State is deleting' } },
    because: 'it takes its time, and nothing else is to be done',
  },
  {
    when: 'AWS shows it as dead',
    in: going(seen({ State: 'deleted' })),
    plan: { do: 'release', because: 'State is deleted' },
    because: 'AWS itself says that it is over',
  },
  {
    when: 'AWS does not show it, and it was made a moment ago',
    in: going(hidden('early')),
    plan: { do: 'delete', id: 'nat-1' },
    because: 'a delete by id reaches what reads do not show yet',
  },
  {
    when: 'that delete met an id that AWS does not know',
    in: going(hidden('early', { unknownUntil: 11 * minute })),
    plan: { do: 'wait', until: { reason: 'Deleting' } },
    because: 'it may only not be visible yet: it is tried again after a while',
  },
  {
    when: 'AWS does not show it, and nothing is proved',
    in: going(hidden('doubtful')),
    plan: { do: 'wait', until: { reason: 'Deleting' } },
    because: 'to let go too early makes an orphan',
  },
  {
    when: 'AWS has stated once that it does not know it, and no delete of this process is on its way',
    in: going(hidden('doubtful', { stated: true })),
    plan: { do: 'delete', id: 'nat-1' },
    because: 'an earlier process may have had its delete accepted; another one is answered with what is so',
  },
  {
    when: 'AWS has accepted the delete, and nothing is proved',
    in: going(hidden('doubtful', { stated: true, sinceDelete: 5 * second })),
    plan: { do: 'wait', until: { reason: 'Deleting', why: 'AWS is deleting it' } },
    because: 'the next statement will tell',
  },
  {
    when: 'it is gone',
    in: going(hidden('gone')),
    plan: { do: 'release', because: 'AWS no longer has it' },
    because: 'that is what the finalizer was for',
  },
  {
    when: 'it is gone, and a duplicate is left that our create explains',
    in: going(hidden('gone', { removable: { duplicate, named: false } })),
    plan: { do: 'delete-duplicate', duplicate: { id: 'nat-2' }, outcome: { reason: 'Deleting' } },
    because: 'what was made for this object goes with it',
  },
  {
    when: 'it is gone, and the duplicate’s delete is under way',
    in: going(hidden('gone', { leaving: true })),
    plan: { do: 'wait', until: { reason: 'Deleting' } },
    because: 'nobody would look after it once the finalizer is off',
  },
  {
    when: 'AWS does not show it, and it was never shown to be ours',
    in: going(hidden('doubtful', { ownership: foreign })),
    plan: { do: 'release', because: foreign.why },
    because: 'an older object stands for it',
  },
  {
    when: 'its record was lost',
    in: ending({ definition: { is: 'standing' }, wish: { id: undefined, claimed: true }, found: { time } }),
    plan: { do: 'record', outcome: { reason: 'CreateOutcomeUnknown' } },
    because: 'a create may have been sent: what it may have made is searched for before the finalizer goes',
  },
])('an object is deleted and $when: $because', ({ in: s, plan }) => {
  expectPlan(decide(s), plan)
})
