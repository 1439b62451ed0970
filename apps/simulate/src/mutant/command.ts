import { wallClock } from '@windlass/core/time'
import { mutants } from './list.ts'
import { wordsOf } from './mutant.ts'
import { publish, summary } from './page.ts'
import { caught, type Result, score } from './score.ts'

/** How many mistakes are tried at a time, each in a copy of the source. */
const trees = 2

/**
 * Plants every known mistake, or those named, and prints what noticed each. Answers the exit code: 1 when one is noticed
 * by nothing or a name is unknown. A run of all of them is written into docs/reliability.md.
 */
export async function plantMutants(only: readonly string[] = []): Promise<number> {
  const unknown = only.filter((id) => !mutants.some((mutant) => mutant.id === id))
  if (unknown.length > 0) {
    console.error(`There is no mutant ${unknown.join(', ')}. There are: ${mutants.map(({ id }) => id).join(', ')}`)
    return 1
  }
  const chosen = only.length === 0 ? mutants : mutants.filter(({ id }) => only.includes(id))
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130))
  const started = wallClock.monotonic()
  const results = await score(chosen, trees, tell)
  const ms = wallClock.monotonic() - started
  console.log(summary(results, ms))
  if (only.length === 0) publish(results, ms)
  return results.every(caught) ? 0 : 1
}

function tell(result: Result): void {
  const { mutant, notice, simulated, wider, void: unsound, outdated, ms } = result
  const verdict = caught(result) ? 'caught  ' : outdated === undefined ? 'SURVIVED' : 'OUTDATED'
  const seconds = `${(ms / 1000).toFixed(0)} s`.padStart(5)
  console.log(`${verdict} ${seconds}  ${mutant.id}: ${mutant.mistake}`)
  if (notice !== undefined) console.log(`         by ${notice.by}\n         ${notice.facts}`)
  if (notice !== undefined && wider) console.log(`         and not by ${wordsOf(mutant.check)}`)
  if (simulated !== undefined) console.log(`         and by ${simulated.by}\n         ${simulated.facts}`)
  if (notice !== undefined && mutant.simulation !== undefined && simulated === undefined)
    console.log(`         and not by ${wordsOf(mutant.simulation)}`)
  if (outdated !== undefined) console.log(`         ${outdated}`)
  for (const check of unsound) console.log(`         of no worth, because it fails without the mistake too: ${check}`)
}
