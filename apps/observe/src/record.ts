import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Played, play, type Scene } from './hour.ts'
import { Prometheus, run } from './prometheus.ts'
import { Site, scrapeInterval } from './site.ts'
import { Tape } from './tape.ts'

/** The hour as Prometheus holds it. */
export interface Recorded {
  readonly played: readonly Played[]
  readonly prometheus: Prometheus
}

const idle = 'global: {}\n'
/** Prometheus marks a series as gone with the first scrape that lacks it; what is imported has no such marks. */
const lookback = Math.ceil((scrapeInterval / 1000) * 1.5)

/**
 * Plays the scenes on virtual time, imports what was scraped into the storage of a real Prometheus, lets it compute the recorded
 * series of the rules for the whole time, and starts it.
 */
export async function record(scenes: readonly Scene[], rules: string, folder: string): Promise<Recorded> {
  mkdirSync(join(folder, 'data'), { recursive: true })
  const tape = new Tape(folder)
  const played = await play(await Site.open(tape), scenes)
  tape.end()
  for (const file of tape.files)
    await run('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', '-q', file, 'data'], folder)
  const raw = await Prometheus.start({ folder, config: idle, lookback })
  try {
    const start = Math.floor((played[0]?.start ?? 0) / 1000)
    const end = Math.ceil((played.at(-1)?.end ?? 0) / 1000)
    const span = [`--start=${start}`, `--end=${end}`, `--url=${raw.url}`, '--output-dir=data']
    await run('promtool', ['tsdb', 'create-blocks-from', 'rules', ...span, rules], folder)
  } finally {
    await raw.stop()
  }
  return { played, prometheus: await Prometheus.start({ folder, config: idle, lookback }) }
}
