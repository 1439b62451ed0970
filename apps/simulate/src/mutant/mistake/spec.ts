import { type Mutant, promise, swap } from '../mutant.ts'

const plans = 'packages/core/src/reconcile/plan.ts'

/** Mistakes about what a spec says, and about writes that are refused. */
export const spec: readonly Mutant[] = [
  {
    id: 'gap-judged',
    mistake: 'A value is compared with AWS although a reference below it names nothing.',
    file: plans,
    edits: swap('  if (!known) return why\n', ''),
    check: promise('dangling'),
  },
  {
    id: 'gap-unsaid',
    mistake: 'All references are said to be resolved because the pass ended with something else.',
    file: 'packages/core/src/reconcile/report.ts',
    edits: swap('      unresolved: pass.unresolved,\n', ''),
    check: promise('dangling'),
  },
]
