import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')

/** Files that are adapters to the real world: the only ones that may touch it. */
const adapters = [
  'packages/core/src/time/clock.ts',
  'packages/core/src/kube/fetch.ts',
  'packages/core/src/controller/serve/serve.ts',
  'packages/core/src/controller/program/run.ts',
]

const forbidden = [
  { pattern: /\bDate\.now\(/, because: 'time comes from the injected clock' },
  { pattern: /\bnew Date\(\)/, because: 'time comes from the injected clock' },
  { pattern: /\bperformance\.now\(/, because: 'time comes from the injected clock' },
  {
    pattern: /(?<![.\w])setTimeout\(|(?<![.\w])setInterval\(|(?<![.\w])setImmediate\(/,
    because: 'timers come from the injected clock',
  },
  { pattern: /\bAbortSignal\.timeout\(/, because: 'it is a timer on the real clock' },
  { pattern: /\bMath\.random\(|\brandomUUID\(|\brandomBytes\(/, because: 'chance comes from the injected source' },
  { pattern: /(?<![.\w#])fetch\(/, because: 'the network is reached through a transport' },
]

function sources(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.test(-d)?\.ts$/.test(file))
    .map((file) => join(folder, file))
}

test.each(forbidden)('no file of core, ec2 or efs outside the adapters matches $pattern: $because', ({ pattern }) => {
  const files = ['packages/core/src', 'packages/ec2/src', 'packages/efs/src'].flatMap(sources)
  expect(files.length).toBeGreaterThan(50)
  const guilty = files.filter(
    (file) => !adapters.includes(file) && pattern.test(readFileSync(join(root, file), 'utf8')),
  )
  expect(guilty).toEqual([])
})
