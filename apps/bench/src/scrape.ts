import { wallClock } from '@windlass/core/time'
import { kinds as ec2 } from '@windlass/ec2'
import { kinds as efs } from '@windlass/efs'
import { createMetrics, definitions } from '@windlass/metrics'

/** What one answer to Prometheus costs with so many objects: the median of so many. */
export interface Scrape {
  readonly objects: number
  readonly milliseconds: number
  readonly series: number
  readonly bytes: number
}

/** Measures answers to Prometheus while every kind has objects, one in fifty of them stuck. */
export async function measureScrape(objects: number, times = 21): Promise<Scrape> {
  const kinds = [...ec2, ...efs]
  const metrics = createMetrics({ name: 'bench', version: '0', kinds, clock: wallClock })
  const now = wallClock.now()
  for (let n = 0; n < objects; n++) {
    const kind = kinds[n % kinds.length]?.name ?? ''
    const stuck = n % 50 === 0
    metrics.observer.object({
      kind,
      namespace: 'default',
      name: `object-${n}`,
      uid: `uid-${n}`,
      state: stuck ? 'failed' : 'ready',
      reason: stuck ? 'QuotaExceeded' : 'InSync',
      ...(stuck ? { outOfSyncSince: now - 600_000 - n } : {}),
      verifiedAt: now - (n % 90) * 1000,
    })
  }
  const took: number[] = []
  let text = ''
  for (let n = 0; n < times; n++) {
    const started = wallClock.monotonic()
    text = await metrics.text()
    took.push(wallClock.monotonic() - started)
  }
  const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length
  const milliseconds = took.sort((a, b) => a - b)[Math.floor(times / 2)] ?? 0
  return { objects, milliseconds, series, bytes: text.length }
}

/** One line for people. */
export async function scrape(): Promise<void> {
  for (const objects of [100, 10_000]) {
    const { milliseconds, series, bytes } = await measureScrape(objects)
    const count = Object.keys(definitions).length
    console.log(
      `scrape at ${objects} objects: ${milliseconds.toFixed(1)} ms, ${count} metrics, ${series} series, ${Math.round(bytes / 1024)} KiB`,
    )
  }
}
