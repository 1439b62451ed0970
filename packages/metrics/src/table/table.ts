import { aws } from './aws.ts'
import { processTable } from './process.ts'
import { resource } from './resource.ts'
import { runtime } from './runtime.ts'

/** Every metric by its name: the only place where one is defined. */
export const definitions = { ...resource, ...aws, ...processTable, ...runtime } as const

/** Names that others export and this does not, and why. */
export const absent = {
  rest_client_rate_limiter_duration_seconds:
    'Requests to the Kubernetes API do not wait here: the API server limits them, by priority and fairness ' +
    '(`rest_client_requests_total{code="429"}`). Without a limit of its own client-go has no series of it either.',
} as const satisfies Readonly<Record<string, string>>

export type MetricName = keyof typeof definitions
export type LabelName<N extends MetricName> = Extract<keyof (typeof definitions)[N]['labels'], string>
/** The labels of a metric, each with a value. */
export type Labels<N extends MetricName> = Readonly<Record<LabelName<N>, string>>

/** Names of a type, so that a counter is never set and a gauge never observed. */
export type NameOf<T extends 'counter' | 'gauge' | 'histogram'> = {
  [N in MetricName]: (typeof definitions)[N]['type'] extends T ? N : never
}[MetricName]
