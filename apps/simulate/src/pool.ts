import { Worker } from 'node:worker_threads'
import { BadPlan } from '@windlass/simulation'
import type { Options } from './options.ts'
import type { Outcome } from './runs.ts'
import { type Figures, figures, tally } from './story.ts'

/** The part of the work that one thread does: of every `of` runs the one at `place`. */
export interface Share {
  readonly options: Options
  readonly place: number
  readonly of: number
}

/** What a thread tells of its share. */
export type Report =
  | { readonly is: 'tried'; readonly outcome: Outcome }
  | { readonly is: 'untried'; readonly what: readonly string[] }
  | { readonly is: 'flawed' }
  | { readonly is: 'unhandled'; readonly error: string }
  | { readonly is: 'refused'; readonly why: string }

/** What all threads together came to. */
export interface Tally {
  readonly sums: Figures
  /** A kind went wrong without any trouble, or a rejection was left to nobody. */
  readonly flawed: boolean
  /** What was left out, in words. */
  readonly untried: readonly string[]
  readonly seconds: number
}

/**
 * Tries everything that the command line asks for, in as many threads as it says, and tells of every broken promise as it
 * is found. Which runs there are, and what each comes to, does not depend on the number of threads. Rejects with `BadPlan`.
 */
export async function pool(options: Options): Promise<Tally> {
  const started = performance.now()
  const sums = figures()
  let flawed = false
  let untried: readonly string[] = []
  const hear = (report: Report) => {
    switch (report.is) {
      case 'tried':
        tally(sums, report.outcome)
        for (const failure of report.outcome.failures) console.log(`\n${failure}`)
        return
      case 'untried':
        untried = report.what
        return
      case 'unhandled':
        console.error('O-11: a rejection that nobody handled:', report.error)
        flawed = true
        return
      case 'flawed':
        flawed = true
        return
      case 'refused':
        throw new BadPlan(report.why)
    }
  }
  const shares = Array.from({ length: options.jobs }, (_, place) => ({ options, place, of: options.jobs }))
  await Promise.all(shares.map((share) => done(share, hear)))
  return { sums, flawed, untried, seconds: (performance.now() - started) / 1000 }
}

async function done(share: Share, hear: (report: Report) => void): Promise<void> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: share })
  try {
    await new Promise<void>((resolve, reject) => {
      worker.on('message', (report: Report) => {
        try {
          hear(report)
        } catch (error) {
          reject(error)
        }
      })
      worker.on('error', reject)
      worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`A thread ended with code ${code}.`))))
    })
  } finally {
    await worker.terminate()
  }
}

/** Whether a value is the share of a thread, as `pool` hands it out. */
export function isShare(value: unknown): value is Share {
  return typeof value === 'object' && value !== null && 'options' in value && 'place' in value && 'of' in value
}
