import type * as cog from '@grafana/grafana-foundation-sdk/cog'
import * as common from '@grafana/grafana-foundation-sdk/common'
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder as HeatmapBuilder } from '@grafana/grafana-foundation-sdk/heatmap'
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat'
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table'
import { PanelBuilder as TextBuilder, TextMode } from '@grafana/grafana-foundation-sdk/text'
import { PanelBuilder as LineBuilder } from '@grafana/grafana-foundation-sdk/timeseries'
import { isRecord } from '@windlass/core/kube'
import { type Board, ofScope, type Panel, type Query, recorded, third } from './panel.ts'

const source: common.DataSourceRef = { type: 'prometheus', uid: '$datasource' }

/** A dashboard as Grafana imports it. */
export function draw(board: Board): dashboard.Dashboard {
  const builder = new dashboard.DashboardBuilder(board.title)
    .uid(board.uid)
    .description(board.description)
    .tags(['windlass'])
    .time({ from: 'now-6h', to: 'now' })
    .refresh('1m')
    .timezone('browser')
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .variables(variables())
    .link(
      new dashboard.DashboardLinkBuilder('Windlass').type(dashboard.DashboardLinkType.Dashboards).tags(['windlass']),
    )
  for (const row of board.rows) {
    builder.withRow(new dashboard.RowBuilder(row.title))
    const bad = `**What bad looks like:** ${row.bad}`
    builder.withPanel(new TextBuilder().mode(TextMode.Markdown).content(bad).transparent(true).span(24).height(2))
    for (const line of linesOf(row.panels)) {
      const height = line.every(({ look }) => look === 'stat') ? 4 : 7
      for (const panel of line) builder.withPanel(panelOf(panel, height))
    }
  }
  const drawn = builder.build()
  return {
    ...drawn,
    templating: { list: (drawn.templating?.list ?? []).map(plainly) },
    panels: (drawn.panels ?? []).map((panel, index) => ({ ...withoutFooter(panel), id: index + 1 })),
  }
}

/** The panels that stand beside each other. */
function linesOf(panels: readonly Panel[]): readonly (readonly Panel[])[] {
  const lines: Panel[][] = []
  let room = 0
  for (const panel of panels) {
    const width = panel.width ?? third
    if (width > room) {
      lines.push([])
      room = 24
    }
    lines.at(-1)?.push(panel)
    room -= width
  }
  return lines
}

/** The library gives every variable what only intervals have. */
function plainly(variable: dashboard.VariableModel): dashboard.VariableModel {
  const { auto: _auto, auto_min: _least, auto_count: _count, ...rest } = variable
  return rest
}

/** Tables no longer have a footer of their own; the library still writes one. */
function withoutFooter(panel: dashboard.Panel | dashboard.RowPanel): dashboard.Panel | dashboard.RowPanel {
  if (!('options' in panel) || !isRecord(panel.options)) return panel
  const { footer: _, ...options } = panel.options
  return { ...panel, options }
}

/** The path of a panel in Grafana. Throws `RangeError` when no board has it. */
export function linkTo(boards: readonly Board[], uid: string, title: string): string {
  const board = boards.find((one) => one.uid === uid)
  const panels = board === undefined ? [] : (draw(board).panels ?? [])
  const panel = panels.find((one) => one.title === title)
  if (panel === undefined || !('id' in panel)) throw new RangeError(`No panel ${title} is on ${uid}.`)
  return `/d/${uid}?viewPanel=${panel.id}`
}

