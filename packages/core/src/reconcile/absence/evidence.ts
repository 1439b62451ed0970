/**
 * What AWS has shown and said of one object, for the question whether it is gone. Times are monotonic milliseconds of this
 * process. docs/decisions/0004-evidence.md says where the figures come from.
 */
export interface Evidence {
  /** A read has shown it since it was made, in this process or, as its status proves, in an earlier one. */
  readonly shown: boolean
  /** Milliseconds since our own create of it; undefined where it was not made by a create on record. */
  readonly age: number | undefined
  /** When AWS first and last stated that it does not know it, since it was last shown. */
  readonly stated: Stated | undefined
  /** When AWS accepted our delete of it, or answered it with the statement that it does not know it. */
  readonly deletedAt: number | undefined
  /** Whether objects of the kind go on being shown while AWS deletes them. */
  readonly lingers: boolean
}

/** A run of statements that nothing has contradicted. */
export interface Stated {
  readonly first: number
  readonly last: number
  readonly times: number
}

/** `gone`: it does not exist. `early`: it was made just now and may not be visible yet. `doubtful`: nothing is proved. */
export type Absence = 'gone' | 'early' | 'doubtful'

/** A new object may stay invisible for so long (ms). Source: EC2 developer guide, eventual consistency: "up to minutes". */
export const visibility = 300_000

/** Two statements this far (ms) apart are believed: replicas that lag have caught up, or the object was shown between them. */
export const apart = 20_000

/** A reply that states nothing is asked for again after so long (ms), and what is gone already, while nothing takes its place. */
const patience = { doubt: 5_000, gone: 60_000 }

/** What a reply that does not show an object means. Pure. */
export function weigh({ shown, age, stated, deletedAt, lingers }: Evidence): Absence {
  if (!shown && age !== undefined && age < visibility) return 'early'
  // An accepted delete is itself a statement, and this absence agrees; where AWS deletes slowly it has yet to end.
  if (deletedAt !== undefined && (!lingers || (stated !== undefined && stated.last >= deletedAt))) return 'gone'
  return stated !== undefined && stated.last - stated.first >= apart ? 'gone' : 'doubtful'
}

/** Whether AWS should be asked about the object by its id now: the answer could change what is believed. Pure. */
export function worthAsking(evidence: Evidence, askedAt: number | undefined, now: number): boolean {
  const { stated, deletedAt } = evidence
  switch (weigh(evidence)) {
    case 'early':
      return false
    case 'gone':
      return deletedAt === undefined && askedAt !== undefined && now - askedAt >= patience.gone
    case 'doubtful':
      if (askedAt === undefined || (deletedAt !== undefined && askedAt < deletedAt)) return true
      if (stated === undefined || stated.last < askedAt) return now - askedAt >= patience.doubt
      return now - stated.first >= apart
  }
}

/** A run of statements with one more. */
export function stating(before: Stated | undefined, at: number): Stated {
  return before === undefined
    ? { first: at, last: at, times: 1 }
    : { first: before.first, last: at, times: before.times + 1 }
}
