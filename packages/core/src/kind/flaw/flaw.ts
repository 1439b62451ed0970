/** Mistakes of a kind's author that the compiler does not see. */
export type FlawCode =
  /** Something names a field that spec or status does not have. */
  | 'UnknownField'
  /** A request that is made has no member of this name. */
  | 'UnknownMember'
  /** Two fields would have one name. */
  | 'TakenName'
  /** Nothing says how the kind is read. */
  | 'Unreadable'
  /** It cannot be created exactly once. */
  | 'NotOnce'
  /** The reply of its create does not say its id. */
  | 'NoId'
  /** A request is about one object and does not say which. */
  | 'Unaddressed'
  /** Two facts say the opposite. */
  | 'Contradiction'
  /** A fact that nothing follows from. */
  | 'NoEffect'
  /** A fact that nothing follows from yet. */
  | 'NotBuilt'

/** One mistake, and a sentence that says what to do about it. */
export interface Flaw {
  readonly code: FlawCode
  readonly sentence: string
}

/** A kind is declared with mistakes: `code` is that of the first, the message has a line for each. */
export class KindError extends Error {
  override readonly name = 'KindError'
  readonly code: FlawCode
  constructor(readonly flaws: readonly [Flaw, ...Flaw[]]) {
    super(flaws.map(({ sentence }) => sentence).join('\n'))
    this.code = flaws[0].code
  }
}

/** Throws `KindError` when there are flaws. */
export function refuse([first, ...more]: readonly Flaw[]): void {
  if (first !== undefined) throw new KindError([first, ...more])
}
