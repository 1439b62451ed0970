import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { type Definition, type LabelValues, other } from './definition.ts'
import { definitions, type Labels, type MetricName, type NameOf } from './table/table.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Every metric of the table, held by prom-client. A label value outside its closed set is counted as `other`. */
export class Book {
  readonly #registry = new Registry()
  readonly #counters = new Map<string, Counter>()
  readonly #gauges = new Map<string, Gauge>()
  readonly #histograms = new Map<string, Histogram>()
  readonly #allowed: Readonly<Record<string, ReadonlySet<string> | undefined>>

  constructor(words: Vocabulary) {
    const reads = new Set(words.reads.map((action) => action.name))
    this.#allowed = {
      kind: new Set(words.kinds),
      controller: new Set(words.kinds.map((kind) => kind.toLowerCase())),
      service: new Set(words.services),
      action: new Set(words.actions.map((action) => action.name)),
      read: reads,
      field: new Set([...words.fields.values()].flat()),
    }
    for (const [name, definition] of Object.entries<Definition>(definitions)) this.#open(name, definition, words)
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  /** All metrics as Prometheus reads them. */
  text(): Promise<string> {
    return this.#registry.metrics()
  }

  count<N extends NameOf<'counter'>>(name: N, labels: Labels<N>, by = 1): void {
    this.#counters.get(name)?.inc(this.#checked(name, labels), Math.max(0, by))
  }

  set<N extends NameOf<'gauge'>>(name: N, labels: Labels<N>, value: number): void {
    this.#gauges.get(name)?.set(this.#checked(name, labels), value)
  }

  observe<N extends NameOf<'histogram'>>(name: N, labels: Labels<N>, value: number): void {
    this.#histograms.get(name)?.observe(this.#checked(name, labels), Math.max(0, value))
  }

  /** Takes a series away. */
  drop<N extends NameOf<'gauge'>>(name: N, labels: Labels<N>): void {
    this.#gauges.get(name)?.remove(this.#checked(name, labels))
  }

  #checked(name: MetricName, labels: Readonly<Record<string, string>>): Record<string, string> {
    const definition: Definition = definitions[name]
    const checked: Record<string, string> = {}
    for (const [label, values] of Object.entries(definition.labels))
      checked[label] = this.#word(values, labels[label] ?? other)
    return checked
  }

  #word(values: LabelValues, word: string): string {
    if (typeof values !== 'string') return values.includes(word) ? word : other
    return this.#allowed[values]?.has(word) === false ? other : word
  }

  #open(name: string, definition: Definition, words: Vocabulary): void {
    const { type, help, buckets } = definition
    const shape = { name, help, labelNames: Object.keys(definition.labels), registers: [this.#registry] }
    const start = definition.start === 'none' ? [] : [...every(definition, words)]
    if (type === 'counter') {
      const counter = new Counter(shape)
      for (const labels of start) counter.inc(labels, 0)
      this.#counters.set(name, counter)
    } else if (type === 'gauge') {
      const gauge = new Gauge(shape)
      // One without labels would be there from the start, and say 0 of what nobody has looked at.
      if (definition.start === 'none' && shape.labelNames.length === 0) gauge.remove({})
      for (const labels of start) gauge.set(labels, 0)
      this.#gauges.set(name, gauge)
    } else {
      const histogram = new Histogram({ ...shape, buckets: [...(buckets ?? [])] })
      for (const labels of start) histogram.zero(labels)
      this.#histograms.set(name, histogram)
    }
  }
}

/** Every set of labels that a metric can have, `other` and open ones aside. */
export function every(definition: Definition, words: Vocabulary): readonly Record<string, string>[] {
  let sets: Record<string, string>[] = [{}]
  for (const [label, values] of Object.entries(definition.labels))
    sets = sets.flatMap((set) => choices(definition, values, words, set).map((value) => ({ ...set, [label]: value })))
  return sets
}

/** The values a label can have beside those chosen already: actions belong to a service, fields to a kind. */
function choices(
  definition: Definition,
  values: LabelValues,
  words: Vocabulary,
  chosen: Readonly<Record<string, string>>,
): readonly string[] {
  switch (values) {
    case 'kind':
      return words.kinds
    case 'controller':
      return chosen.name === undefined ? words.kinds.map((kind) => kind.toLowerCase()) : [chosen.name]
    case 'service':
      return words.services
    case 'action':
      return words.actions.filter((action) => action.service === chosen.service).map((action) => action.name)
    case 'read':
      return words.reads.filter((action) => action.service === chosen.service).map((action) => action.name)
    case 'field':
      return words.fields.get(chosen.kind ?? '') ?? []
    case 'text':
      return 'le' in definition.labels ? [...(definition.buckets ?? []).map(String), '+Inf'] : []
    default:
      return values
  }
}
