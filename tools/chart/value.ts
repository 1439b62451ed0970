/** A JSON Schema, draft 7. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** One value of a chart. */
export interface Value {
  /** `image.pullPolicy` */
  readonly key: string
  readonly initial: unknown
  /** What it does: Markdown, one line. */
  readonly says: string
  readonly schema: JsonSchema
}

/** Values that belong together, under a heading. */
export interface Section {
  readonly title: string
  readonly values: readonly Value[]
}

/** What a chart is made for. */
export interface Controller {
  /** `ec2` */
  readonly service: string
  /** The kinds that it has. */
  readonly kinds: readonly string[]
  /** Kinds that the controller of ACK for this service has, and this one has not: values may name them. */
  readonly strange: readonly string[]
}

type Limits = Readonly<Record<string, unknown>>

export const text = (key: string, initial: string, says: string, limits: Limits = {}): Value => ({
  key,
  initial,
  says,
  schema: { type: 'string', ...limits },
})

export const toggle = (key: string, initial: boolean, says: string): Value => ({
  key,
  initial,
  says,
  schema: { type: 'boolean' },
})

export const whole = (key: string, initial: number, says: string, limits: Limits = { minimum: 0 }): Value => ({
  key,
  initial,
  says,
  schema: { type: 'integer', ...limits },
})

export const choice = (key: string, initial: string, allowed: readonly string[], says: string): Value => ({
  key,
  initial,
  says,
  schema: { type: 'string', enum: allowed },
})

/** A list of texts, or of what `items` describes. */
export const list = (
  key: string,
  initial: readonly unknown[],
  says: string,
  items: JsonSchema = { type: 'string' },
): Value => ({ key, initial, says, schema: { type: 'array', items } })

/** A list of objects that Kubernetes checks. */
export const objects = (key: string, says: string, initial: readonly unknown[] = []): Value =>
  list(key, initial, says, { type: 'object' })

/** An object that Kubernetes checks. */
export const object = (key: string, initial: Limits, says: string, limits: Limits = {}): Value => ({
  key,
  initial,
  says,
  schema: { type: 'object', ...limits },
})

/** Labels and annotations. What is not a text is written as one, as charts do. */
export const texts = (key: string, says: string, initial: Limits = {}): Value =>
  object(key, initial, says, { additionalProperties: { type: ['string', 'boolean', 'number'] } })

/** A port; the highest is 65535. */
export const port = (key: string, initial: number, says: string): Value =>
  whole(key, initial, says, { minimum: 1, maximum: 65_535 })
