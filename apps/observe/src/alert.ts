import { readFileSync } from 'node:fs'
import { isRecord } from '@windlass/core/kube'
import { parse } from 'yaml'
import type { PrometheusClient } from './query.ts'

/** A rule of the published rules file that wakes somebody. */
export interface AlertRule {
  readonly alert: string
  readonly expr: string
  /** Seconds for which it must hold. */
  readonly hold: number
  readonly annotations: Readonly<Record<string, string>>
}

/** A time, in seconds since the Unix epoch, for which an alert fired for one set of labels. */
export interface Firing {
  readonly alert: string
  readonly labels: Readonly<Record<string, string>>
  readonly from: number
  readonly to: number
}

/** Seconds between two evaluations, as in the rules file. */
export const evaluation = 30

/** The alerts of a rules file. */
export function alertsOf(file: string): readonly AlertRule[] {
  const parsed: unknown = parse(readFileSync(file, 'utf8'))
  const groups = isRecord(parsed) && Array.isArray(parsed.groups) ? parsed.groups : []
  const rules = groups.filter(isRecord).flatMap(({ rules }) => (Array.isArray(rules) ? rules.filter(isRecord) : []))
  return rules
    .filter(({ alert }) => alert !== undefined)
    .map(({ alert, expr, for: hold, annotations }) => ({
      alert: String(alert),
      expr: String(expr),
      hold: seconds(String(hold)),
      annotations: Object.fromEntries(
        Object.entries(isRecord(annotations) ? annotations : {}).map(([key, text]) => [key, String(text)]),
      ),
    }))
}

/** When a rule fires: Prometheus evaluates its expression; `for` is counted as Prometheus counts it. */
export async function firings(
  client: PrometheusClient,
  { alert, expr, hold }: AlertRule,
  start: number,
  end: number,
): Promise<readonly Firing[]> {
  const found: Firing[] = []
  for (const { labels, points } of await client.range(expr, start, end, evaluation)) {
    let since = points[0]?.[0] ?? 0
    points.forEach(([at], index) => {
      const before = points[index - 1]?.[0]
      if (before === undefined || at - before > evaluation) since = at
      const next = points[index + 1]?.[0]
      const last = next === undefined || next - at > evaluation
      if (last && at - since >= hold) found.push({ alert, labels, from: since + hold, to: at })
    })
  }
  return found
}

function seconds(duration: string): number {
  const [, count = '0', unit = 's'] = /^(\d+)([smhd])$/.exec(duration) ?? []
  return Number(count) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[unit] ?? 1)
}
