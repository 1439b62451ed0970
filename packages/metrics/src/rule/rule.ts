/** A rule that Prometheus computes once for all that ask. */
export interface Recording {
  readonly record: string
  readonly expr: string
}

/** A rule that wakes somebody. */
export interface Alert {
  readonly alert: string
  readonly expr: string
  /** How long it must hold, in Prometheus's words. */
  readonly for: string
  readonly severity: 'critical' | 'warning'
  readonly summary: string
  /** What it means, and what to do first. */
  readonly description: string
  /** The uid of the dashboard and the title of the panel that show it. */
  readonly board: string
  readonly panel: string
}

export interface Group {
  readonly name: string
  readonly interval: string
  readonly rules: readonly (Recording | Alert)[]
}
