import { type Mutant, plan, promise, swap, tests } from '../mutant.ts'

const handler = 'packages/core/src/aws/handler.ts'

/** Mistakes about what enters and leaves the process. */
export const border: readonly Mutant[] = [
  {
    id: 'unsent-is-open',
    promise: 1,
    mistake: 'A create that never left counts as one whose outcome is not known.',
    file: 'packages/core/src/reconcile/identity/create.ts',
    edits: swap('  if (error.unsent) return await fruitless(pass, name, error)\n', ''),
    check: promise('unsent'),
  },
  {
    id: 'broken-is-unsent',
    promise: 1,
    mistake: 'A connection that broke under a call counts as one that was never opened.',
    file: 'packages/core/src/aws/unsent.ts',
    edits: swap("new Set(['ECONNREFUSED',", "new Set(['ECONNRESET', 'ECONNREFUSED',"),
    check: promise('unsent'),
  },
  {
    id: 'no-region-holds',
    promise: 1,
    mistake: 'What an earlier process sent to a region that is none is searched for in it for ever.',
    file: 'packages/core/src/reconcile/identity/identify.ts',
    edits: swap(
      "  if (error.code === 'ENOTFOUND' && (!leaving || left > 0)) return open(nothing(failure(error)))\n",
      '  if (left !== undefined || leaving) return open(nothing(failure(error)))\n',
    ),
    check: promise('unsent'),
  },
  {
    id: 'kept-connection',
    promise: 1,
    mistake: 'A create leaves on a connection that has been idle.',
    file: handler,
    edits: swap('journey.mutating ? await this.#once(request, journey) : await this.#read', 'await this.#read'),
    check: tests('packages/core/src/aws/handler.test.ts'),
  },
  {
    id: 'closed-read-fails',
    promise: 4,
    mistake: 'A read that meets a connection which the other side has closed is a failure.',
    file: handler,
    edits: swap('!this.#lost.has(error)) throw error', '!this.#lost.has(error) || true) throw error'),
    check: tests('packages/core/src/aws/handler.test.ts'),
  },
  {
    id: 'page-is-reply',
    promise: 13,
    mistake: 'The page of a proxy counts as a reply of AWS.',
    file: handler,
    edits: swap('if (/^text\\/html\\b/i.test(type)) throw', 'if (response.statusCode < 0) throw'),
    check: tests('packages/core/src/aws/handler.test.ts'),
  },
  {
    id: 'key-for-all',
    promise: 14,
    mistake: 'A key of another account signs calls.',
    file: 'packages/core/src/aws/cloud.ts',
    edits: swap(
      'if (account === undefined || account === scope.account) return account',
      'if (scope.region !== account) return account',
    ),
    check: tests('packages/core/src/controller/program/chain.test.ts'),
  },
  {
    id: 'old-file',
    promise: 11,
    mistake: 'The file of credentials is read once in the life of a process.',
    file: 'packages/core/src/controller/program/chain.ts',
    edits: swap('ignoreCache: true', 'ignoreCache: false'),
    check: tests('packages/core/src/controller/program/chain.test.ts'),
  },
  {
    id: 'account-unnamed',
    promise: 14,
    mistake: 'A page in the place of STS makes the account an empty one.',
    file: 'packages/core/src/controller/program/identity.ts',
    edits: swap(
      'return named(Account, Arn) ?? unnamed(place, journey)',
      "return named(Account, Arn) ?? { account: Account ?? '', arn: Arn ?? '', partition: 'aws' }",
    ),
    check: tests('packages/core/src/controller/program/identity.test.ts'),
  },
  {
    id: 'words-unbounded',
    promise: 12,
    mistake: "AWS's words are kept whatever their length.",
    file: 'packages/core/src/aws/error.ts',
    edits: swap('foreign(lasting(failure.said.slice(0, readable)))', 'lasting(failure.said)'),
    check: promise('words'),
    simulation: plan('VPC/create/A22', 3),
  },
  {
    id: 'words-raw',
    promise: 11,
    mistake: 'What anybody wrote into status is printed as it is.',
    file: 'packages/cli/src/clean.ts',
    edits: swap("if (typeof value === 'string') return escaped(value)", "if (typeof value === 'string') return value"),
    check: tests('packages/cli/test/words.test.ts'),
  },
  {
    id: 'role-ignored',
    promise: 15,
    mistake: "An object that an IAMRoleSelector covers is managed under the controller's own role.",
    file: 'packages/core/src/controller/placement/selector.ts',
    edits: swap('return refusal(covering(object, labels, selectors.values())) ?? settings', 'return settings'),
    check: promise('role'),
  },
  {
    id: 'role-unknown',
    promise: 15,
    mistake: 'Objects are placed before it is known which IAMRoleSelectors there are.',
    file: 'packages/core/src/controller/placement/selector.ts',
    edits: swap(
      'if (!selectors.synced && !informers.absent(roleSelectors))',
      'if (informers.absent(roleSelectors) && !selectors.synced && false)',
    ),
    check: promise('role'),
  },
]
