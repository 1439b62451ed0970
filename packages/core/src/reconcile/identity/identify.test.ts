import { expect, test } from 'vitest'
import {
  expectPlan,
  type Given,
  intent,
  known,
  minute,
  type Row,
  recorded,
  second,
  seen,
  situation,
  time,
  tokened,
  tokenless,
  untagged,
} from '../../../test/situation.ts'
import { AwsError } from '../../aws/error.ts'
import { requestHash } from '../../aws/token.ts'
import type { Kind } from '../../kind/kind.ts'
import { createRequest } from '../../kind/request.ts'
import { decide } from '../decide.ts'
import { noAttempts } from './attempts.ts'
import { identify } from './identify.ts'
import type { Intent } from './intent.ts'

/** A create was sent a minute ago, and its outcome is not known. */
function sent(kind: Kind, found: Given['found'], more: Partial<Intent> = {}, given: Given = {}) {
  const wish = { intent: intent(more, kind), ...given.wish }
  return situation({ kind, found: { time, ...found }, ...given, wish })
}

const none = { shown: [] }
const mine = `p ${time - minute}`
const rival = { ...noAttempts(), rival: { attempt: mine, message: 'InUse' } }
const replacing = { replaces: 'nat-1', ids: ['nat-1'], epoch: 2 } as const
const unsent = (code: string) =>
  new AwsError({ code, errorClass: 'transient', action: 'DescribeVpcs', status: 0, said: 'no', unsent: true })
const late = { at: time - 6 * minute, open: [`p ${time - 6 * minute}`] }

const yesterday = { at: time - 1440 * minute, open: [`p ${time - 1440 * minute}`] }

