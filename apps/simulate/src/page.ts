import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { operators, sometimes } from '@windlass/simulation'
import { everything } from './kit.ts'
import type { Options } from './options.ts'
import type { Tally } from './pool.ts'
import { regressions } from './regression.ts'

/**
 * Puts a generated section into a page, between its marks; all else on the page stays. A page without the marks gets them
 * at its end, below the heading.
 */
export function insert(path: string, mark: string, heading: string, text: string): void {
  const begin = `<!-- ${mark}: generated, do not edit -->`
  const end = `<!-- ${mark} end -->`
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '# Reliability\n'
  const section = `${begin}\n\n${text.trim()}\n\n${end}`
  const [head = '', ...rest] = before.split(begin)
  const tail = rest.join(begin).split(end).slice(1).join(end)
  const after = rest.length > 0 ? `${head}${section}${tail}` : `${before.trimEnd()}\n\n## ${heading}\n\n${section}\n`
  writeFileSync(path, after)
}

/** Writes the figures of a job into a page. */
export function publish(path: string, tally: Tally, options: Options): void {
  switch (options.job) {
    case 'seeds':
      insert(
        path,
        'runs',
        'Tried',
        `${line(tally, options, `--seeds ${tally.sums.runs} --seed ${options.seed}`)}\n\n${seeds(tally)}`,
      )
      insert(path, 'found', 'What was found', found())
      return
    case 'matrix':
      insert(path, 'matrix', 'The matrix', `${line(tally, options, '--matrix')}\n\n${blows(tally)}`)
      return
    case 'walks':
      insert(
        path,
        'walks',
        'Walks through specs',
        `${line(tally, options, `--walks ${options.walks}`)}\n\n${walks(tally)}`,
      )
      return
    case 'rest':
      insert(path, 'rest', 'At rest', `${line(tally, options, '--rest')}\n\n${days(tally)}`)
      return
    case 'pairs':
      insert(path, 'pairs', 'Pairs of faults', `${line(tally, options, '--pairs')}\n\n${pairs(tally)}`)
      return
    case 'replay':
    case 'mutants':
  }
}

/** What was run and how long it took, how to repeat it, and what was left out. */
function line({ sums, untried, seconds }: Tally, { kind, jobs }: Options, flags: string): string {
  const hours = Math.round(sums.ms / 3_600_000)
  const left = untried.map((what) => `* Not tried: ${what}.`)
  const command = `npx bun run simulate -- ${flags}${kind === undefined ? '' : ` --kind ${kind}`}`
  return [
    `The last run: ${sums.runs} runs over ${kind ?? `${everything().kinds.length} kinds`}, ${hours} simulated hours, ${sums.broken} broken.`,
    `It took ${(seconds / 60).toFixed(1)} minutes in ${jobs} threads: ${(sums.runs / seconds).toFixed(1)} runs a second.`,
    `\`${command}\` repeats it, byte for byte.`,
    ...(left.length > 0 ? ['', ...left] : []),
  ].join('\n')
}

function seeds({ sums }: Tally): string {
  const { fired, missed } = sums
  const faults = operators.map(({ id, says }) => `| ${id} | ${says} | ${fired.get(id) ?? 0} | ${missed.get(id) ?? 0} |`)
  const seen = sometimes.map((what) => `| ${what} | ${sums.seen.get(what) ?? 0} |`)
  return `| fault | what it is | times it struck | runs in which it found nothing to strike |
|---|---|---|---|
${faults.join('\n')}

A simulation can only try what comes up in it. The suite fails when one of these never does:

| what has to come up | times it did |
|---|---|
${seen.join('\n')}`
}

const times = ({ sums }: Tally, what: string): number => sums.fired.get(what) ?? 0

const blows = (tally: Tally) =>
  `* ${times(tally, 'crash')} times the process ended, at ${times(tally, 'crash') / 3} calls.
* ${times(tally, 'handover')} times the leader lost its lease and did not know, at ${times(tally, 'handover') / 3} calls.
* ${times(tally, 'neighbour')} times something was wrong with another object of the kind: AWS never answered about it, refused
  it forever, or answered what no pass can read.`

const walks = (tally: Tally) =>
  `* In ${times(tally, 'server')} of them the API server refused a spec on the way, in ${times(tally, 'terminal')} AWS did.`

const days = (tally: Tally) =>
  `* ${times(tally, 'calls')} calls were made in all, which is ${(times(tally, 'calls') / (tally.sums.ms / 60_000)).toFixed(1)} a minute for a kind with
  everything it needs; none of them wrote anything.`

const pairs = (tally: Tally) =>
  `* Together their faults struck ${operators.reduce((sum, { id }) => sum + times(tally, id), 0)} times.`

function found(): string {
  const rows = regressions().map(({ seed, plan, found: what }) => `| ${what} | \`--seed ${seed} --plan '${plan}'\` |`)
  return `Each of these broke a promise once, or showed that the simulation asked for what nobody can do, and then says so. All are mended, and run
again with every test.

| what was wrong | replay |
|---|---|
${rows.join('\n')}`
}
