import type { NormalizedSchema } from '@smithy/core/schema'

/** An unknown value as a plain record, or undefined when it is none. */
export function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
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
