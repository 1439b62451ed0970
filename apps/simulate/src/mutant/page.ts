import { join } from 'node:path'
import { insert } from '../page.ts'
import { caught, type Result } from './score.ts'
import { root } from './tree.ts'

/** Writes what became of the mutants into docs/reliability.md, between marks; all else on the page stays. */
export function publish(results: readonly Result[], ms: number): void {
  insert(join(root, 'docs/reliability.md'), 'mutants', 'Known mistakes, planted', report(results, ms))
}

/** How many were caught, in a sentence. */
export function summary(results: readonly Result[], ms: number): string {
  const count = results.filter(caught).length
  return `${count} of ${results.length} known mistakes are caught (${Math.round((100 * count) / results.length)} %), in ${duration(ms)}.`
}

function report(results: readonly Result[], ms: number): string {
  const rows = results.map(({ mutant, notice, simulated }) => {
    const told = [notice, simulated].flatMap((one) => (one === undefined ? [] : [cell(`${one.by}: ${one.facts}`, 300)]))
    const missing = mutant.simulation !== undefined && simulated === undefined ? ['no simulation'] : []
    const facts = notice === undefined ? 'nothing' : [...told, ...missing].join('; and ')
    return `| \`${mutant.id}\` | ${cell(mutant.mistake, 200)} | ${facts} |`
  })
  return `A test is worth something only if it fails when what it tests is broken. Each mistake below is one that a careful
engineer could make, and that controllers like this one have made. Each was made on purpose, alone, in a copy of the
source, and the smallest check that should notice was run; when that did not, a wider set was. Where that check is a story
and a simulation can see the mistake, it had to notice as well. A check counts only if it passes without the mistake. ${summary(results, ms)}

\`npx bun run simulate -- --mutants\` does all of it again; \`--only <id>\` does one.

| mistake | what was done | what noticed, and what it said |
|---|---|---|
${rows.join('\n')}
`
}

const duration = (ms: number) => (ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`)

/** One line of a table, cut to so many characters. */
function cell(words: string, most: number): string {
  const line = words.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;')
  return line.length <= most ? line : `${line.slice(0, most)}…`
}