function variables(): cog.Builder<dashboard.VariableModel>[] {
  const query = (name: string, label: string, values: string) =>
    new dashboard.QueryVariableBuilder(name)
      .label(label)
      .datasource(source)
      .query(values)
      .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
      .sort(dashboard.VariableSort.AlphabeticalAsc)
      .multi(true)
      .includeAll(true)
      .current({ text: 'All', value: '$__all' })
  const open = (name: string, label: string, values: string) => query(name, label, values).allValue('.*')
  return [
    new dashboard.DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'),
    open('cluster', 'Cluster', 'label_values(windlass_build_info, cluster)'),
    open('namespace', 'Namespace', 'label_values(windlass_build_info, namespace)'),
    open('job', 'Controller', 'label_values(windlass_build_info, job)'),
    open('account', 'Account', `label_values(windlass_scope_resources${recorded()}, account)`),
    open('region', 'Region', `label_values(windlass_scope_resources${recorded('account=~"$account"')}, region)`),
    open('kind', 'Kind', `label_values(windlass_resources${recorded()}, kind)`),
    // All means each of those found, not `.*`: only so does the choice of an account or a region reach other series.
    query('instance', 'Process', `label_values(windlass_scope_resources${ofScope()}, instance)`).hide(
      dashboard.VariableHide.HideVariable,
    ),
  ]
}

function panelOf(panel: Panel, height: number): cog.Builder<dashboard.Panel> {
  const width = panel.width ?? third
  switch (panel.look) {
    case 'line':
      return dressed(new LineBuilder().fillOpacity(5), panel).span(width).height(height)
    case 'stacked': {
      const stacking = new common.StackingConfigBuilder().mode(common.StackingMode.Normal)
      return dressed(new LineBuilder().fillOpacity(30).stacking(stacking), panel).span(width).height(height)
    }
    case 'stat':
      return dressed(new StatBuilder().thresholds(thresholds(panel)), panel)
        .span(width)
        .height(height)
    case 'table':
      return dressed(
        new TableBuilder().cellOptions({ type: common.TableCellDisplayMode.Auto }).withTransformation(columns(panel)),
        panel,
      )
        .span(width)
        .height(height)
    case 'heatmap':
      return dressed(new HeatmapBuilder(), panel).span(width).height(height)
  }
}

/** Tables show what tells their rows apart, and call the value what it is. */
function columns({ column = 'objects' }: Panel): dashboard.DataTransformerConfig {
  const attached = ['Time', '__name__', 'cluster', 'instance', 'job', 'namespace']
  const renameByName = { exported_namespace: 'namespace', Value: column }
  return {
    id: 'organize',
    options: { excludeByName: Object.fromEntries(attached.map((name) => [name, true])), renameByName },
  }
}

/** What builders of panels have in common. */
interface Builder<B> {
  title(title: string): B
  description(description: string): B
  datasource(datasource: common.DataSourceRef): B
  unit(unit: string): B
  withTarget(target: cog.Builder<cog.Dataquery>): B
}

function dressed<B extends Builder<B>>(builder: B, panel: Panel): B {
  const { title, description, unit, look } = panel
  const named = builder.title(title).description(description).datasource(source).unit(unit)
  return panel.queries.reduce((to, query, index) => to.withTarget(target(query, index, look)), named)
}

function target({ expr, legend }: Query, index: number, look: Panel['look']): DataqueryBuilder {
  const query = new DataqueryBuilder()
    .expr(expr)
    .refId(String.fromCharCode(65 + index))
    .datasource(source)
  if (legend !== '') query.legendFormat(legend)
  if (look === 'table') return query.instant().format(PromQueryFormat.Table)
  if (look === 'heatmap') return query.range().format(PromQueryFormat.Heatmap)
  return look === 'stat' ? query.instant() : query.range()
}

function thresholds({ red, good }: Panel): dashboard.ThresholdsConfigBuilder {
  const from = (value: number | null, color: 'green' | 'red') => ({ value, color })
  const low = from(null, good === undefined ? 'green' : 'red')
  const high = [...(red === undefined ? [] : [from(red, 'red')]), ...(good === undefined ? [] : [from(good, 'green')])]
  return new dashboard.ThresholdsConfigBuilder().mode(dashboard.ThresholdsMode.Absolute).steps([low, ...high])
}
