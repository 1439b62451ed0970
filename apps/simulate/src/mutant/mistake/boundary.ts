import { type Mutant, promise, swap } from '../mutant.ts'

const settings = 'packages/core/src/controller/settings.ts'

/** Mistakes about what namespaces, definitions and crowds may do. */
export const boundary: readonly Mutant[] = [
  {
    id: 'namespace-unknown-empty',
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
    mistake: 'A namespace that cannot be read counts as one without annotations.',
    file: settings,
    edits: swap(
      "return otherwise({ is: 'failed', reason: 'NamespaceUnknown', why, errorClass })",
      'return use(why === errorClass ? {} : {})',
    ),
    check: promise('namespace'),
  },
]
