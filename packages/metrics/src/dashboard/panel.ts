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
  /** What the value of a table is; `objects` when absent. */
  readonly column?: string
  /** Columns of 24; a third of a row when absent. */
  readonly width?: number
  /** The value from which a stat is red. */
  readonly red?: number
  /** The value from which a stat is green, and red below. */
  readonly good?: number
}

export interface Query {
  readonly expr: string
  /** `{{kind}}`; the name of a single series. */
  readonly legend: string
}

const controllers = 'cluster=~"$cluster",namespace=~"$namespace",job=~"$job"'
const and = (first: string, more: string) => `{${first}${more === '' ? '' : `,${more}`}}`

/** Series of the rules for the chosen controllers: rules sum over processes, so accounts and regions are not told apart. */
export const recorded = (more = '') => and(controllers, more)

/**
 * The series of the chosen controllers, and of what `more` says. Which account and region a process looks after decides
 * what is in `$instance`.
 */
export const chosen = (more = '') => and(`${controllers},instance=~"$instance"`, more)

/** The series of the chosen kinds. */
export const ofKind = (more = '') => chosen(`kind=~"$kind"${more === '' ? '' : `,${more}`}`)

/** The series that controller-runtime would have for the chosen kinds: it writes them in lower case. */
export const ofController = (more = '') => chosen(`controller=~"(?i)$kind"${more === '' ? '' : `,${more}`}`)

/** The series of the chosen accounts and regions. */
export const ofScope = () => recorded('account=~"$account",region=~"$region"')

export const rate = '$__rate_interval'

/** The columns of a panel that does not say how many it takes. */
export const third = 8

/**
 * A quantile of a histogram by some labels, over the chosen time, or over another for what happens seldom: its line would
 * be dots.
 */
export function quantile(q: number, histogram: string, selector: string, by = '', over = rate): string {
  const labels = by === '' ? 'le' : `le, ${by}`
  return `histogram_quantile(${q}, sum by (${labels}) (rate(${histogram}_bucket${selector}[${over}])))`
}

/** The rate of a counter, summed by some labels. */
export function perSecond(counter: string, selector: string, by: string): string {
  return `sum by (${by}) (rate(${counter}${selector}[${rate}]))`
}

export const one = (expr: string, legend = ''): readonly Query[] => [{ expr, legend }]
