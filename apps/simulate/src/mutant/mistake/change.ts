import { type Mutant, plan, promise, stories, swap, tests } from '../mutant.ts'

const act = 'packages/core/src/reconcile/act.ts'
const caller = 'packages/core/src/aws/caller.ts'

/** Mistakes about edits, about pace, and about who may write. */
export const change: readonly Mutant[] = [
  {
    id: 'removal-first',
    mistake: 'What goes is removed before what comes is added.',
    file: act,
    edits: swap('of [false, true]', 'of [true, false]'),
    check: promise('gap'),
  },
  {
    id: 'refusal-ignored',
    mistake: 'A step of an edit that AWS refused is taken for done.',
    file: act,
    edits: swap(
      'if (stepwise.includes(error.errorClass)) return error',
      'if (stepwise.includes(error.errorClass)) return {}',
    ),
    check: promise('gap'),
  },
  {
    id: 'foreign-tag-deleted',
    mistake: 'Tags that somebody else has set are deleted.',
    file: 'packages/core/src/aws/tag.ts',
    edits: swap('ours.has(Key) && !keep.has(Key)', '(ours.has(Key) || !keep.has(Key)) && !keep.has(Key)'),
    check: promise('honest'),
  },
  {
    id: 'tags-not-recorded',
    mistake: 'The keys of tags are not written down before the tags are set.',
    file: 'packages/core/src/reconcile/reconcile.ts',
    edits: swap(
      '      if (sight !== undefined && decided.changes.some((each) => each.field === tagField)) await recordTags(pass, sight)\n',
      '',
    ),
    check: promise('tags'),
  },
  {
    id: 'no-breaker',
    mistake: 'A difference that keeps coming back is written for ever.',
    file: 'packages/core/src/reconcile/breaker.ts',
    edits: swap("  if (last.count >= limit && age < rest) return 'open'\n", ''),
    check: promise('honest'),
  },
  {
    id: 'impatient-write',
    mistake: 'A value that AWS does not show yet is written again at once.',
    file: 'packages/core/src/reconcile/breaker.ts',
    edits: swap("  if (age < hidden && last.have === have) return 'wait'\n", ''),
    check: promise('flap'),
  },
  {
    id: 'backoff-stays',
    mistake: 'The backoff of an object never falls back, whatever has succeeded since.',
    file: 'packages/core/src/controller/controller.ts',
    edits: swap("    if (next.do !== 'retry') queue.succeeded(key)\n", ''),
    check: promise('pace'),
  },
  {
    id: 'backoff-flat',
    mistake: 'The backoff never grows.',
    file: 'packages/core/src/queue/queue.ts',
    edits: swap('    this.#failures.set(key, failures)\n', ''),
    check: tests('packages/core/src/queue'),
  },
  {
    id: 'lane-starves',
    mistake: 'A lower lane waits for as long as a higher one has work.',
    file: 'packages/core/src/time/turn.ts',
    edits: swap('waiting.find((lane) => this.#count(lane) >= this.#patience) ?? waiting[0]', 'waiting[0]'),
    check: tests('packages/core/src/time', 'packages/core/src/queue'),
  },
  {
    id: 'lanes-reversed',
    mistake: 'Verification goes before what users have changed.',
    file: 'packages/core/src/queue/queue.ts',
    edits: swap('new Turn<Lane>(lanes, 10)', 'new Turn<Lane>([...lanes].reverse(), 10)'),
    check: promise('limits'),
  },
  {
    id: 'key-twice',
    mistake: 'A key that a worker has is given to a second one.',
    file: 'packages/core/src/queue/queue.ts',
    edits: swap('    if (this.#busy.has(key)) {\n', '    if (this.#busy.get(key) !== undefined) {\n'),
    check: tests('packages/core/src/queue'),
  },
  {
    id: 'fence-ignored',
    mistake: 'A process that has lost its lease goes on writing to AWS.',
    file: caller,
    edits: swap(
      "    if (order.mutating && this.#options.fence?.() === false) throw new CallRefused('NotLeader', order.action)\n",
      '',
    ),
    check: tests('packages/core/src/aws/caller.test.ts'),
  },
  {
    id: 'lease-for-ever',
    mistake: 'A leader that cannot renew its lease takes it for its own all the same.',
    file: 'packages/core/src/kube/lease.ts',
    edits: swap(
      'return !this.#lost.signal.aborted && now < this.#renewedAt + this.#durations.renew',
      'return !this.#lost.signal.aborted || now < 0',
    ),
    check: tests('packages/core/src/kube/lease.test.ts'),
  },
  {
    id: 'limits-doubled',
    mistake: "Twice as many calls leave as AWS's buckets hold.",
    file: 'packages/core/src/aws/limit.ts',
    edits: swap('options.share ?? 0.9', 'options.share ?? 2'),
    check: promise('limits'),
  },
  {
    id: 'throttle-unlearned',
    mistake: 'A call that AWS turned away does not slow down those after it.',
    file: caller,
    edits: swap('        this.#options.limiter.throttled(service, scope, action, grant)\n', ''),
    check: tests('packages/core/src/aws/caller.test.ts'),
  },
  {
    id: 'terminal-abandoned',
    mistake: 'An object that AWS refused is never looked at again unless its spec changes.',
    file: 'packages/core/src/reconcile/outcome.ts',
    edits: swap(
      "    case 'failed':\n",
      "    case 'failed':\n      if (outcome.errorClass === 'terminal') return { do: 'rest' }\n",
    ),
    check: stories,
  },
  {
    id: 'hot-replacement',
    mistake: 'An object whose replacements keep dying is replaced without a pause.',
    file: 'packages/core/src/reconcile/replace.ts',
    edits: swap('if (count < 2 || ', 'if (count >= 0 || '),
    check: tests('packages/core/src/reconcile/replace.test.ts'),
  },
  {
    id: 'secret-said',
    mistake: "The encoded authorization message in AWS's words is passed on.",
    file: 'packages/core/src/aws/error.ts',
    edits: swap(
      'const said = foreign(lasting(failure.said.slice(0, readable)))',
      'const said = lasting(failure.said) && failure.said',
    ),
    check: tests('packages/core/src/aws/error.test.ts'),
    simulation: plan('VPC/create/A11'),
  },
  {
    id: 'secret-counted',
    mistake: "The label of a metric holds AWS's own words for why it denies a call.",
    file: 'packages/metrics/src/aws.ts',
    edits: [
      {
        find: 'status_code: httpStatus(status)',
        replace: 'status_code: status === 403 ? String(call.code) : httpStatus(status)',
      },
      {
        find: 'code: failure?.code',
        replace: 'code: failure?.status === 403 ? String(failure.cause) : failure?.code',
        file: 'packages/core/src/aws/caller.ts',
      },
    ],
    check: plan('VPC/create/A11'),
  },
]
