import { parentPort, workerData } from 'node:worker_threads'
import { BadPlan } from '@windlass/simulation'
import { isShare, type Report } from './pool.ts'
import { runs, untried } from './runs.ts'
import { playable } from './scripts.ts'

const say = (report: Report) => parentPort?.postMessage(report)

process.on('unhandledRejection', (error) => say({ is: 'unhandled', error: String(error) }))

/** Tries every `of`th run, and reports on each. */
async function work(share: unknown): Promise<void> {
  if (!isShare(share)) throw new TypeError('A worker was given no share of the work.')
  const { options, place, of } = share
  const { scripts, flawed } = await playable(options)
  if (flawed) say({ is: 'flawed' })
  if (place === 0) say({ is: 'untried', what: untried(options, scripts) })
  const until = performance.now() + (options.minutes ?? Number.POSITIVE_INFINITY) * 60_000
  let next = 0
  for await (const play of runs(options, scripts)) {
    if (performance.now() > until) break
    if (next++ % of === place) say({ is: 'tried', outcome: await play() })
  }
}

try {
  await work(workerData)
} catch (error) {
  if (!(error instanceof BadPlan)) throw error
  say({ is: 'refused', why: error.message })
}
