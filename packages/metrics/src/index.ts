export type { Definition, Domain, LabelValues } from './definition.ts'
export { createMetrics, type MetricsOptions } from './metrics.ts'
export { absent, definitions, type MetricName } from './table/table.ts'
