import type { Ident } from '../facts.ts'
import { states } from '../finding.ts'
import { type Fleet, type Laggard, listed } from '../fleet.ts'
import { label } from '../step.ts'
import { colourOf, type Paint } from './paint.ts'
import { lasting } from './time.ts'
import { leaseWords } from './why.ts'

export interface Words {
  /** Which objects were looked at: `in namespace default`. */
  readonly where: string
  /** What the person typed: `kubectl windlass`. */
  readonly program: string
}

/** The overview as a person reads it, with a newline at the end. `now` is in milliseconds since the Unix epoch. */
export function fleetText(fleet: Fleet, { where, program }: Words, now: number, paint: Paint): string {
  if (fleet.total === 0) return `There are no objects ${where}.\n`
  const behind = fleet.total - fleet.inSync
  const lines = [
    `${paint('bold', `${fleet.total} ${fleet.total === 1 ? 'object' : 'objects'} ${where}`)}: ${fleet.inSync} in sync, ${paint(behind === 0 ? 'green' : 'yellow', `${behind} not`)}`,
    ...warnings(fleet, now).map((line) => paint('yellow', line)),
    '',
    ...table(fleet, now, paint),
    ...(behind === 0
      ? []
      : ['', paint('bold', title(behind)), ...fleet.laggards.flatMap((one) => told(one, now, paint))]),
    ...(fleet.oldest === undefined
      ? []
      : ['', paint('dim', `To see why: ${program} ${question(fleet.oldest.object)}`)]),
  ]
  return `${lines.join('\n')}\n`
}

/** What makes the overview less certain. */
const warnings = ({ absent, unverified }: Fleet, now: number) => [
  ...absent.map((lease) => leaseWords(lease, now)),
  ...byWords(unverified).map(([words, some]) => {
    const newest = Math.max(...some.map(({ at }) => at))
    const kinds = some.map(({ kind }) => kind).sort()
    return `But ${lasting(now - newest)} ago these could not be compared with AWS: ${kinds.join(', ')}: ${words}`
  }),
]

function byWords(unverified: Fleet['unverified']): readonly (readonly [string, Fleet['unverified']])[] {
  const groups = new Map<string, Fleet['unverified']>()
  for (const one of unverified) {
    const words = one.note.replace(/^.*?this one among them: /, '')
    groups.set(words, [...(groups.get(words) ?? []), one])
  }
  return [...groups]
}

/** The arguments that ask about one object. */
const question = ({ singular, name, namespace }: Ident) =>
  `why ${singular} ${name}${namespace === '' ? '' : ` -n ${namespace}`}`

const title = (behind: number) =>
  behind > listed ? `Not in sync, the ${listed} oldest of ${behind}` : 'Not in sync, oldest first'

function table(fleet: Fleet, now: number, paint: Paint): readonly string[] {
  const rows = fleet.kinds.map(({ kind, counts, oldest }) => [
    kind,
    ...states.map((state) => (counts[state] === 0 ? '-' : String(counts[state]))),
    oldest === undefined ? '' : `${oldest.object.name}: ${oldest.reason}${age(oldest, now)}`,
  ])
  const all = [['KIND', ...states.map((state) => state.toUpperCase()), 'OLDEST NOT IN SYNC'], ...rows]
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  return all.map((row, line) =>
    row
      .map((cell, column) => {
        const wide =
          column === 0 || column > states.length ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
        const state = states[column - 1]
        if (line === 0) return paint('dim', wide)
        return state === undefined || cell === '-' ? wide : paint(colourOf(state), wide)
      })
      .join('  ')
      .trimEnd(),
  )
}

const age = ({ since }: Laggard, now: number) => (since === undefined ? '' : ` for ${lasting(now - since)}`)

function told(one: Laggard, now: number, paint: Paint): readonly string[] {
  const since = one.since === undefined ? '?' : lasting(now - one.since)
  const state = paint(colourOf(one.state), one.state)
  return [`  ${since.padStart(10)}  ${label(one.object)}  ${state} (${one.reason}): ${short(one.message)}`]
}

const short = (message: string) => {
  const line = message.replace(/\s+/g, ' ')
  return line.length > 140 ? `${line.slice(0, 139)}…` : line
}
