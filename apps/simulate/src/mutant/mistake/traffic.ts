import { type Mutant, promise, swap } from '../mutant.ts'

/** Mistakes about what enters and leaves the process. */
export const traffic: readonly Mutant[] = [
  {
    id: 'unsent-is-open',
    mistake: 'A create that never left counts as one whose outcome is not known.',
    file: 'packages/core/src/reconcile/create.ts',
    edits: swap('  if (error.unsent) return await fruitless(pass, name, error)\n', ''),
    check: promise('unsent'),
  },
  {
    id: 'broken-is-unsent',
    mistake: 'A connection that broke under a call counts as one that was never opened.',
    file: 'packages/core/src/aws/unsent.ts',
    edits: swap("new Set(['ECONNREFUSED',", "new Set(['ECONNRESET', 'ECONNREFUSED',"),
    check: promise('unsent'),
  },
  {
    id: 'no-region-holds',
    mistake: 'What an earlier process sent to a region that is none is searched for in it for ever.',
    file: 'packages/core/src/reconcile/pin.ts',
    edits: swap(
      "  if (error.code === 'ENOTFOUND' && (!left || (await unsettled(pass, intent)) > 0)) throw error\n",
      '  throw error\n',
    ),
    check: promise('unsent'),
  },
]
