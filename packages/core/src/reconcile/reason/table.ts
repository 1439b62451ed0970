import { declared } from './declared.ts'
import { held } from './held.ts'
import { later } from './later.ts'
import { progress } from './progress.ts'
import { refused } from './refused.ts'
import type { Row } from './row.ts'
import { waiting } from './waiting.ts'

/** Every reason under its heading in docs/reasons.md. */
export const headings = [
  { title: 'As declared', rows: declared },
  {
    title: 'On its way',
    about: 'Objects on their way are polled every 1 to 2 s for ten minutes, then every 15 s.',
    rows: progress,
  },
  {
    title: 'Waiting for others',
    about: 'These go on the moment what they wait for changes. In case nobody tells, they are looked at once a minute.',
    rows: waiting,
  },
  { title: 'Held on purpose', rows: held },
  {
    title: 'Refused for good',
    about:
      'Nothing will change by itself, but what is wrong may be mended outside the object, so these are tried again within 10 minutes.',
    rows: refused,
  },
  { title: 'Refused for now', rows: later },
] as const

const all = { ...declared, ...progress, ...waiting, ...held, ...refused, ...later } as const

/** Words that conditions, events and metrics carry. The list is closed; docs/reasons.md explains each. */
export type Reason = keyof typeof all

/** What there is to say of each reason. */
export const reasons: Readonly<Record<Reason, Row>> = all

/** Whether a word is a reason of the closed list. */
export function isReason(word: string): word is Reason {
  return Object.hasOwn(reasons, word)
}
