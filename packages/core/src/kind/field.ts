/** A spec field that the create request does not have, with the type its values have. */
export interface Field<T, Required extends boolean = false> {
  /** OpenAPI v3 schema of the field. */
  readonly schema: FieldSchema
  readonly required: Required
  /** Never read: it carries the type. */
  readonly $value?: T
  /** The same field with a description for `kubectl explain`. */
  doc(description: string): Field<T, Required>
  /** The same field, required. */
  need(): Field<T, true>
}

export interface FieldSchema {
  readonly type?: 'string' | 'boolean' | 'integer' | 'number' | 'array' | 'object'
  readonly format?: string
  readonly description?: string
  readonly items?: FieldSchema
  readonly properties?: Readonly<Record<string, FieldSchema>>
  readonly required?: readonly string[]
  readonly [extension: `x-kubernetes-${string}`]: unknown
}

export type Fields = Readonly<Record<string, Field<unknown, boolean>>>

/** The spec members that extra fields add. */
export type Extra<F extends Fields> = {
  [K in keyof F as F[K] extends Field<unknown, true> ? K : never]: ValueOf<F[K]>
} & { [K in keyof F as F[K] extends Field<unknown, true> ? never : K]?: ValueOf<F[K]> }
type ValueOf<F> = F extends Field<infer T, boolean> ? T : never

export const text: Field<string> = field({ type: 'string' }, false)
export const flag: Field<boolean> = field({ type: 'boolean' }, false)
export const whole: Field<number> = field({ type: 'integer', format: 'int64' }, false)
export const decimal: Field<number> = field({ type: 'number' }, false)

/** A list of one sort of value. */
export function list<T>(of: Field<T, boolean>): Field<readonly T[]> {
  return field({ type: 'array', items: of.schema }, false)
}

/** An object with named members. */
export function structure<F extends Fields>(members: F): Field<Extra<F>> {
  const required = Object.keys(members).filter((key) => members[key]?.required)
  return field(
    {
      type: 'object',
      properties: Object.fromEntries(Object.entries(members).map(([key, member]) => [key, member.schema])),
      ...(required.length > 0 ? { required } : {}),
    },
    false,
  )
}

function field<T, Required extends boolean>(schema: FieldSchema, required: Required): Field<T, Required> {
  return {
    schema,
    required,
    doc: (description) => field({ ...schema, description }, required),
    need: () => field(schema, true),
  }
}
