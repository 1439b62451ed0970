/** A panel of a generated dashboard, as far as it is drawn here. */
export interface PanelView {
  readonly title: string
  readonly description: string
  /** `timeseries`, `stat`, `table`, `heatmap`, `row`, `text` */
  readonly type: string
  readonly text: string
  readonly unit: string
  readonly stacked: boolean
  /** What the value of a table is called. */
  readonly column: string
  /** From these values on, in these colours; the first has no value. */
  readonly thresholds: readonly { readonly value: number | undefined; readonly color: string }[]
  readonly place: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets: readonly { readonly expr: string; readonly legend: string; readonly instant: boolean }[]
}

export interface BoardView {
  /** The name of its file. */
  readonly name: string
  readonly uid: string
  readonly title: string
  readonly variables: readonly string[]
  readonly panels: readonly PanelView[]
}

/** What a dashboard of Grafana shows. */
export function boardOf(name: string, board: unknown): BoardView {
  return {
    name,
    uid: text(at(board, 'uid')),
    title: text(at(board, 'title')),
    variables: list(at(board, 'templating', 'list')).map((variable) => text(at(variable, 'name'))),
    panels: list(at(board, 'panels')).map(panelOf),
  }
}

function panelOf(panel: unknown): PanelView {
  const [x, y, w, h] = ['x', 'y', 'w', 'h'].map((side) => Number(at(panel, 'gridPos', side)))
  return {
    title: text(at(panel, 'title')),
    description: text(at(panel, 'description')),
    type: text(at(panel, 'type')),
    text: text(at(panel, 'options', 'content')),
    unit: text(at(panel, 'fieldConfig', 'defaults', 'unit')),
    column: text(at(list(at(panel, 'transformations'))[0], 'options', 'renameByName', 'Value')),
    stacked: at(panel, 'fieldConfig', 'defaults', 'custom', 'stacking', 'mode') === 'normal',
    thresholds: list(at(panel, 'fieldConfig', 'defaults', 'thresholds', 'steps')).map((step) => {
      const value = at(step, 'value')
      return { value: typeof value === 'number' ? value : undefined, color: text(at(step, 'color')) }
    }),
    place: { x: x ?? 0, y: y ?? 0, w: w ?? 0, h: h ?? 0 },
    targets: list(at(panel, 'targets')).map((target) => ({
      expr: text(at(target, 'expr')),
      legend: text(at(target, 'legendFormat')),
      instant: at(target, 'instant') === true,
    })),
  }
}

/** A query as Grafana sends it when every variable is at All. */
export function asked(expr: string, variables: readonly string[], range: number, rate: number): string {
  const timed = expr.replaceAll('$__rate_interval', `${rate}s`).replaceAll('$__range', `${range}s`)
  return variables.reduce((query, name) => query.replaceAll(`$${name}"`, '.*"'), timed)
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((from, key) => (isRecord(from) ? from[key] : undefined), value)
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
