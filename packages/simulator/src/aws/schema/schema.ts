import * as ec2 from '@aws-sdk/client-ec2'
import * as efs from '@aws-sdk/client-efs'
import * as sts from '@aws-sdk/client-sts'
import { NormalizedSchema } from '@smithy/core/schema'
import type { StaticOperationSchema, StaticStructureSchema } from '@smithy/types'

/** The services the simulator answers for. */
export type Service = 'ec2' | 'efs' | 'sts'

/** One operation as the SDK's runtime schemas describe it. `http` is present for REST services only. */
export interface OperationShape {
  readonly service: Service
  readonly name: string
  readonly input: NormalizedSchema
  readonly output: NormalizedSchema
  readonly http: { readonly method: string; readonly path: string; readonly status: number } | undefined
}

/** An unknown value as a plain record, or undefined when it is none. */
export function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}

function shape(service: Service, schema: StaticOperationSchema): OperationShape {
  const http = record(schema[3])?.http as [string, string, number] | undefined
  return {
    service,
    name: schema[2],
    input: NormalizedSchema.of(schema[4]),
    output: NormalizedSchema.of(schema[5]),
    http: http && { method: http[0], path: http[1], status: http[2] },
  }
}

function catalogue(service: Service, sdk: object): ReadonlyMap<string, OperationShape> {
  const found = new Map<string, OperationShape>()
  for (const [key, value] of Object.entries(sdk))
    if (key.endsWith('$') && Array.isArray(value) && value[0] === 9)
      found.set(key.slice(0, -1), shape(service, value as StaticOperationSchema))
  return found
}

/** Every operation of every service, by name. */
export const operations: Readonly<Record<Service, ReadonlyMap<string, OperationShape>>> = {
  ec2: catalogue('ec2', ec2),
  efs: catalogue('efs', efs),
  sts: catalogue('sts', sts),
}

/** The schema of a modelled error, by code, or undefined when the service models none of that name. */
export function errorSchema(service: Service, code: string): NormalizedSchema | undefined {
  const sdk: Record<string, unknown> = service === 'efs' ? { ...efs } : service === 'sts' ? { ...sts } : {}
  const found = sdk[`${code}$`]
  return Array.isArray(found) && found[0] === -3 ? NormalizedSchema.of(found as StaticStructureSchema) : undefined
}

/** How many of a structure's members, counted from the first, are required. */
export function requiredCount(schema: NormalizedSchema): number {
  const raw: unknown = schema.getSchema()
  const count = Array.isArray(raw) ? raw[6] : 0
  return typeof count === 'number' ? count : 0
}

/** One trait of a member as text, or undefined. */
export function trait(schema: NormalizedSchema, name: string): string | undefined {
  const value = record(schema.getMergedTraits())?.[name]
  return typeof value === 'string' ? value : undefined
}

/** Whether a trait without a value, such as `httpPayload`, is set. */
export function hasTrait(schema: NormalizedSchema, name: string): boolean {
  return Boolean(record(schema.getMergedTraits())?.[name])
}
