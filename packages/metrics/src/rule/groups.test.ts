import { expect, test } from 'vitest'
import { faults, grouped, selections } from '../../test/promql.ts'
import type { Definition } from '../definition.ts'
import { definitions } from '../table/table.ts'
import { cases } from './case/cases.ts'
import { groups } from './groups.ts'

const rules = groups.flatMap((group) => group.rules)
const alerts = rules.flatMap((rule) => ('alert' in rule ? [rule] : []))

for (const rule of rules)
  test(`${'alert' in rule ? rule.alert : rule.record} asks for metrics and labels that exist`, () => {
    expect(faults(rule.expr)).toEqual([])
  })

test('a query for something that does not exist is noticed', () => {
  expect(faults('sum by (kind) (windlass_nothing)')).toContain('there is no metric windlass_nothing')
  expect(faults('windlass_resources{colour="red"}')).toEqual(['windlass_resources has no label colour'])
  expect(faults('windlass_resources{state="lost"}')).toEqual(['windlass_resources{state} is never lost'])
  expect(faults('sum by (colour) (windlass_resources)')).toEqual(['nothing has a label colour'])
  expect(faults('rate(windlass_resource_apply_lag_seconds[5m])')).toEqual([
    'there is no metric windlass_resource_apply_lag_seconds',
  ])
})

test('alerts have distinct names, and say what is wrong and what to do', () => {
  expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length)
  for (const { summary, description } of alerts) {
    expect(summary).toMatch(/\.$/)
    expect(description).toMatch(/\.$/)
  }
})

test('labels in the words of an alert are labels its series have', () => {
  for (const { alert, summary, description, expr } of alerts) {
    const used = [...`${summary}${description}`.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label)
    const recorded = rules.flatMap((rule) => ('record' in rule && expr.includes(rule.record) ? grouped(rule.expr) : []))
    const carried = [...grouped(expr), ...recorded]
    expect([alert, used.filter((label) => !carried.includes(label))]).toEqual([alert, []])
  }
})

test('counters that alerts take increases of exist from the start, or an alert would miss the first event', () => {
  const known: Readonly<Record<string, Definition>> = definitions
  const late = alerts
    .filter(({ expr }) => /\b(increase|rate)\(/.test(expr))
    .flatMap(({ expr }) => selections(expr))
    .filter(({ metric }) => known[metric]?.type === 'counter' && known[metric]?.start === 'none')
    .map(({ metric }) => metric)
  // Both have labels that are known only once the cluster has answered.
  expect(late.sort()).toEqual(['rest_client_requests_total', 'windlass_watch_divergences_total'])
})

test('every alert has a case in which it fires and one in which it does not', () => {
  for (const { alert } of alerts) {
    const own = cases.filter((each) => each.alert === alert)
    expect([alert, own.some(({ fires }) => fires), own.some(({ fires }) => !fires)]).toEqual([alert, true, true])
  }
})
