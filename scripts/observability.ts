import { stringify } from 'yaml'
import { boards } from '../packages/metrics/src/dashboard/boards.ts'
import { draw } from '../packages/metrics/src/dashboard/draw.ts'
import { groups } from '../packages/metrics/src/rule/groups.ts'
import type { Alert, Recording } from '../packages/metrics/src/rule/rule.ts'
import { metricsPage } from './metrics.ts'

/** Where dashboards and rules are written. */
export const observabilityFolders: readonly string[] = ['packages/metrics/dashboards', 'packages/metrics/rules']

/** Pages about metrics and alerts, dashboards and rules. */
export function observability(): readonly (readonly [string, string])[] {
  return [
    ['docs/metrics.md', metricsPage()],
    ['docs/alerts.md', alertsPage()],
    ['packages/metrics/rules/windlass.rules.yaml', rules()],
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

function alert({ alert, expr, for: time, severity, summary, description, board }: Alert): object {
  const annotations = { summary, description, runbook: `docs/alerts.md#${alert.toLowerCase()}`, dashboard: board }
  return { alert, expr, for: time, labels: { severity }, annotations }
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
    ...alerts.map(({ alert, expr, for: time, severity, summary, description, board }) =>
      [
        `## ${alert}`,
        `**${severity}**, after ${time}. ${summary.replace(/\{\{ \$labels\.(\w+) \}\}/g, '*$1*')}`,
        description,
        `Dashboard: \`${board}\`.`,
        `\`\`\`promql\n${expr}\n\`\`\``,
      ].join('\n\n'),
    ),
    '## Recorded series',
    [
      '| series | is |',
      '|---|---|',
      ...recordings.map(({ record, expr }) => `| \`${record}\` | \`${expr.replace(/\|/g, '\\|')}\` |`),
    ].join('\n'),
  ].join('\n\n')}\n`
}