test.each<Row>([
  {
    when: 'status has lost the id, and the record has it',
    in: situation({ wish: { intent: recorded('nat-1') } }),
    plan: { do: 'recall', id: 'nat-1', how: 'record' },
    because: 'the record is ours, and it says what status held',
  },
  {
    when: 'the id on record is one that was made too many and is deleted',
    in: situation({ wish: { intent: recorded('nat-1', { condemned: ['nat-1'] }) }, found: { there: [] } }),
    plan: { do: 'create' },
    because: 'what is condemned is never taken for the object again',
  },
  {
    when: 'the object carries our finalizer and no record',
    in: situation(),
    plan: { do: 'look', for: 'time' },
    because: 'its record was lost, so a create may have been sent; from when on is told by the API server’s clock',
  },
  {
    when: 'the record was lost, and the time is known',
    in: situation({ found: { time } }),
    plan: { do: 'record', intent: { epoch: 1, at: time, open: [`lost ${time}`] }, outcome: { after: 0 } },
    because: 'from now on a create of unknown outcome is on record, whichever process goes on',
  },
  {
    when: 'the record was taken off, and this process knows what it said',
    in: situation({ record: intent({ epoch: 2 }) }),
    plan: { do: 'record', intent: { epoch: 2, open: [mine] }, outcome: { after: 0 } },
    because: 'nothing else says under which token, and where, the create was sent',
  },
  {
    when: 'the same while status names what the create was to replace',
    in: situation({ wish: { id: 'nat-1' }, record: intent(replacing) }),
    plan: { do: 'record', intent: { epoch: 2, replaces: 'nat-1' } },
    because: 'what status says is of the past',
  },
  {
    when: 'the record was taken off, and status names the object',
    in: situation({ wish: { id: 'nat-1' }, record: recorded('nat-1') }),
    plan: { do: 'look', for: 'object', id: 'nat-1' },
    because: 'the id says all that matters, and the record is put back once AWS shows the object',
  },
  {
    when: 'the record of an adoption was taken off, and status has lost the id',
    in: situation({ record: recorded('nat-1', { adopted: { generation: 3, kept: [] } }), found: { time } }),
    plan: { do: 'record', intent: { epoch: 1, ids: [] } },
    because: 'its spec may have been set back with it, and is filled in by an adoption only',
  },
  {
    when: 'there is neither finalizer nor record',
    in: situation({ wish: { claimed: false }, found: { there: [] } }),
    plan: { do: 'create' },
    because: 'without our finalizer nothing was ever sent',
  },
  {
    when: 'this process has sent a create, and there is neither finalizer nor record',
    in: situation({ wish: { claimed: false }, attempts: { ...noAttempts(), sent: [minute] } }),
    plan: { do: 'look', for: 'time' },
    because: 'the API server was set back to before it: what was sent is in AWS all the same',
  },
  {
    when: 'a create was sent and its outcome is not known',
    in: situation({ wish: { intent: intent() } }),
    plan: { do: 'look', for: 'time' },
    because: 'how long it has been searched for is told by the clock that all processes share',
  },
  {
    when: 'the record was written by the clock of an earlier version',
    in: sent(tokened, {}, { uid: '' }),
    plan: { do: 'record', intent: { uid: 'uid-1', open: [`earlier ${time}`] } },
    because: 'its time cannot be counted from, so the search begins now',
  },
  {
    when: 'the record is of an hour that is yet to come',
    in: sent(tokened, {}, { open: [`p ${time + 60 * minute}`] }),
    plan: { do: 'record', intent: { at: time, open: [`earlier ${time}`] } },
    because: 'the API server’s clock was set back, and the search must end some day',
  },
  {
    when: 'a record that was lost a minute ago, of a kind with a token',
    in: sent(tokened, none, { hash: '' }),
    plan: { do: 'wait' },
    because: 'the first token may be one of the past, under which AWS would make another object',
  },
  {
    when: 'the same, and the search is over',
    in: sent(tokened, none, { ...late, hash: '' }),
    plan: { do: 'create', replay: { epoch: 1 } },
    because: 'under the first token AWS answers with what the create made that is still on its way',
  },
  {
    when: 'an open attempt, and the time is known',
    in: sent(tokenless, {}),
    plan: { do: 'look', for: 'search' },
    because: 'nothing is sent again before AWS was searched',
  },
  {
    when: 'this process knows that its attempt never left',
    in: sent(tokenless, { there: [] }, {}, { attempts: { ...noAttempts(), unmade: new Set([mine]) } }),
    plan: { do: 'create', replay: undefined },
    because: 'it made nothing, so there is nothing to search for',
  },
  {
    when: 'the search shows an object with our tags',
    in: sent(tokenless, { shown: ['vpc-1', 'vpc-2'] }),
    plan: { do: 'recall', id: 'vpc-1', how: 'tag' },
    because: 'of several every process takes the same: the lowest id',
  },
  {
    when: 'the search shows several, and AWS has named one of them to this process',
    in: sent(
      tokenless,
      { shown: ['vpc-1', 'vpc-2'] },
      {},
      { attempts: { ...noAttempts(), made: { epoch: 1, id: 'vpc-2' } } },
    ),
    plan: { do: 'recall', id: 'vpc-2' },
    because: 'status may have had that one before its record was lost',
  },
  {
    when: 'the search shows an object in the place of one without tags',
    in: sent(untagged, { shown: ['rtb-1'] }),
    plan: { do: 'recall', id: 'rtb-1', how: 'naturalkey' },
    because: 'nothing was there when the create went out, so it is what that made',
  },
  {
    when: 'the search shows nothing, and the kind has a token',
    in: sent(tokened, none, { hash: requestHash(createRequest(tokened, {})) }),
    plan: { do: 'create', replay: { epoch: 1 } },
    because: 'under the same token AWS answers with what the first request made, or makes it now: never two',
  },
  {
    when: 'the attempt is of yesterday, and this process has searched once',
    in: sent(tokened, none, yesterday),
    plan: { do: 'wait', until: { reason: 'CreateOutcomeUnknown', after: 5 * second } },
    because: 'AWS may have forgotten the token, and one reply that leaves something out proves nothing',
  },
  {
    when: 'the attempt is of yesterday, and this process has searched for two minutes',
    in: sent(tokened, none, yesterday, { attempts: { ...noAttempts(), searchingSince: 8 * minute } }),
    plan: { do: 'create', replay: { epoch: 1 } },
    because: 'by now it would have shown',
  },
  {
    when: 'the search shows nothing, and the spec has changed since',
    in: sent(tokened, none, { hash: 'of another request' }),
    plan: { do: 'wait', until: { reason: 'CreateOutcomeUnknown', after: 5 * second } },
    because: 'under that token AWS would only say that the request is another one',
  },
  {
    when: 'AWS has said that the token was used for another request',
    in: sent(tokened, none, {}, { attempts: { ...noAttempts(), mismatched: 1 } }),
    plan: { do: 'wait', until: { reason: 'CreateOutcomeUnknown' } },
    because: 'it gives no other answer however often it is asked',
  },
  {
    when: 'the search shows nothing, and the kind has neither token nor natural key',
    in: sent(tokenless, none),
    plan: { do: 'wait', until: { reason: 'CreateOutcomeUnknown', after: 5 * second } },
    because: 'reads may lag behind a create by minutes',
  },
  {
    when: 'the search has lasted for the quarantine',
    in: sent(tokenless, { ...none, there: [] }, late),
    plan: { do: 'create', replay: undefined },
    because: 'what AWS has not shown for so long was not made',
  },
  {
    when: 'the quarantine ends in two seconds',
    in: sent(tokenless, none, { open: [`p ${time - 5 * minute + 2 * second}`] }),
    plan: { do: 'wait', until: { after: 2 * second } },
    because: 'it is looked at again exactly then',
  },
  {
    when: 'the kind has a natural key, and the search shows nothing',
    in: sent(untagged, none),
    plan: { do: 'create', replay: { epoch: 1 } },
    because: 'AWS refuses a second one of the same request',
  },
  {
    when: 'a repetition met something with the same key, and reads show nothing',
    in: sent(untagged, none, { open: ['q 1', mine] }, { attempts: rival }),
    plan: { do: 'wait', until: { reason: 'CreateOutcomeUnknown' } },
    because: 'it may be what the first request has made',
  },
  {
    when: 'the only attempt met something with the same key, and a search does not find ours',
    in: sent(tokenless, none, {}, { attempts: rival }),
    plan: { do: 'record', intent: { open: [] }, outcome: { reason: 'AlreadyExists', errorClass: 'terminal' } },
    because: 'it is somebody else’s, and our create made nothing',
  },
  {
    when: 'one of several attempts under a token met something',
    in: sent(tokened, none, { open: ['q 1', mine] }, { attempts: rival }),
    plan: { do: 'record', intent: undefined, outcome: { reason: 'AlreadyExists' } },
    because: 'it is said, and the other attempt stays open',
  },
  {
    when: 'AWS has answered with an id that status does not keep',
    in: sent(tokened, none, {}, { attempts: { ...noAttempts(), made: { epoch: 1, id: 'nat-7' } } }),
    plan: { do: 'look', for: 'object', id: 'nat-7' },
    because: 'what AWS has said to this process is not asked for a second time',
  },
  {
    when: 'an object is replaced, and the outcome is not known',
    in: sent(tokened, {}, replacing, { wish: { id: 'nat-1' } }),
    plan: { do: 'look', for: 'word', id: 'nat-1' },
    because: 'the id in status is of the past, if that object really is gone',
  },
  {
    when: 'an object is replaced, and AWS shows it again',
    in: sent(tokened, { word: 'alive' }, replacing, { wish: { id: 'nat-1' } }),
    plan: { do: 'record', intent: { open: [] }, outcome: { reason: 'Waiting' } },
    because: 'it stays the one that status names; what the create may have made is told of once it shows',
  },
  {
    when: 'an object is replaced, and AWS still says that it is gone',
    in: sent(tokened, { word: 'gone' }, replacing, { wish: { id: 'nat-1' } }),
    plan: { do: 'look', for: 'search' },
    because: 'now it matters what the create has made',
  },
  {
    when: 'the region that the create went to is none, says the SDK',
    in: sent(tokened, { nowhere: unsent('RegionNotAccepted') }),
    plan: { do: 'record', intent: { open: [] } },
    because: 'what was sent to no region was not sent',
  },
  {
    when: 'the address of the region is not known',
    in: sent(tokened, { nowhere: unsent('ENOTFOUND') }),
    plan: { do: 'nothing', outcome: { is: 'failed', reason: 'Unreachable' } },
    because: 'a name server that fails looks just the same',
  },
  {
    when: 'the address is not known, the search is over, and the object is to live elsewhere',
    in: sent(tokened, { nowhere: unsent('ENOTFOUND') }, late, { wish: { region: 'eu-west-2' } }),
    plan: { do: 'record', intent: { open: [] } },
    because: 'nothing is left to do there, and the object must not hang on it for ever',
  },
])('$when: $because', ({ in: s, plan }) => {
  expectPlan(decide(s), plan)
})

test('the hash of an unchanged request lets it be repeated under its token', () => {
  const hash = requestHash(createRequest(tokened, {}))
  expectPlan(decide(sent(tokened, none, { hash })), { do: 'create', replay: { hash } })
})

test('an object in status is known, whatever else is on record', () => {
  expect(identify(known(seen({})))).toEqual({ is: 'known', id: 'nat-1' })
})
