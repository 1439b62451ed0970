/**
 * Where the values of a label come from: a closed list, or a domain that is known once the kinds are. Only `text` is
 * open; metrics that use it bound their series in another way, which their help says.
 */
export type LabelValues = readonly string[] | Domain

export type Domain =
  /** A kind: `NATGateway`. */
  | 'kind'
  /** A kind as controller-runtime names its controller: `natgateway`. */
  | 'controller'
  /** An AWS service: `ec2`. */
  | 'service'
  /** An action of a service; read actions only in `read`. */
  | 'action'
  | 'read'
  /** A spec field whose drift a kind corrects. */
  | 'field'
  | 'text'

/** What a metric is. The code that feeds it, docs/metrics.md, dashboards, rules and tests all come from this. */
export interface Definition {
  readonly type: 'counter' | 'gauge' | 'histogram'
  /** The unit of a value. A `timestamp` is in seconds since the Unix epoch, and 0 when there is nothing to date. */
  readonly unit: 'seconds' | 'bytes' | 'timestamp' | 'count' | 'none'
  readonly labels: Readonly<Record<string, LabelValues>>
  readonly help: string
  /** What somebody who looks at it wants to know. */
  readonly question: string
  /** Upper bounds of a histogram, or of a distribution that a gauge holds in its label `le`. */
  readonly buckets?: readonly number[]
  /** Why no value but 0 is ever true here, of a name that others count and that their dashboards ask for. */
  readonly still?: string
  /** `none`: a series appears with its first value. Otherwise every series is there from the start, at 0. */
  readonly start?: 'none'
}

/** Stands for every value that a closed list does not hold. */
export const other = 'other'
