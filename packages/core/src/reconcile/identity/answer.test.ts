import { test } from 'vitest'
import { expectPlan, type Given, intent, minute, named, type Row, situation, time } from '../../../test/situation.ts'
import { decide } from '../decide.ts'
import { noAttempts } from './attempts.ts'
import type { Intent } from './intent.ts'

/** A create of a kind that AWS may answer with what somebody else has made was sent a minute ago; its outcome is not known. */
function sent(found: Given['found'], more: Partial<Intent> = {}, given: Given = {}) {
  const wish = { intent: intent(more, named), ...given.wish }
  return situation({ kind: named, found: { time, ...found }, ...given, wish })
}

const none = { shown: [] }
const answered = { attempts: { ...noAttempts(), made: { epoch: 1, id: 'url-1' } } }
const late = { at: time - 6 * minute, open: [`p ${time - 6 * minute}`] }

test.each<Row>([
  {
    when: 'AWS answers a create with what is there, and the search shows nothing',
    in: sent(none),
    plan: { do: 'create', replay: { epoch: 1 } },
    because: 'there is one of that name at most, however often it is asked for',
  },
  {
    when: 'AWS has answered this process, and the search does not show it yet',
    in: sent(none, {}, answered),
    plan: { do: 'wait', until: { reason: 'CreateOutcomeUnknown' } },
    because: 'the answer may name what somebody else has made: its tags say whose it is',
  },
  {
    when: 'the search shows what AWS has answered with, with our tags',
    in: sent({ shown: ['url-1'] }, {}, answered),
    plan: { do: 'recall', id: 'url-1', how: 'tag' },
    because: 'now it is proved to be ours',
  },
  {
    when: 'the search shows one of that name without any tags',
    in: sent({ ...none, occupant: { id: 'url-1', bare: true } }),
    plan: { do: 'wait', until: { reason: 'CreateOutcomeUnknown' } },
    because: 'reads may not show yet the tags that ours was made with',
  },
  {
    when: 'it still has none when the quarantine is over',
    in: sent({ ...none, occupant: { id: 'url-1', bare: true } }, late),
    plan: { do: 'record', intent: { open: [] }, outcome: { reason: 'AlreadyExists' } },
    because: 'somebody has made it between our look and our create',
  },
  {
    when: 'the search shows one of that name with the tags of somebody else',
    in: sent({ ...none, occupant: { id: 'url-1', bare: false } }),
    plan: { do: 'record', intent: { open: [] }, outcome: { reason: 'AlreadyExists' } },
    because: 'a create sets all tags at once, so it is certainly not ours',
  },
  {
    when: 'status has the id that the one made anew will have, and its create is open',
    in: sent(none, { epoch: 2, ids: [] }, { wish: { id: 'url-1', intent: intent({ epoch: 2 }, named) } }),
    plan: { do: 'create', replay: { epoch: 2 } },
    because: 'what status says is of the one before',
  },
])('$when: $because', ({ in: s, plan }) => {
  expectPlan(decide(s), plan)
})
