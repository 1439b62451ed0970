import { aws } from './aws.ts'
import { processTable } from './process.ts'
import { resource } from './resource.ts'
import { runtime } from './runtime.ts'

/** Every metric by its name: the only place where one is defined. */
export const definitions = { ...resource, ...aws, ...processTable, ...runtime } as const

export type MetricName = keyof typeof definitions
export type LabelName<N extends MetricName> = Extract<keyof (typeof definitions)[N]['labels'], string>
/** The labels of a metric, each with a value. */
export type Labels<N extends MetricName> = Readonly<Record<LabelName<N>, string>>

/** Names of a type, so that a counter is never set and a gauge never observed. */
export type NameOf<T extends 'counter' | 'gauge' | 'histogram'> = {
  [N in MetricName]: (typeof definitions)[N]['type'] extends T ? N : never
}[MetricName]
