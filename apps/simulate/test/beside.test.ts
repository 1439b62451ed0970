import {
  attempt,
  isolated,
  neighbours,
  type Plan,
  pairsOf,
  planText,
  type RunResult,
  restOf,
  run,
  type Script,
  walkName,
} from '@windlass/simulation'
import { beforeAll, expect, test } from 'vitest'
import { besides } from '../src/runs.ts'
import { allScripts } from './seeds.ts'

const minutes = 60_000

let scripts: readonly Script[] = []
beforeAll(async () => {
  scripts = await allScripts()
}, 5 * minutes)

/** How many walks of each kind, and one of how many pairs and neighbours, are tried with every test. */
const share = { walks: 6, pairs: 200, neighbours: 3 }

test('whatever way specs take, right and wrong ones, what counts in the end is the last', {
  timeout: 10 * minutes,
}, async () => {
  const plans = scripts.flatMap(({ subject: { kind } }) =>
    Array.from({ length: share.walks }, (_, n): Plan => ({ kind: kind.name, act: walkName(n + 1), faults: [] })),
  )
  expect(await brokenOf(plans)).toEqual([])
})

test('no promise is broken by two faults together', { timeout: 10 * minutes }, async () => {
  const all = scripts.flatMap(pairsOf)
  const sample = all.filter((_, place) => place % share.pairs === 0)
  expect(sample.length).toBeGreaterThan(50)
  expect(await brokenOf(sample)).toEqual([])
})

test('an object with which something is wrong keeps no other of its kind waiting', {
  timeout: 10 * minutes,
}, async () => {
  const broken: string[] = []
  for (const [place, neighbour] of scripts.flatMap(neighbours).entries())
    if (place % share.neighbours === 0) broken.push(...facts(besides(neighbour), await run(isolated(neighbour))))
  expect(broken).toEqual([])
})

test('a subnet at rest for a day is written to by nobody, and looked at once a minute', {
  timeout: 5 * minutes,
}, async () => {
  const script = scripts.find(({ subject: { kind } }) => kind.name === 'Subnet')
  if (script === undefined) throw new Error('There is no subnet to try.')
  const result = await run(restOf(script, 24))
  expect(result.breaches).toEqual([])
  expect(result.ms).toBeGreaterThan(24 * 60 * minutes)
})

async function brokenOf(plans: readonly Plan[]): Promise<readonly string[]> {
  const broken: string[] = []
  for (const plan of plans) broken.push(...facts(planText(plan), await attempt(1, plan, scripts)))
  return broken
}

const facts = (name: string, { breaches }: RunResult): readonly string[] =>
  breaches.map(({ oracle, says, but }) => `${name}: ${oracle}: ${says}, but ${but}`)
