import type { Rows } from './row.ts'

/** Reasons under the heading "As declared" of docs/reasons.md. */
export const declared = {
  InSync: {
    state: 'ready',
    says: 'AWS, read after the last write, matches the spec.',
    meaning: 'AWS, read after the last write, matches the spec of this generation, and the object has settled.',
    controller:
      'Compares it with AWS in every sweep (60 s unless set otherwise) and mends what has drifted. Writes nothing meanwhile.',
    you: 'Nothing.',
    next: undefined,
    fault: undefined,
    cause: undefined,
    steps: [],
  },
} as const satisfies Rows
