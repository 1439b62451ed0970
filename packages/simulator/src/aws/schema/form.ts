import type { NormalizedSchema } from '@smithy/core/schema'
import { requiredCount } from './schema.ts'
import type { OperationShape } from './service.ts'

export type FormKind =
  | 'unit'
  | 'struct'
  | 'list'
  | 'map'
  | 'timestamp'
  | 'blob'
  | 'boolean'
  | 'number'
  | 'string'
  | 'any'

/** What a schema says of its values, found out once. A schema may hold itself, so its parts are looked at when they are needed. */
export class Form {
  readonly kind: FormKind
  /** How many of its members, counted from the first, are required. */
  readonly required: number
  /** Whether the member may be left out although it is required: the SDK fills it in. */
  readonly token: boolean
  readonly #schema: NormalizedSchema
  #members: readonly (readonly [name: string, form: Form])[] | undefined
  #element: Form | undefined

  constructor(schema: NormalizedSchema) {
    this.#schema = schema
    this.kind = kindOf(schema)
    this.required = this.kind === 'struct' ? requiredCount(schema) : 0
    this.token = schema.isIdempotencyToken()
  }

  /** The members of a structure, in the order of the schema. */
  get members(): readonly (readonly [name: string, form: Form])[] {
    this.#members ??= [...this.#schema.structIterator()].map(([name, member]) => [name, new Form(member)] as const)
    return this.#members
  }

  /** What a list or a map holds. */
  get element(): Form {
    this.#element ??= new Form(this.#schema.getValueSchema())
    return this.#element
  }
}

function kindOf(schema: NormalizedSchema): FormKind {
  if (schema.isUnitSchema()) return 'unit'
  if (schema.isStructSchema()) return 'struct'
  if (schema.isListSchema()) return 'list'
  if (schema.isMapSchema()) return 'map'
  if (schema.isTimestampSchema()) return 'timestamp'
  if (schema.isBlobSchema()) return 'blob'
  if (schema.isBooleanSchema()) return 'boolean'
  if (schema.isNumericSchema()) return 'number'
  return schema.isStringSchema() ? 'string' : 'any'
}

/** The forms of an operation's request and answer. */
export interface Forms {
  readonly input: Form
  readonly output: Form
}

/** The forms of all operations, found out as they are used. Worlds may share one: nothing in it depends on what they hold. */
export class FormBook {
  readonly #known = new Map<OperationShape, Forms>()

  of(shape: OperationShape): Forms {
    const known = this.#known.get(shape)
    if (known !== undefined) return known
    const forms = { input: new Form(shape.input), output: new Form(shape.output) }
    this.#known.set(shape, forms)
    return forms
  }
}
