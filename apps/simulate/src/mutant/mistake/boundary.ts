import { type Mutant, plan, promise, swap } from '../mutant.ts'

const settings = 'packages/core/src/controller/settings.ts'
const retention = 'packages/core/src/reconcile/deletion/retention.ts'

/** Mistakes about what namespaces, definitions and crowds may do. */
export const boundary: readonly Mutant[] = [
  {
    id: 'namespace-unknown-empty',
    promise: 15,
    mistake: 'A namespace that was not listed yet counts as one without annotations.',
    file: settings,
    edits: swap(
      "return otherwise({ is: 'again', after: 1000, reason: 'NamespaceUnknown', why })",
      'return use(why === undefined ? {} : {})',
    ),
    check: promise('namespace'),
  },
  {
    id: 'namespace-unreadable-empty',
    promise: 15,
    mistake: 'A namespace that cannot be read counts as one without annotations.',
    file: settings,
    edits: swap(
      "return otherwise({ is: 'failed', reason: 'NamespaceUnknown', why, errorClass })",
      'return use(why === errorClass ? {} : {})',
    ),
    check: promise('namespace'),
    simulation: plan('VPC/delete/K21', 5),
  },
  {
    id: 'floor-loosened',
    promise: 9,
    mistake: 'An object may have deleted what its namespace keeps.',
    file: retention,
    edits: swap("own === 'delete' ? { is: 'keep', against:", "own === 'delete' ? { is: 'delete', own: true, against:"),
    check: promise('floor'),
  },
  {
    id: 'definition-unasked',
    promise: 9,
    mistake: 'Objects are deleted in AWS with their definition.',
    file: 'packages/core/src/reconcile/deletion/deletion.ts',
    edits: swap(
      "  if (s.definition === undefined) return { do: 'look', for: 'definition' }\n",
      '  if (s.definition === undefined) return undefined\n',
    ),
    check: promise('definition'),
  },
  {
    id: 'definition-stale',
    promise: 9,
    mistake: 'A read of the definition that began before the object was deleted serves for it.',
    file: 'packages/core/src/controller/definition.ts',
    edits: swap('const next = this.#next.get(name) ?? running.then(() => this.#begin(name))', 'const next = running'),
    check: promise('definition'),
  },
  {
    id: 'definition-disowned',
    promise: 15,
    mistake: 'What is kept because its definition is deleted loses its owner tags.',
    file: 'packages/core/src/reconcile/deletion/keep.ts',
    edits: swap("  if (by !== 'definition') await removeOwnerTags(pass)\n", '  await removeOwnerTags(pass)\n'),
    check: promise('definition'),
  },
  {
    id: 'endpoint-unjudged',
    promise: 14,
    mistake: 'Calls go to whatever address a namespace names.',
    file: 'packages/core/src/controller/placement/address.ts',
    edits: swap(
      'if (hosts.length === 0) return unfit(',
      "if (hosts.length === 0) return { is: 'fit', url: address }\n  if (hosts.length < 0) return unfit(",
    ),
    check: promise('address'),
  },
  {
    id: 'endpoint-moves',
    promise: 14,
    mistake: 'An object is looked for at the address that its namespace names by now.',
    file: 'packages/core/src/controller/placement/place.ts',
    edits: swap("made === undefined || made === (judged?.url ?? '')", "made !== '?'"),
    check: promise('address'),
  },
  {
    id: 'namespace-takes-all',
    promise: 7,
    mistake: 'One namespace may have all workers.',
    file: 'packages/core/src/queue/queue.ts',
    edits: swap('const alone = all - Math.floor(all / 10)', 'const alone = all'),
    check: promise('fair'),
  },
  {
    id: 'budget-first-come',
    promise: 7,
    mistake: 'Calls that wait for the same bucket go in the order in which they came, whoever they are for.',
    file: 'packages/core/src/reconcile/aws.ts',
    edits: swap(', call, lane, signal, namespace)', ', call, lane, signal)'),
    check: promise('fair'),
  },
  {
    id: 'mass-forgotten',
    promise: 9,
    mistake: 'A process that starts does not go by what objects say of a mass.',
    file: 'packages/core/src/controller/mass.ts',
    edits: swap('const slow = said || this.#massive(', 'const slow = this.#massive('),
    check: promise('mass'),
  },
  {
    id: 'mass-at-once',
    promise: 9,
    mistake: 'A mass of deletions is sent to AWS at once.',
    file: 'packages/core/src/reconcile/deletion/deletion.ts',
    edits: swap('  if (wish.planOnly) return plan\n', '  if (wish !== undefined) return plan\n'),
    check: promise('mass'),
  },
]
