import type { Definition } from '../src/definition.ts'
import { groups } from '../src/rule/groups.ts'
import { definitions } from '../src/table/table.ts'

/** A metric as a query names it, with the labels it selects by. */
export interface Selected {
  readonly metric: string
  readonly labels: readonly string[]
  /** Values asked for with `=`. */
  readonly values: Readonly<Record<string, string>>
}

const words = new Set([
  'and',
  'or',
  'unless',
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
  'group_right',
  'offset',
  'bool',
])
/** Labels that Prometheus, not the controller, puts on every series. */
const attached = ['cluster', 'namespace', 'job', 'pod', 'instance', 'exported_namespace', 'le']

/** The metrics that a query selects. */
export function selections(expr: string): readonly Selected[] {
  const plain = expr
    .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ')
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/\boffset\s+\w+/g, ' ')
  const found: Selected[] = []
  for (const [, metric = '', selector = ''] of plain.matchAll(
    /(?<![\w:$"])([a-zA-Z_][\w:]*)(?!\s*\(|[\w:])(\{(?:[^}"]|"[^"]*")*\})?/g,
  )) {
    if (words.has(metric)) continue
    const matchers = [...selector.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)]
    found.push({
      metric,
      labels: matchers.map(([, label = '']) => label),
      values: Object.fromEntries(
        matchers.filter(([, , how]) => how === '=').map(([, label, , value]) => [label, value]),
      ),
    })
  }
  return found
}

/** The labels that a query groups or joins by. */
export function grouped(expr: string): readonly string[] {
  return [...expr.matchAll(/\b(?:by|on|group_left)\s*\(([^)]*)\)/g)].flatMap(([, labels = '']) =>
    labels.split(',').map((label) => label.trim()),
  )
}

/** What is wrong with a query: metrics that do not exist, labels they do not have, values that are not in a closed set. */
export function faults(expr: string): readonly string[] {
  const selected = selections(expr)
  const carried = new Set(attached)
  const wrong: string[] = selected.length === 0 ? ['it asks for nothing'] : []
  for (const { metric, labels, values } of selected) {
    const known = labelsOf(metric)
    if (known === undefined) {
      wrong.push(`there is no metric ${metric}`)
      continue
    }
    for (const label of Object.keys(known)) carried.add(label)
    for (const label of labels)
      if (!(label in known) && !attached.includes(label)) wrong.push(`${metric} has no label ${label}`)
    for (const [label, value] of Object.entries(values)) {
      const allowed = known[label]
      if (Array.isArray(allowed) && !allowed.includes(value)) wrong.push(`${metric}{${label}} is never ${value}`)
    }
  }
  return [...wrong, ...grouped(expr).flatMap((label) => (carried.has(label) ? [] : [`nothing has a label ${label}`]))]
}

function labelsOf(metric: string): Definition['labels'] | undefined {
  if (metric === 'up') return {}
  const table: Readonly<Record<string, Definition>> = definitions
  const own = table[metric]
  if (own !== undefined) return own.type === 'histogram' ? undefined : own.labels
  const base = table[metric.replace(/_(bucket|sum|count)$/, '')]
  if (base?.type === 'histogram') return base.labels
  const recorded = groups.flatMap((group) => group.rules).find((rule) => 'record' in rule && rule.record === metric)
  return recorded === undefined ? undefined : Object.fromEntries(grouped(recorded.expr).map((label) => [label, 'text']))
}
