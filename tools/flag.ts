import { flags } from '../packages/core/src/controller/program/table.ts'

const head = `# Flags

Made from the table of flags by \`bun run generate\`; do not edit.

\`ec2-controller\` and \`efs-controller\` take the same flags, and \`--help\` prints them. Every flag of the controllers of ACK is there by its name. Two
of their defaults are others, and ACK's chart sets both: leave \`--reconcile-default-resync-seconds\` (36000 there) and
\`--reconcile-default-max-concurrent-syncs\` (1 there) out of your values. Why: [decisions/0002-flags.md](decisions/0002-flags.md). Flags that change
nothing are named in the log at start.

| flag | default | what it does |
|---|---|---|`

/** The page with every flag of a controller. */
export function flagPage(): string {
  const rows = Object.values(flags).map(({ name, sample, initial, help, ...remarks }) => {
    const flag = `--${name}${sample === undefined ? '' : ` ${sample}`}`
    const env = 'env' in remarks && remarks.env !== undefined ? `, or \`$${remarks.env}\`` : ''
    const idle = 'idle' in remarks && remarks.idle !== undefined ? `. No effect here: ${remarks.idle}` : ''
    const cells = [`\`${flag}\``, `${shown(initial)}${env}`, `${help}${idle}`]
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  })
  return `${[head, ...rows].join('\n')}\n`
}

function shown(initial: string | boolean | readonly string[]): string {
  const text = typeof initial === 'object' ? initial.join(', ') : String(initial)
  return text === '' ? 'none' : `\`${text}\``
}
