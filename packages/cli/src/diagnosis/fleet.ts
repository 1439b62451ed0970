import type { KubeObject } from '@windlass/core/kube'
import type { Ident, Kind } from './facts.ts'
import { type Finding, findingOf, type State, states, toldAt } from './finding.ts'
import type { Word } from './reason.ts'
import { type Lease, nothing, type Orphans, type Signs, type Unverified, writtenSince } from './sign.ts'

/** How all objects are. Points in time are in milliseconds since the Unix epoch. */
export interface Fleet {
  readonly total: number
  readonly inSync: number
  /** Objects that another controller calls in sync, and that none of ours has looked at. */
  readonly unmanaged: number
  /** Kinds that have objects, by name. */
  readonly kinds: readonly Row[]
  readonly oldest: Laggard | undefined
  /** Objects that are not in sync, oldest first, `listed` at most. */
  readonly laggards: readonly Laggard[]
  /** Controllers that are gone, and kinds that could not be compared with AWS lately: what is said above may be old. */
  readonly absent: readonly Lease[]
  readonly unverified: readonly Unverified[]
  /** Objects that AWS has a second time, and what is left in AWS of objects that are gone. */
  readonly twins: readonly Twin[]
  readonly orphans: readonly Orphans[]
  /** Who looks after the objects above, one of each API group. */
  readonly controllers: readonly Crew[]
}

export interface Twin {
  readonly object: Ident
  readonly message: string
  readonly since: number | undefined
}

/** What the cluster shows of the controllers of one API group. */
export interface Crew {
  readonly group: string
  /** Absent when there is none: controllers hold one with `--enable-leader-election` only. */
  readonly lease: Lease | undefined
  /** The last news that one of them wrote into a status. At rest they write nothing. */
  readonly wrote: { readonly object: Ident; readonly at: number } | undefined
  /** Objects whose last edit, or whose creation, none of them has answered, and since when the oldest was created. */
  readonly unanswered: number
  readonly since: number | undefined
}

export interface Row {
  readonly kind: string
  readonly group: string
  readonly counts: Readonly<Record<State, number>>
  readonly oldest: Laggard | undefined
}

export interface Laggard {
  readonly object: Ident
  readonly state: State
  readonly reason: Word
  readonly message: string
  readonly since: number | undefined
}

/** How many objects that are not in sync are listed. */
export const listed = 20

/** Sums up the objects of each kind. Pure. */
export function fleetOf(
  all: readonly { readonly kind: Kind; readonly objects: readonly KubeObject[] }[],
  signs: Signs = nothing,
): Fleet {
  const rows = all
    .filter(({ objects }) => objects.length > 0)
    .map(({ kind, objects }) => ({ kind, seen: objects.map((object) => ({ object, found: findingOf(object) })) }))
  const behind = (row: (typeof rows)[number]) =>
    row.seen
      .filter(({ found }) => !found.inSync && found.state !== 'unmanaged')
      .map(({ object, found }) => laggard(row.kind, object, found))
  const laggards = rows.flatMap(behind).sort(byAge)
  const crews = crewsOf(rows, signs.leases)
  const total = rows.reduce((sum, { seen }) => sum + seen.length, 0)
  const unmanaged = rows.flatMap(({ seen }) => seen).filter(({ found }) => found.state === 'unmanaged').length
  return {
    total,
    inSync: total - laggards.length - unmanaged,
    unmanaged,
    kinds: rows
      .map((row) => ({
        kind: row.kind.kind,
        group: row.kind.group,
        counts: counted(row.seen.map(({ found }) => found.state)),
        oldest: behind(row).sort(byAge)[0],
      }))
      .sort((a, b) => (a.kind < b.kind ? -1 : 1)),
    oldest: laggards[0],
    laggards: laggards.slice(0, listed),
    absent: crews.flatMap(({ lease, wrote }) =>
      lease !== undefined && !lease.alive && !writtenSince(lease, wrote?.at) ? [lease] : [],
    ),
    unverified: rows.flatMap(({ kind, seen }) => lately(kind, seen, signs.unverified)),
    twins: rows.flatMap(({ kind, seen }) =>
      seen.flatMap(({ object, found: { twin } }) =>
        twin === undefined ? [] : [{ object: identOf(kind, object), ...twin }],
      ),
    ),
    orphans: signs.orphans.filter((one) => all.some(({ kind }) => kind.kind === one.kind)),
    controllers: crews,
  }
}

interface Seen {
  readonly kind: Kind
  readonly seen: readonly { readonly object: KubeObject; readonly found: Finding }[]
}

function crewsOf(rows: readonly Seen[], leases: readonly Lease[]): readonly Crew[] {
  const groups = [...new Set(rows.map(({ kind }) => kind.group))].sort()
  return groups.map((group) => {
    const seen = rows
      .filter(({ kind }) => kind.group === group)
      .flatMap((row) => row.seen.map((one) => ({ ...one, ident: identOf(row.kind, one.object) })))
    const waiting = seen.filter(({ found: { word } }) => word === 'Unseen' || word === 'Edited')
    const wrote = seen
      .flatMap(({ object, ident }) => toldAt(object).map((at) => ({ object: ident, at })))
      .sort((a, b) => b.at - a.at)
    return {
      group,
      lease: leases.find((one) => one.group === group),
      wrote: wrote[0],
      unanswered: waiting.length,
      since: waiting.flatMap(({ found: { since } }) => since ?? []).sort((a, b) => a - b)[0],
    }
  })
}

/** The last failure that holds for a kind, unless an object of it has come into sync since: AWS was asked then. */
function lately(
  kind: Kind,
  seen: readonly { readonly found: Finding }[],
  all: Signs['unverified'],
): Signs['unverified'] {
  const last = all.find((one) => one.kind === kind.kind && one.group === kind.group)
  if (last === undefined || seen.some(({ found }) => found.inSync && (found.since ?? 0) > last.at)) return []
  return [last]
}

function counted(seen: readonly State[]): Readonly<Record<State, number>> {
  const counts: Record<State, number> = {
    ready: 0,
    progressing: 0,
    blocked: 0,
    failed: 0,
    paused: 0,
    deleting: 0,
    unmanaged: 0,
  }
  for (const state of seen) counts[state] += 1
  return counts
}

/** What is known to be old comes first; what cannot be dated, last. */
const byAge = (a: Laggard, b: Laggard) =>
  (a.since ?? Number.MAX_VALUE) - (b.since ?? Number.MAX_VALUE) || (a.object.name < b.object.name ? -1 : 1)

function laggard(kind: Kind, object: KubeObject, { state, word, message, since }: Finding): Laggard {
  return { object: identOf(kind, object), state, reason: word, message, since }
}

/** The name of an object that exists. */
export function identOf({ kind, group, singular }: Kind, { metadata }: KubeObject): Ident {
  return { kind, group, singular, namespace: metadata.namespace ?? '', name: metadata.name }
}

export { states }
