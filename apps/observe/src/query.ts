/** A query that Prometheus refused: its own words. */
export class QueryError extends Error {
  readonly code = 'Query'
}

/** One series of an answer: seconds since the Unix epoch and values. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>
  readonly points: readonly (readonly [number, number])[]
}

/** Prometheus's HTTP API. Times and steps are seconds. */
export class PrometheusClient {
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  async ready(): Promise<boolean> {
    try {
      return (await fetch(`${this.#url}/-/ready`)).ok
    } catch {
      return false
    }
  }

  instant(query: string, time: number): Promise<readonly Series[]> {
    return this.#ask('query', { query, time: String(time) })
  }

  range(query: string, start: number, end: number, step: number): Promise<readonly Series[]> {
    return this.#ask('query_range', { query, start: String(start), end: String(end), step: String(step) })
  }

  async #ask(path: string, parameters: Readonly<Record<string, string>>): Promise<readonly Series[]> {
    const response = await fetch(`${this.#url}/api/v1/${path}`, {
      method: 'POST',
      body: new URLSearchParams(parameters),
    })
    const answer: unknown = await response.json()
    if (!isRecord(answer) || answer.status !== 'success' || !isRecord(answer.data))
      throw new QueryError(`${parameters.query}: ${JSON.stringify(answer)}`)
    return seriesOf(answer.data)
  }
}

/** The series in the data of an answer, whatever its type. */
export function seriesOf(data: Readonly<Record<string, unknown>>): readonly Series[] {
  const { result, resultType } = data
  if (resultType === 'scalar') return [{ labels: {}, points: points([result]) }]
  return (Array.isArray(result) ? result : []).filter(isRecord).map(({ metric, value, values }) => ({
    labels: Object.fromEntries(
      Object.entries(isRecord(metric) ? metric : {}).map(([key, said]) => [key, String(said)]),
    ),
    points: points(Array.isArray(values) ? values : [value]),
  }))
}

function points(pairs: readonly unknown[]): (readonly [number, number])[] {
  return pairs.flatMap((pair) => (Array.isArray(pair) ? [[Number(pair[0]), Number(pair[1])] as const] : []))
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
