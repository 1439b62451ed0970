import { type Mutant, plan, promise, swap, tests } from '../mutant.ts'

const write = 'packages/core/src/reconcile/write.ts'
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
  {
    id: 'denial-taken-for-change',
    mistake: 'Whatever the API server answers 422 to is taken for an object that has changed.',
    file: write,
    edits: swap(
      "      return fate === 'same' ? new WriteRefused(error.message) : error\n",
      '      return new Stale(false)\n',
    ),
    check: promise('denial'),
  },
  {
    id: 'storm-of-writes',
    mistake: 'A refused write is repeated at once, and nobody counts.',
    file: write,
    edits: [
      ...swap('  spend(pass.memory, clock.monotonic(), vital)\n', ''),
      ...swap(
        "      return fate === 'same' ? new WriteRefused(error.message) : error\n",
        '      return new Stale(false)\n',
      ),
    ],
    check: promise('denial'),
    simulation: plan('VPC/update of tags/K19', 3),
  },
  {
    id: 'vain-writes-uncounted',
    mistake: 'A write that the API server drops counts as one that was taken.',
    file: write,
    edits: swap('  if (kept) taken(', '  if (kept || vital !== undefined) taken('),
    check: promise('honest'),
  },
  {
    id: 'unbounded-writes',
    mistake: 'Writes of one object are not counted.',
    file: write,
    edits: swap('  spend(pass.memory, clock.monotonic(), vital)\n', ''),
    check: promise('denial'),
  },
  {
    id: 'mute-denial',
    mistake: 'That status cannot be written is told nobody.',
    file: 'packages/core/src/reconcile/reconcile.ts',
    edits: swap('      unwritten(pass, work.outcome)\n', ''),
    check: promise('denial'),
  },
  {
    id: 'open-egress',
    mistake: 'What AWS puts into a new group by itself stays.',
    file: 'packages/core/src/reconcile/create.ts',
    edits: swap('    initial: unasked(pass, spec),\n', ''),
    check: promise('egress'),
  },
  {
    id: 'egress-of-others',
    mistake: 'What AWS put into a group that was taken over is taken out, because a create of ours was refused before.',
    file: 'packages/core/src/reconcile/adopt.ts',
    edits: swap(', initial: [] }', ' }'),
    check: promise('egress'),
  },
  {
    id: 'egress-for-ever',
    mistake: 'That a new group was closed is not written down.',
    file: 'packages/core/src/reconcile/reconcile.ts',
    edits: swap('await claim(pass, recordInitial(pass, situation))', 'await claim(pass, {})'),
    check: promise('egress'),
  },
  {
    id: 'trapping-rule',
    mistake: 'A rule about edits refuses a list that was empty before and is empty still.',
    file: 'packages/core/src/kind/cel.ts',
    edits: swap(') == 0 || (has(', ') == 99 || (has('),
    check: tests('packages/ec2/test/rules.test.ts'),
  },
  {
    id: 'pool-range-removed',
    mistake: 'An empty list of ranges has those removed that AWS took out of a pool.',
    file: 'packages/ec2/src/vpc.ts',
    edits: swap('blocks.length === 0 ? undefined : blocks', 'blocks.length > 99 ? undefined : blocks'),
    check: promise('pool'),
  },
  {
    id: 'stored-refused',
    mistake: 'What is refused of a new object is refused of a stored one as well.',
    file: 'packages/core/src/kind/rules.ts',
    edits: swap('`has(self.status) || !has(self.spec)', '`!has(self.spec)'),
    check: promise('pool'),
  },
]
