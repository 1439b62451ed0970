import { absent, createMetrics, type Definition, definitions } from '@windlass/metrics'
import type { Source } from '../packages/cli/src/generate/source.ts'

const domains: Readonly<Record<string, string>> = {
  kind: 'each kind',
  controller: 'each kind, in lower case',
  service: '`ec2`, `efs`',
  action: 'each AWS action the kinds use',
  read: 'each AWS action the kinds read with',
  field: 'each field whose drift the kind corrects',
  text: 'open',
}

/** The page that lists every metric: what it counts, its labels and their values, and the question it answers. */
export async function metricsPage(sources: readonly Source[]): Promise<string> {
  const sizes = await Promise.all(sources.map(size))
  const named = Object.entries<Definition>(definitions)
  const [own, known] = [
    named.filter(([name]) => name.startsWith('windlass_')),
    named.filter(([name]) => !name.startsWith('windlass_')),
  ]
  return `${[
    '# Metrics',
    'Made from the table of definitions by `bun run generate`; do not edit.',
    'Both controllers serve these at `/metrics` (flags `--metrics-addr`, `--metrics-secure`). Series whose labels are all closed exist from ' +
      'the start, at 0, unless marked *as it occurs*. A value outside a closed set is counted as `other`. A timestamp of ' +
      '0 means that there is nothing to date: ask `time() - (metric > 0)`.',
    `Before anything has happened, ${sizes.join(' and ')}. A test holds that a controller of 23 kinds with ten thousand objects, ` +
      'in which everything goes wrong that can, stays below 6,500.',
    '## Windlass',
    table(own),
    '## ACK, controller-runtime, process',
    'Names and labels are those that dashboards for ACK and for controller-runtime already use.',
    table(known),
    'Not here:',
    Object.entries(absent)
      .map(([name, why]) => `* \`${name}\`. ${why}`)
      .join('\n'),
  ].join('\n\n')}\n`
}

/** How many series a controller has from the start. */
async function size({ name, kinds }: Source): Promise<string> {
  const text = await createMetrics({ name: `${name}-controller`, version: '0', kinds }).text()
  const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return `the ${name.toUpperCase()} controller has ${series.length} series`
}

function table(entries: readonly (readonly [string, Definition])[]): string {
  const rows = entries.map(([name, { type, unit, labels, help, question, start, still }]) => {
    const occurs = start === 'none' ? ', *as it occurs*' : ''
    return `| \`${name}\` | ${type}, ${unit}${occurs} | ${labelled(labels)} | ${cell([help, ...(still === undefined ? [] : ['Always 0.', still])].join(' '))} | ${cell(question)} |`
  })
  return ['| metric | type | labels | what it is | question |', '|---|---|---|---|---|', ...rows].join('\n')
}

function labelled(labels: Definition['labels']): string {
  const lines = Object.entries(labels).map(([label, values]) => {
    if (label === 'le') return '`le`: bound of the bucket'
    if (typeof values === 'string') return `\`${label}\`: ${domains[values]}`
    return `\`${label}\`: ${values.map((value) => `\`${value}\``).join(', ')}`
  })
  return lines.join('<br>')
}

const cell = (text: string) => text.replace(/\|/g, '\\|')
