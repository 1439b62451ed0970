import type { Read } from '../../kind/reply/read.ts'
import type { Service } from '../../kind/service.ts'
import { type Clock, sleep } from '../../time/clock.ts'
import type { Random } from '../../time/random.ts'
import { CallRefused } from '../error.ts'
import { type Scope, scopeKey } from '../scope.ts'
import type { ReadResult } from './batch.ts'
import type { Reader } from './reader.ts'

/** An object to verify and the reads that show it. */
export interface Subject {
  readonly key: string
  readonly service: Service
  readonly scope: Scope
  readonly reads: readonly { readonly read: Read; readonly key: string }[]
  /** Milliseconds between two verifications. */
  readonly interval: number
}

export interface SweeperOptions {
  readonly reader: Reader
  readonly clock: Clock
  readonly random: Random
  /** Everything to verify, as of now. */
  subjects(): Iterable<Subject>
  /**
   * What AWS has for a subject. `results` stand in the order of `subject.reads`; undefined for a read of one key a
   * call whose turn it is not: of those, up to twenty are made in every sweep, and each at least once in ten. `at` is when the oldest of them was read, in monotonic milliseconds.
   * Must not throw, and neither must `failed`.
   */
  verified(key: string, results: readonly (ReadResult | undefined)[], at: number): void
  /** A read failed. The other subjects are verified all the same, and this one again an interval later. */
  failed(key: string, error: unknown): void
}

/** A read of one key a call is made for so many keys in every sweep, and for any more in turn … */
const affordable = 20
/** … but for each at least once in so many sweeps. */
const rarest = 10

/** Shorter intervals, in milliseconds, count as this one. */
const shortest = 1000

/** Milliseconds after which subjects with an interval nobody had before are found. */
const discovery = 10_000

interface Round {
  next: number
  count: number
}

/** One subject in one sweep. */
interface Check {
  readonly subject: Subject
  readonly results: (ReadResult | undefined)[]
  pending: number
  failed: boolean
}

interface Group {
  readonly service: Service
  readonly scope: Scope
  readonly read: Read
  readonly wanted: Map<string, { check: Check; place: number }[]>
}

/**
 * Looks at every object once per interval, whatever happens or does not: what changed without a word is found here.
 * All objects of one sort are read together, behind everything that is more urgent.
 */
export class Sweeper {
  readonly #options: SweeperOptions
  readonly #rounds = new Map<number, Round>()
  readonly #busy = new Set<string>()

  constructor(options: SweeperOptions) {
    this.#options = options
  }

  /** Sweeps until the signal aborts and everything begun has ended. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options
    const begun = new Set<Promise<void>>()
    while (!signal.aborted) {
      for (const due of this.#due()) {
        const sweep = this.#sweep(due.subjects, due.count, due.interval, signal).finally(() => begun.delete(sweep))
        begun.add(sweep)
      }
      const next = Math.min(...[...this.#rounds.values()].map((round) => round.next))
      await sleep(clock, Math.min(discovery, Math.max(0, next - clock.monotonic())), signal)
    }
    await Promise.all(begun)
  }

  /** The intervals whose time has come, with their subjects. A new interval starts at a random part of itself. */
  #due(): { subjects: Subject[]; count: number; interval: number }[] {
    const now = this.#options.clock.monotonic()
    const subjects = byInterval(this.#options.subjects())
    for (const interval of this.#rounds.keys()) if (!subjects.has(interval)) this.#rounds.delete(interval)
    const due = []
    for (const [interval, group] of subjects) {
      const round = this.#rounds.get(interval) ?? { next: now + this.#options.random() * interval, count: 0 }
      this.#rounds.set(interval, round)
      if (round.next > now) continue
      due.push({ subjects: group, count: round.count, interval })
      round.count++
      round.next += interval * Math.ceil((now - round.next + 1) / interval)
    }
    return due
  }

  /** A subject that an earlier sweep still works on is left to it. */
  async #sweep(subjects: readonly Subject[], count: number, interval: number, signal: AbortSignal): Promise<void> {
    const groups = new Map<Read, Map<string, Group>>()
    const turns = turnsOf(subjects)
    const theirTurn = (read: Read, key: string) => (slot(key) + count) % (turns.get(read) ?? 1) === 0
    for (const subject of subjects) {
      if (this.#busy.has(subject.key)) continue
      const reads = subject.reads.map((each, place) => ({ ...each, place }))
      const due = reads.filter(({ read, key }) => key !== '' && (read.most > 1 || theirTurn(read, key)))
      if (due.length === 0) continue
      this.#busy.add(subject.key)
      const check: Check = { subject, results: reads.map(() => undefined), pending: due.length, failed: false }
      for (const { read, key, place } of due) enlist(groups, check, read, key, place)
    }
    const all = [...groups.values()].flatMap((each) => [...each.values()])
    const singles = all.filter(({ read }) => read.most === 1).flatMap(singly)
    await Promise.all([
      ...all.filter(({ read }) => read.most > 1).map((group) => this.#batch(group, signal)),
      this.#spread(singles, interval / 2, signal),
    ])
  }

  async #batch(group: Group, signal: AbortSignal): Promise<void> {
    const { service, scope, read, wanted } = group
    const keys = [...wanted.keys()]
    const size = Math.min(read.most, Math.max(1, keys.length))
    const chunks = Array.from({ length: Math.ceil(keys.length / size) }, (_, i) => keys.slice(i * size, (i + 1) * size))
    await Promise.all(
      chunks.map(async (chunk) => {
        const checks = chunk.flatMap((key) => (wanted.get(key) ?? []).map((each) => ({ key, ...each })))
        await this.#options.reader.readMany(service, scope, read, chunk, 'verify', signal).then(
          (found) => {
            for (const { key, check, place } of checks) this.#seen(check, place, found.get(key))
          },
          (error: unknown) => {
            for (const { check } of checks) this.#missed(check, error)
          },
        )
      }),
    )
  }

