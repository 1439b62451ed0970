import { stringify } from 'yaml'
import type { Source } from '../packages/cli/src/generate/source.ts'
import { boards } from '../packages/metrics/src/dashboard/boards.ts'
import { draw, linkTo } from '../packages/metrics/src/dashboard/draw.ts'
import type { Case } from '../packages/metrics/src/rule/case/case.ts'
import { cases } from '../packages/metrics/src/rule/case/cases.ts'
import { groups } from '../packages/metrics/src/rule/groups.ts'
import type { Alert, Recording } from '../packages/metrics/src/rule/rule.ts'
import { runbooks } from '../packages/metrics/src/rule/runbook.ts'
import { metricsPage } from './metrics.ts'

/** Where dashboards and rules are written. */
export const observabilityFolders: readonly string[] = ['packages/metrics/dashboards', 'packages/metrics/rules']

/** Pages about metrics and alerts, dashboards and rules. */
export async function observability(sources: readonly Source[]): Promise<readonly (readonly [string, string])[]> {
  return [
    ['docs/metrics.md', await metricsPage(sources)],
    ['docs/alerts.md', alertsPage()],
    ['packages/metrics/rules/windlass.rules.yaml', rules()],
    ['packages/metrics/rules/windlass.test.yaml', tests()],
    ...Object.entries(boards).map(
      ([name, board]) =>
        [`packages/metrics/dashboards/${name}.json`, `${JSON.stringify(draw(board), undefined, 2)}\n`] as const,
    ),
  ]
}

function rules(): string {
  const file = {
    groups: groups.map((group) => ({
      ...group,
      rules: group.rules.map((rule) => ('alert' in rule ? alert(rule) : rule)),
    })),
  }
  return `# Made by \`bun run generate\`; do not edit.\n${stringify(file, { lineWidth: 0 })}`
}

function alert(rule: Alert): object {
  const { alert, expr, for: time, severity } = rule
  return { alert, expr, for: time, labels: { severity }, annotations: annotations(rule) }
}

function annotations({ alert, summary, description, board, panel }: Alert): Readonly<Record<string, string>> {
  const dashboard = linkTo(Object.values(boards), board, panel)
  return { summary, description, runbook: `docs/alerts.md#${alert.toLowerCase()}`, dashboard }
}

/** The cases of the alerts, as `promtool test rules` reads them. */
function tests(): string {
  const file = {
    rule_files: ['windlass.rules.yaml'],
    evaluation_interval: '30s',
    tests: cases.map((each) => ({
      name: `${each.alert} ${each.fires === undefined ? 'is quiet' : 'fires'}: ${each.because}`,
      interval: '30s',
      input_series: Object.entries(each.series).map(([series, values]) => ({ series, values })),
      alert_rule_test: [{ eval_time: each.at, alertname: each.alert, exp_alerts: expected(each) }],
    })),
  }
  return `# Made by \`bun run generate\`; do not edit. Run with \`promtool test rules\`.\n${stringify(file, { lineWidth: 0 })}`
}

function expected({ alert: name, fires }: Case): readonly object[] {
  const rule = groups.flatMap(({ rules }) => rules).find((one) => 'alert' in one && one.alert === name)
  if (fires === undefined || rule === undefined || !('alert' in rule)) return []
  const said = (text: string) => text.replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, label) => fires[label] ?? '')
  const texts = Object.entries(annotations(rule)).map(([key, text]) => [key, said(text)])
  return [{ exp_labels: { severity: rule.severity, ...fires }, exp_annotations: Object.fromEntries(texts) }]
}

/** What each alert means and what to do, for whoever is woken by it. */
function alertsPage(): string {
  const rules = groups.flatMap((group) => group.rules)
  const alerts = rules.filter((rule): rule is Alert => 'alert' in rule)
  const recordings = rules.filter((rule): rule is Recording => 'record' in rule)
  return `${[
    '# Alerts',
    'Made from the rules by `bun run generate`; do not edit. The rules are in `packages/metrics/rules`, the dashboards in ' +
      '`packages/metrics/dashboards`. The rules know the controllers by a `job` label that contains `ec2-controller` or ' +
      '`efs-controller`.',
    ...alerts.map(section),
    '## Recorded series',
    [
      '| series | is |',
      '|---|---|',
      ...recordings.map(({ record, expr }) => `| \`${record}\` | \`${expr.replace(/\|/g, '\\|')}\` |`),
    ].join('\n'),
  ].join('\n\n')}\n`
}

function section({ alert, expr, for: time, severity, summary, description, board, panel }: Alert): string {
  const runbook = runbooks[alert]
  if (runbook === undefined) throw new RangeError(`${alert} has no runbook.`)
  return [
    `## ${alert}`,
    `**${severity}**, after ${time}. ${summary.replace(/\{\{ \$labels\.(\w+) \}\}/g, '*$1*')}`,
    description,
    `First command: \`${runbook.first}\`. Dashboard \`${board}\`, panel *${panel}*.`,
    `* Likely causes: ${runbook.causes}\n* Fix: ${runbook.fix}`,
    `\`\`\`promql\n${expr}\n\`\`\``,
  ].join('\n\n')
}
