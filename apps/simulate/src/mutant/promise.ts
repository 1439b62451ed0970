/** What Windlass promises, in the order of its numbers, which begin with 1. */
export const promises = [
  {
    name: 'Exactly once',
    says: 'Killing the process before or after any single external call, losing any reply, two leaders at once: never two AWS objects for one custom resource, never an orphan, no human step. What AWS carries out more than 20 minutes late is reported.',
  },
  {
    name: 'The id is never lost',
    says: 'It is written on its own right after the create; everything after that is an ordinary, repeatable update.',
  },
  {
    name: 'Synced is a signed statement',
    says: '`ACK.ResourceSynced=True` is said only of the current generation, after a read that follows the last write, of a settled state, with no difference in any field that the spec sets and AWS shows.',
  },
  {
    name: 'Status follows AWS in seconds',
    says: 'Two at most after AWS reports a change while a resource is in transition, and drift is seen within one sweep.',
  },
  {
    name: 'Out-of-band deletion heals',
    says: 'What AWS itself says is gone, or shows dead, is made anew, unless its end was wished or it was only adopted.',
  },
  { name: 'Reads are shared', says: 'One sweep for each account, region and kind serves every object.' },
  {
    name: "AWS's limits are known in advance",
    says: 'Calls leave within the budgets of AWS, and what users change overtakes the rest.',
  },
  {
    name: 'Edits are make-before-break',
    says: 'What is added comes before what is removed, and a fight over a difference is not joined.',
  },
  {
    name: 'Deletion waits until it is true',
    says: 'It names what blocks it, and ends when AWS no longer shows the object.',
  },
  {
    name: "The user's spec is the user's",
    says: 'A field that was never set is not managed; one that was written and is taken out again is brought to nothing once, and unmanaged then; only declared tag keys are owned.',
  },
  {
    name: 'Wrong input is refused early and clearly',
    says: 'An external fix is noticed without an edit of the object.',
  },
  {
    name: 'At rest, silence',
    says: 'No writes, no log lines, no hot loop; and under refusal, backoff: no object costs the API server more than six writes a minute.',
  },
  {
    name: 'An absence proves nothing',
    says: 'What a reply does not show is asked for by id; nothing is replaced, released or deleted because something was missing.',
  },
  {
    name: 'Records do not travel',
    says: 'Intent, ids and tags are believed only for the object, cluster, account and region they were made for.',
  },
  {
    name: 'Ours is proved before it is changed or deleted',
    says: "By our record and AWS's tag together, or by a person's explicit word. Readers never own.",
  },
  {
    name: 'A kind is facts, and the compiler checks them',
    says: 'A name that the SDK does not have does not build.',
  },
] as const

/** The number of a promise. */
export type PromiseNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16
