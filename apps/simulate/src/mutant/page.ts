import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Result } from './score.ts'
import { root } from './tree.ts'

const path = join(root, 'docs/reliability.md')
const marks = { begin: '<!-- mutants: generated, do not edit -->', end: '<!-- mutants end -->' }

const introduction = `# Reliability

Windlass promises that a custom resource never becomes two AWS objects, that no AWS object is left behind, and that
\`ACK.ResourceSynced=True\` is said only of what is so. [Promises](promises.md) lists what is promised. This page says
how that was tried, and how to try it again: every claim on it can be repeated with one command.
`
const heading = '## Known mistakes, planted'

/** Writes what became of the mutants into docs/reliability.md, between marks; all else on the page stays. */
export function publish(results: readonly Result[], ms: number): void {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : introduction
  const section = `${marks.begin}\n\n${report(results, ms)}\n${marks.end}`
  const [head, ...rest] = before.split(marks.begin)
  const tail = rest.join(marks.begin).split(marks.end).slice(1).join(marks.end)
  const after = rest.length > 0 ? `${head}${section}${tail}` : `${before.trimEnd()}\n\n${heading}\n\n${section}\n`
  writeFileSync(path, after)
}

/** How many were caught, in a sentence. */
export function summary(results: readonly Result[], ms: number): string {
  const caught = results.filter(({ notice }) => notice !== undefined).length
  return `${caught} of ${results.length} known mistakes are caught (${Math.round((100 * caught) / results.length)} %), in ${duration(ms)}.`
}

function report(results: readonly Result[], ms: number): string {
  const rows = results.map(({ mutant, notice }) => {
    const facts = notice === undefined ? 'nothing' : `${notice.by}: ${notice.facts}`
    return `| \`${mutant.id}\` | ${cell(mutant.mistake, 200)} | ${cell(facts, 300)} |`
  })
  return `A test is worth something only if it fails when what it tests is broken. Each mistake below is one that a careful
engineer could make, and that controllers like this one have made. Each was made on purpose, alone, in a copy of the
source, and the smallest check that should notice was run; when that did not, a wider set was. A check counts only if it
passes without the mistake. ${summary(results, ms)}

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
