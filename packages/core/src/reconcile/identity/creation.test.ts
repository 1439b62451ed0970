import { test } from 'vitest'
import {
  expectPlan,
  type Given,
  intent,
  known,
  minute,
  named,
  type Row,
  recorded,
  second,
  seen,
  situation,
  time,
  tokenless,
  unsigned,
  untagged,
} from '../../../test/situation.ts'
import { decide } from '../decide.ts'
import { noAttempts } from './attempts.ts'

/** Nothing of the object is in AWS, and nothing was ever sent. */
const fresh = (given: Given = {}) => situation({ ...given, wish: { claimed: false, ...given.wish } })

const waits = { is: 'blocked', reason: 'ReferenceNotReady', why: 'VPC a has no id yet', patient: true } as const
const circle = { is: 'failed', reason: 'ReferenceCycle', why: 'a → b → a', errorClass: 'terminal' } as const
const gone = seen(undefined, { absence: 'gone' })
const origin = { account: '111111111111', region: 'eu-west-1', endpoint: '', sure: false }
const moved = { region: 'eu-west-2', intent: intent({}, tokenless) }
const refused = intent({ open: [], epoch: 1 }, untagged)

test.each<Row>([
  {
    when: 'the object is new',
    in: fresh(),
    plan: { do: 'look', for: 'occupant' },
    because: 'right before a first create AWS is asked what is there already',
  },
  {
    when: 'the object is new, and nothing is there',
    in: fresh({ found: { there: [] } }),
    plan: { do: 'create', because: 'it does not exist', warrant: { by: 'management' }, replay: undefined },
    because: 'this is what a custom resource is for',
  },
  {
    when: 'AWS has an object with its owner tags',
    in: fresh({ found: { there: ['nat-5'] } }),
    plan: { do: 'recall', id: 'nat-5', how: 'tag' },
    because: 'it is ours, and its record was lost',
  },
  {
    when: 'AWS has an object in the place of one without tags',
    in: fresh({ kind: untagged, found: { there: ['rtb-5'] } }),
    plan: { do: 'nothing', outcome: { reason: 'AlreadyExists', errorClass: 'terminal' } },
    because: 'no create of ours is on record, so somebody else made it',
  },
  {
    when: 'AWS has an object of that name without its owner tags',
    in: fresh({ kind: named, found: { there: [], occupant: { id: 'url-5', bare: true } } }),
    plan: { do: 'nothing', outcome: { reason: 'AlreadyExists', errorClass: 'terminal' } },
    because: 'AWS would answer a create with it, and it is somebody else’s',
  },
  {
    when: 'a create that AWS answers with what is there was refused before, and the kind takes no tags',
    in: situation({ kind: unsigned, wish: { intent: refused } }),
    plan: { do: 'look', for: 'occupant' },
    because: 'the look right before is all that says whose the answer is',
  },
  {
    when: 'a create of a kind without tags was refused before',
    in: situation({ kind: untagged, wish: { intent: refused } }),
    plan: { do: 'create' },
    because: 'what is there now may be what the network’s double of that create has made',
  },
  {
    when: 'the object is new, in plan mode',
    in: fresh({ wish: { planOnly: true } }),
    plan: { do: 'create' },
    because: 'it is only said, so nothing need be asked',
  },
  {
    when: 'a reference that the create needs is not resolved',
    in: fresh({ refs: { blocked: waits } }),
    plan: { do: 'nothing', outcome: waits },
    because: 'the other object’s change wakes this one',
  },
  {
    when: 'the references form a circle',
    in: fresh({ refs: { blocked: waits }, circle }),
    plan: { do: 'nothing', outcome: circle },
    because: 'waiting would never end, and only a person can break it',
  },
  {
    when: 'the object may not be created',
    in: fresh({ warrant: undefined }),
    plan: { do: 'nothing', outcome: { is: 'blocked', reason: 'AdoptionNotFound' } },
    because: 'a reader and what is to be adopted make nothing',
  },
  {
    when: 'a create was lost on its way to one region, and the object asks for another',
    in: situation({ kind: tokenless, origin, found: { time, shown: [] }, wish: moved }),
    plan: { do: 'wait', until: { reason: 'CreateOutcomeUnknown' } },
    because: 'it may have been made there',
  },
  {
    when: 'the same, and a token lets the create be repeated',
    in: situation({ origin, found: { time, shown: [] }, wish: { region: 'eu-west-2', intent: intent() } }),
    plan: { do: 'wait', until: { reason: 'CreateOutcomeUnknown', after: 5 * second } },
    because: 'a repetition would make it where nobody wants it any more',
  },
  {
    when: 'the search in the region of before is over',
    in: situation({
      origin,
      kind: tokenless,
      found: { time, shown: [] },
      wish: { region: 'eu-west-2', intent: intent({ open: [`p ${time - 6 * minute}`] }, tokenless) },
    }),
    plan: { do: 'record', intent: { open: [] }, outcome: { after: 0 } },
    because: 'the object is free to be made where it belongs',
  },
  {
    when: 'the object is deleted, and nothing was ever made',
    in: fresh({ wish: { deleting: true }, definition: { is: 'standing' } }),
    plan: { do: 'release', unmade: true },
    because: 'there is nothing to delete',
  },
  {
    when: 'the object is deleted while the outcome of a create under a token is not known',
    in: situation({
      wish: { deleting: true, intent: intent() },
      definition: { is: 'standing' },
      found: { time, shown: [] },
    }),
    plan: { do: 'wait', until: { reason: 'CreateOutcomeUnknown', after: 5 * second } },
    because: 'what that create made would be an orphan',
  },
  {
    when: 'AWS does not show an object that was made a moment ago',
    in: known(seen(undefined, { absence: 'early' })),
    plan: { do: 'wait', until: { reason: 'Creating' } },
    because: 'NotFound soon after a create means not yet',
  },
  {
    when: 'AWS does not show the object, and has not stated twice that it is gone',
    in: known(seen(undefined, { absence: 'doubtful' })),
    plan: { do: 'wait', until: { reason: 'Waiting' } },
    because: 'an absence proves nothing',
  },
  {
    when: 'AWS states that the object is gone',
    in: known(gone),
    plan: { do: 'create', because: 'AWS states that it does not exist' },
    because: 'what was deleted behind our back is made again',
  },
  {
    when: 'AWS goes on showing a dead object',
    in: known(seen({ State: 'deleted' })),
    plan: { do: 'create', because: 'State is deleted' },
    because: 'a record of a dead object is no object',
  },
  {
    when: 'this process has replaced the object already, and the record of that was rolled back',
    in: { ...known(gone), attempts: { ...noAttempts(), made: { epoch: 9, id: 'nat-9' } } },
    plan: { do: 'recall', id: 'nat-9', how: 'tag' },
    because: 'reads may not show it yet, and another create would make a third',
  },
  {
    when: 'another object of ours shows in place of one that is gone',
    in: known(seen(undefined, { successor: 'nat-2' })),
    plan: { do: 'recall', id: 'nat-2', how: 'tag' },
    because: 'somebody, or a create of ours, has made it already',
  },
  {
    when: 'an object is gone whose name somebody else may have taken since',
    in: known(gone, { kind: named }),
    plan: { do: 'look', for: 'occupant' },
    because: 'AWS would answer a create with what is there',
  },
  {
    when: 'an object is gone, and somebody else has taken its name',
    in: known(gone, { kind: named, found: { there: [], occupant: { id: 'nat-1', bare: false } } }),
    plan: { do: 'nothing', outcome: { reason: 'AlreadyExists' } },
    because: 'the same id says nothing: another one has it now',
  },
  {
    when: 'the object is gone, and was only adopted',
    in: known(gone, { warrant: undefined }),
    plan: { do: 'nothing', outcome: { reason: 'AdoptedGone', errorClass: 'terminal' } },
    because: 'what somebody else made is not made anew by itself',
  },
  {
    when: 'much of the kind vanished at once',
    in: known(
      seen(undefined, {
        absence: 'gone',
        vanished: { is: 'blocked', reason: 'MassDisappearance', why: '30', patient: false },
      }),
    ),
    plan: { do: 'nothing', outcome: { reason: 'MassDisappearance' } },
    because: 'that is rarely what it looks like',
  },
  {
    when: 'the object is gone, and a reference is not resolved',
    in: known(gone, { refs: { blocked: waits } }),
    plan: { do: 'nothing', outcome: waits },
    because: 'the one that takes its place needs the same as the first',
  },
  {
    when: 'those before it died soon, too',
    in: known(seen(undefined, { absence: 'gone', backoff: 30 * second })),
    plan: { do: 'nothing', outcome: { is: 'failed', reason: 'FailedState', after: 30 * second } },
    because: 'a request whose objects die is repeated ever more slowly',
  },
  {
    when: 'a replacement is decided, and AWS has objects with our tags',
    in: known(gone, { found: { there: ['nat-9'] }, wish: { intent: recorded() } }),
    plan: { do: 'create' },
    because: 'the look at the gone one has searched already',
  },
])('$when: $because', ({ in: s, plan }) => {
  expectPlan(decide(s), plan)
})
