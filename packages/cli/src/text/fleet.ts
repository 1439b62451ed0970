import type { Ident } from '../diagnosis/facts.ts'
import { states } from '../diagnosis/finding.ts'
import { type Crew, type Fleet, type Laggard, listed } from '../diagnosis/fleet.ts'
import type { Lease } from '../diagnosis/sign.ts'
import { label } from '../diagnosis/step.ts'
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
  if (fleet.total === 0) return `${[`There are no objects ${where}.`, ...surplus(fleet, now, paint)].join('\n')}\n`
  const behind = fleet.total - fleet.inSync - fleet.unmanaged
  const others = fleet.unmanaged === 0 ? '' : `, ${fleet.unmanaged} managed by another controller, if by any`
  const lines = [
    `${paint('bold', `${objects(fleet.total)} ${where}`)}: ${fleet.inSync} in sync, ${paint(behind === 0 ? 'green' : 'yellow', `${behind} not`)}${others}`,
    ...warnings(fleet, now).map((line) => paint('yellow', line)),
    '',
    ...table(fleet, now, paint),
    ...(behind === 0
      ? []
      : ['', paint('bold', title(behind)), ...fleet.laggards.flatMap((one) => told(one, now, paint))]),
    ...surplus(fleet, now, paint),
    ...section(
      'Controllers',
      fleet.controllers.flatMap((crew) => crewLine(crew, fleet.absent, now, paint)),
      paint,
    ),
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
    return `But ${lasting(now - newest)} ago these could not be compared with AWS: ${kinds.join(', ')}: ${words} (repeated every 9 minutes)`
  }),
]

const section = (title: string, lines: readonly string[], paint: Paint) =>
  lines.length === 0 ? [] : ['', paint('bold', title), ...lines.map((line) => `  ${line}`)]

/** What AWS has more than is declared. */
function surplus({ twins, orphans }: Fleet, now: number, paint: Paint): readonly string[] {
  const lines = [
    ...twins.map(({ object, message, since }) => `${aged(since, now)}  ${label(object)}: ${message}`),
    ...orphans.map(({ kind, place, note, at }) => `${aged(at, now)}  ${kind} in ${place}: ${note}`),
  ]
  return section('Twins and orphans', lines, paint)
}

/** Who looks after the objects of a group; who is gone was said above. */
function crewLine(crew: Crew, absent: Fleet['absent'], now: number, paint: Paint): readonly string[] {
  const { group, lease, wrote, unanswered, since } = crew
  if (lease !== undefined && absent.includes(lease)) return []
  const waits = since === undefined ? '' : `, the oldest for ${lasting(now - since)}`
  const owed = unanswered === 0 ? '' : ` ${objects(unanswered)} without an answer${waits}.`
  const line = `${group}: ${lease?.alive ? holding(lease, now) : unheld(lease, wrote, now)}${owed}`
  return [unanswered === 0 ? line : paint('yellow', line)]
}

function holding({ holder, name, renewedAt = 0 }: Lease, now: number): string {
  return `${holder} leads, by the lease ${name}, renewed ${lasting(now - renewedAt)} ago.`
}

/** Without a lease a controller shows only by what it writes, and at rest it writes nothing. */
function unheld(lease: Crew['lease'], wrote: Crew['wrote'], now: number): string {
  const who =
    lease === undefined
      ? 'leader election is off, so the process is unknown'
      : `the lease ${lease.name} has expired, so a controller without leader election may run`
  const last =
    wrote === undefined
      ? 'no status written yet'
      : `last status change ${lasting(now - wrote.at)} ago (${label(wrote.object)})`
  return `${who}; ${last}. None is expected while everything is in sync.`
}

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
  // Objects of other controllers are the exception: their column is there when they are.
  const columns = states.filter((state) => state !== 'unmanaged' || fleet.unmanaged > 0)
  const rows = fleet.kinds.map(({ kind, counts, oldest }) => [
    kind,
    ...columns.map((state) => (counts[state] === 0 ? '-' : String(counts[state]))),
    oldest === undefined ? '' : `${oldest.object.name}: ${oldest.reason}${age(oldest, now)}`,
  ])
  const all = [['KIND', ...columns.map((state) => state.toUpperCase()), 'OLDEST NOT IN SYNC'], ...rows]
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  return all.map((row, line) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        const wide = column === 0 || column > columns.length ? cell.padEnd(width) : cell.padStart(width)
        const state = columns[column - 1]
        if (line === 0) return paint('dim', wide)
        return state === undefined || cell === '-' ? wide : paint(colourOf(state), wide)
      })
      .join('  ')
      .trimEnd(),
  )
}

const objects = (count: number) => `${count} ${count === 1 ? 'object' : 'objects'}`
const aged = (since: number | undefined, now: number) =>
  (since === undefined ? '?' : `${lasting(now - since)} ago`).padStart(12)

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
