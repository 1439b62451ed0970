/** A situation in which an alert fires, or one close to it in which it does not. */
export interface Case {
  readonly alert: string
  readonly because: string
  /** Values every 30 seconds, in the notation of promtool. */
  readonly series: Readonly<Record<string, string>>
  /** When it is looked at. */
  readonly at: string
  /** The labels with which it fires; absent when it does not. */
  readonly fires?: Readonly<Record<string, string>>
}

/** The controller that cases are about. */
export const job = 'ec2-controller'
const j = `job="${job}"`

/** One series of that controller. */
export const one = (name: string, labels: string, values: string) => ({ [`${name}{${j},${labels}}`]: values })
