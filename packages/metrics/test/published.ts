import type * as heatmap from '@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen'
import type * as stat from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen'
import type * as table from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen'
import type * as text from '@grafana/schema/dist/esm/raw/composable/text/panelcfg/x/TextPanelCfg_types.gen'
import type * as timeseries from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen'
import type * as dashboard from '@grafana/schema/dist/esm/raw/dashboard/x/Dashboard_types.gen'

/**
 * The schema of dashboards as Grafana publishes it, in the package `@grafana/schema` (Apache-2.0), generated from the
 * schema that Grafana itself goes by: of the dashboard, of the options of each panel that is used, and of what a panel
 * adds to its fields.
 */
export interface Published {
  dashboard: dashboard.Dashboard
  timeseries: { options: timeseries.Options; custom?: timeseries.FieldConfig }
  stat: { options: stat.Options }
  table: { options: table.Options; custom?: table.FieldConfig }
  text: { options: text.Options }
  heatmap: { options: heatmap.Options; custom?: heatmap.FieldConfig }
}
