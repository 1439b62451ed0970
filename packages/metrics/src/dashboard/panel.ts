/** A dashboard as this project writes one; `draw.ts` turns it into Grafana's model. */
export interface Board {
  /** Stable: links and bookmarks hold it. */
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly rows: readonly Row[]
}

export interface Row {
  readonly title: string
  /** What bad looks like in this row, and what to do then. */
  readonly bad: string
  readonly panels: readonly Panel[]
}

export interface Panel {
  readonly title: string
  readonly description: string
  readonly look: 'line' | 'stacked' | 'stat' | 'table' | 'heatmap'
  /** A unit of Grafana: `s`, `percentunit`, `short`, `reqps`, `bytes`. */
  readonly unit: string
  readonly queries: readonly Query[]
  /** Columns of 24; a third of a row when absent. */
  readonly width?: number
  /** The value from which a stat is red. */
  readonly red?: number
}

export interface Query {
  readonly expr: string
  /** `{{kind}}`; the name of a single series. */
  readonly legend: string
}

/** The series of the chosen cluster and controllers, and of what `more` says. */
export function chosen(more = ''): string {
  return `{cluster=~"$cluster",namespace=~"$namespace",job=~"$job"${more === '' ? '' : `,${more}`}}`
}

/** The series of the chosen kinds. */
export const ofKind = (more = '') => chosen(`kind=~"$kind"${more === '' ? '' : `,${more}`}`)

export const rate = '$__rate_interval'

/** A quantile of a histogram over the chosen time, by some labels. */
export function quantile(q: number, histogram: string, selector: string, by = ''): string {
  const labels = by === '' ? 'le' : `le, ${by}`
  return `histogram_quantile(${q}, sum by (${labels}) (rate(${histogram}_bucket${selector}[${rate}])))`
}

/** The rate of a counter, summed by some labels. */
export function perSecond(counter: string, selector: string, by: string): string {
  return `sum by (${by}) (rate(${counter}${selector}[${rate}]))`
}

export const one = (expr: string, legend = ''): readonly Query[] => [{ expr, legend }]
