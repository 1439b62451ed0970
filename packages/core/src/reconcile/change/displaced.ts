import { blank, encode } from '../identity/intent.ts'
import type { Pass } from '../pass.ts'
import type { Change } from '../plan.ts'
import { annotation } from '../wish/names.ts'

/**
 * The annotation that says what the changes are about to take the place of; undefined when it stands. It is written before the
 * changes are made, so that whatever crashes, what was there before can be put back.
 */
export function displacedRecord(
  { wish, scope }: Pass,
  changes: readonly Change[],
): Readonly<Record<string, string>> | undefined {
  const known = wish.intent?.displaced ?? {}
  const steps = changes.flatMap((change) => change.steps)
  const news = steps.flatMap(({ displaces }) => displaces ?? []).filter(({ from, what }) => known[from] !== what)
  if (news.length === 0) return undefined
  const displaced = { ...known, ...Object.fromEntries(news.map(({ from, what }) => [from, what])) }
  return { [annotation.intent]: encode({ ...(wish.intent ?? blank({ wish, scope })), displaced }) }
}
