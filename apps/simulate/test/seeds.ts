import { attempt, operators, parsePlan, planOf, planText, type Script, script, sometimes } from '@windlass/simulation'
import { beforeAll, describe, expect, test } from 'vitest'
import { everything } from '../src/kit.ts'
import { regressions } from '../src/regression.ts'

const minutes = 60_000

/** So many seeds from a first one, each held against every promise. */
export function seeds(first: number, count: number): void {
  describe(`seeds ${first} to ${first + count - 1}`, () => {
    let scripts: readonly Script[] = []
    beforeAll(async () => {
      scripts = await allScripts()
    }, 5 * minutes)

    test('break no promise', { timeout: 10 * minutes }, async () => {
      const broken: string[] = []
      const seen = new Set<string>()
      for (let seed = first; seed < first + count; seed++) {
        const plan = planOf(seed, scripts)
        const tried = await attempt(seed, plan, scripts)
        for (const what of tried.seen.keys()) seen.add(what)
        for (const { oracle, says, but } of tried.breaches)
          broken.push(`${seed} ${planText(plan)}: ${oracle}: ${says}, but ${but}`)
      }
      expect(broken).toEqual([])
      const never = sometimes.filter((what) => !seen.has(what))
      expect(never, 'what has to come up in so many seeds and never did').toEqual([])
    })

    test('give the same trace twice', { timeout: 5 * minutes }, async () => {
      for (let seed = first; seed < first + 10; seed++) {
        const plan = planOf(seed, scripts)
        const [one, two] = [await attempt(seed, plan, scripts), await attempt(seed, plan, scripts)]
        expect({ seed, hash: two.hash }).toEqual({ seed, hash: one.hash })
      }
    })
  })
}

/** What once went wrong, and every fault by itself. */
export function singles(): void {
  describe('alone', () => {
    let scripts: readonly Script[] = []
    beforeAll(async () => {
      scripts = await allScripts()
    }, 5 * minutes)

    test.each(regressions())('seed $seed, $plan: $found', { timeout: minutes }, async ({ seed, plan }) => {
      const { breaches } = await attempt(seed, parsePlan(plan), scripts)
      expect(breaches).toEqual([])
    })

    test.each(operators.map(({ id, says }) => ({ id, says })))(
      '$id strikes and breaks no promise: $says',
      { timeout: 2 * minutes },
      async ({ id }) => {
        const [operator] = operators.filter((each) => each.id === id)
        const acts = scripts.flatMap((each) => each.acts.map((act) => ({ each, act })))
        const suited = acts.filter(({ act }) => operator?.suits?.(act, act.prepared) !== false)
        const [chosen] = suited
        if (chosen === undefined) throw new Error(`Nothing that is tried gives ${id} a chance.`)
        const plan = { kind: chosen.each.subject.kind.name, act: chosen.act.scenario.name, faults: [id] }
        const { breaches, fired } = await attempt(1, plan, scripts)
        expect(breaches).toEqual([])
        expect(fired.get(id)).toBeGreaterThan(0)
      },
    )
  })
}

/** What can be done to every kind. */
export async function allScripts(): Promise<readonly Script[]> {
  const kit = everything()
  const scripts: Script[] = []
  for (const { name } of kit.kinds) scripts.push(await script(kit, name))
  return scripts
}