  /** Calls that cannot be shared are made evenly over a part of the interval rather than at once. */
  async #spread(singles: readonly Group[], ms: number, signal: AbortSignal): Promise<void> {
    const begun: Promise<void>[] = []
    for (const single of singles) {
      begun.push(this.#batch(single, signal))
      if (begun.length < singles.length) await sleep(this.#options.clock, ms / singles.length, signal)
    }
    await Promise.all(begun)
  }

  #seen(check: Check, place: number, result: ReadResult | undefined): void {
    check.results[place] = result
    if (!this.#ended(check) || check.failed) return
    const ages = check.results.flatMap((each) => (each === undefined ? [] : [each.at]))
    this.#options.verified(check.subject.key, check.results, Math.min(...ages))
  }

  #missed(check: Check, error: unknown): void {
    this.#ended(check)
    if (check.failed) return
    check.failed = true
    if (!(error instanceof CallRefused)) this.#options.failed(check.subject.key, error)
  }

  /** Counts one read of the check as done; true when it was the last. */
  #ended(check: Check): boolean {
    check.pending--
    if (check.pending === 0) this.#busy.delete(check.subject.key)
    return check.pending === 0
  }
}

/** In how many sweeps each read of one key a call goes through all its keys. */
function turnsOf(subjects: readonly Subject[]): ReadonlyMap<Read, number> {
  const keys = new Map<Read, Set<string>>()
  for (const { reads } of subjects)
    for (const { read, key } of reads) if (read.most === 1) keys.set(read, (keys.get(read) ?? new Set()).add(key))
  return new Map([...keys].map(([read, { size }]) => [read, Math.min(rarest, Math.ceil(size / affordable))]))
}

function byInterval(subjects: Iterable<Subject>): ReadonlyMap<number, Subject[]> {
  const groups = new Map<number, Subject[]>()
  for (const subject of subjects) {
    const interval = Math.max(shortest, subject.interval)
    const group = groups.get(interval)
    if (group === undefined) groups.set(interval, [subject])
    else group.push(subject)
  }
  return groups
}

function enlist(groups: Map<Read, Map<string, Group>>, check: Check, read: Read, key: string, place: number): void {
  const { service, scope } = check.subject
  const places = groups.get(read) ?? new Map<string, Group>()
  groups.set(read, places)
  const where = scopeKey(scope)
  const group = places.get(where) ?? { service, scope, read, wanted: new Map() }
  places.set(where, group)
  group.wanted.set(key, [...(group.wanted.get(key) ?? []), { check, place }])
}

/** The keys of a group, each as a group of its own. */
function singly(group: Group): readonly Group[] {
  return [...group.wanted].map((wanted) => ({ ...group, wanted: new Map([wanted]) }))
}

/** Spreads keys evenly over the sweeps in which it is their turn, always in the same way. */
function slot(key: string): number {
  let mixed = 7
  for (let i = 0; i < key.length; i++) mixed = (Math.imul(mixed, 31) + key.charCodeAt(i)) >>> 0
  return mixed
}
