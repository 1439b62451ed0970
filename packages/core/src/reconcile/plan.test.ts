import { expect, test } from 'vitest'
import { duplicate, intent, mode, tags } from '../../test/situation.ts'
import { type Action, announced } from './plan.ts'

const settled = { is: 'settled' } as const

test.each<{ readonly action: Action; readonly says: string | undefined; readonly because: string }>([
  {
    action: { do: 'create', because: 'it does not exist', warrant: { by: 'management' } },
    says: 'create it, because it does not exist',
    because: 'it changes AWS',
  },
  {
    action: { do: 'adopt', id: 'nat-1', fill: {}, kept: [], sure: true, print: '' },
    says: 'adopt nat-1',
    because: 'it changes the spec and whose the AWS object is',
  },
  {
    action: { do: 'change', changes: [tags, { ...tags, field: mode.field }] },
    says: 'set the tags; set the tags',
    because: 'it changes AWS, each step is said',
  },
  { action: { do: 'prepare', steps: tags.steps }, says: 'set the tags', because: 'it changes AWS' },
  { action: { do: 'delete', id: 'nat-1' }, says: 'delete it', because: 'it changes AWS' },
  {
    action: { do: 'delete-duplicate', duplicate, outcome: settled },
    says: 'delete nat-2, which was made a second time for this object',
    because: 'it changes AWS',
  },
  {
    action: { do: 'release', because: 'AWS no longer has it' },
    says: 'let it go, because AWS no longer has it',
    because: 'the object would be gone before anybody has read what would be done',
  },
  {
    action: { do: 'release', because: 'AWS has nothing of it', unmade: true },
    says: undefined,
    because: 'there was never anything in AWS that somebody could be told about',
  },
  { action: { do: 'keep', by: 'policy' }, says: undefined, because: 'the user has said what is to become of it' },
  { action: { do: 'recall', id: 'nat-1', how: 'tag' }, says: undefined, because: 'the id is never lost' },
  {
    action: { do: 'record', intent: intent(), outcome: settled },
    says: undefined,
    because: 'records are kept straight, whatever the mode',
  },
  { action: { do: 'fill', fields: {} }, says: undefined, because: 'it tells what AWS has, and changes nothing there' },
  { action: { do: 'complain' }, says: undefined, because: 'it is said in the conditions anyway' },
  { action: { do: 'nothing', outcome: settled }, says: undefined, because: 'there is nothing to say' },
  { action: { do: 'wait', until: settled }, says: undefined, because: 'there is nothing to say yet' },
])('in plan mode, $action.do is said as $says: $because', ({ action, says }) => {
  expect(announced(action)).toBe(says)
})
