import { type Mutant, plan, promise, swap, tests } from '../mutant.ts'

const judge = 'packages/core/src/reconcile/duplicate/judge.ts'
const judged = tests(judge.replace('.ts', '.test.ts'))

/** Mistakes about what the network brought twice. */
export const twins: readonly Mutant[] = [
  {
    id: 'twin-stays',
    promise: 1,
    mistake: 'What AWS made twice, because the network doubled the create, is seen and left.',
    file: 'packages/core/src/reconcile/duplicate/disposition.ts',
    edits: swap("(each) => disposition(pass, spec, each).is === 'remove'", "(each) => each.id === ''"),
    check: plan('VPC/create/A14'),
  },
  {
    id: 'id-overwritten',
    promise: 2,
    mistake: 'An id that another process has written is replaced by the one that this process has found.',
    file: 'packages/core/src/reconcile/identity/record.ts',
    edits: swap('stands === undefined || stands === was || stands === id', 'true'),
    check: plan('ElasticIPAddress/create/A14+L2', 40),
  },
  {
    id: 'twin-at-sight',
    promise: 15,
    mistake: 'One listing is enough to take an AWS object for one that was made too many.',
    file: judge,
    edits: swap('trail.times > 1 && at - trail.since >= apart', 'true'),
    check: judged,
  },
  {
    id: 'twin-of-a-token',
    promise: 15,
    mistake: 'A second object of a kind whose create carries a token is deleted, though no create of ours made it.',
    file: judge,
    edits: swap('p.kind.token !== undefined', 'false'),
    check: tests('packages/efs/test/twin.test.ts'),
  },
  {
    id: 'named-last',
    promise: 1,
    mistake: 'A duplicate that a person has named waits until all is well with the object that it is in the way of.',
    file: 'packages/core/src/reconcile/decide.ts',
    edits: swap(
      "removable?.named === true && state.is === 'ready'",
      "removable?.named === true && state.is === 'gone'",
    ),
    check: promise('copy'),
  },
]
