import { createHash } from 'node:crypto'

/** One thing that happened in a run. */
export interface Line {
  /** Milliseconds of virtual time since the run began. */
  readonly at: number
  /** `user`, `admin`, `AWS`, `fault`, or the process: `controller 1`. */
  readonly who: string
  readonly what: string
}

/** Everything that happened in a run, in order. */
export class Trace {
  readonly lines: Line[] = []
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  add(who: string, what: string): void {
    this.lines.push({ at: this.#now(), who, what })
  }

  /** One short text for the whole trace: equal for equal runs. */
  get hash(): string {
    const text = this.lines.map(({ at, who, what }) => `${at}\t${who}\t${what}\n`).join('')
    return createHash('sha256').update(text).digest('hex').slice(0, 16)
  }
}

/** What a call says, cut to what a line can hold. */
export function brief(input: unknown): string {
  const text = JSON.stringify(input) ?? ''
  return text.length <= 300 ? text : `${text.slice(0, 300)}…`
}
