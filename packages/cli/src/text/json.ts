import { isItem } from '@windlass/core'
import { iso } from '@windlass/core/object'

const moments: ReadonlySet<string> = new Set(['since', 'at', 'until', 'openCreateSince', 'renewedAt', 'endsAt'])
const durations: ReadonlySet<string> = new Set(['every', 'later', 'within', 'pause'])

/** An answer as JSON: points in time as ISO 8601 text, durations in whole seconds under `…Seconds`. Ends in a newline. */
export function jsonText(answer: object): string {
  return `${JSON.stringify(shown(answer), undefined, 2)}\n`
}

function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown)
  if (!isItem(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (typeof member !== 'number') return [name, shown(member)]
      if (moments.has(name)) return [name, iso(member)]
      return durations.has(name) ? [`${name}Seconds`, Math.round(member / 1000)] : [name, member]
    }),
  )
}
