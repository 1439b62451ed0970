import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { operators } from '@windlass/simulator'
import { everything } from './kit.ts'
import { regressions } from './regression.ts'
import type { Figures } from './story.ts'

const marks = { begin: '<!-- runs: generated, do not edit -->', end: '<!-- runs end -->' }

/** What was run, for the page. */
export interface Ran {
  readonly sums: Figures
  readonly first: number
  readonly seconds: number
}

/** Writes the figures of a run into a page, between marks; all else on the page stays. */
export function publish(path: string, ran: Ran): void {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '# Reliability\n'
  const section = `${marks.begin}\n\n${report(ran)}\n${marks.end}`
  const [head = '', rest] = before.split(marks.begin)
  const tail = rest?.split(marks.end)[1]
  writeFileSync(
    path,
    tail === undefined ? `${before.trimEnd()}\n\n## Tried\n\n${section}\n` : `${head}${section}${tail}`,
  )
}

function report({ sums, first, seconds }: Ran): string {
  const hours = Math.round(sums.ms / 3_600_000)
  const faults = operators.map(({ id, says }) => `| ${id} | ${says} | ${sums.fired.get(id) ?? 0} |`)
  const found = regressions().map(({ seed, plan, found: what }) => `| ${what} | \`--seed ${seed} --plan '${plan}'\` |`)
  return `The last run: ${sums.runs} seeds from ${first}, over ${everything().kinds.length} kinds, ${hours} simulated hours, ${sums.broken} broken, ${(sums.runs / seconds).toFixed(1)}
runs per second. \`npx bun run simulate -- --seeds ${sums.runs} --seed ${first}\` repeats it, byte for byte.

| fault | what it is | times it struck |
|---|---|---|
${faults.join('\n')}

### What was found

Each of these broke a promise once. All are mended, and run again with every test.

| what was wrong | replay |
|---|---|
${found.join('\n')}
`
}
