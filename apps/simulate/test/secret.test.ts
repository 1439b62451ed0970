import { attempt, canary, type Kit, type Measure, parsePlan, script } from '@windlass/simulation'
import { expect, test } from 'vitest'
import { everything } from '../src/kit.ts'

const { measure, ...unmeasured } = everything()

/** A run in which AWS says a secret. */
async function tried(kit: Kit) {
  return await attempt(1, parsePlan('ElasticIPAddress/create/A11'), [await script(kit, 'ElasticIPAddress')])
}

test('a secret that /metrics would print breaks O-9, also where it stands in nothing else', async () => {
  const leaky: Measure = () => {
    const metrics = measure({ kinds: [], clock: { now: () => 0, monotonic: () => 0, after: () => () => undefined } })
    return { ...metrics, text: async () => `${await metrics.text()}refusals_total{words="${canary}"} 1\n` }
  }
  const { breaches } = await tried({ ...unmeasured, measure: leaky })
  expect(breaches).toContainEqual({
    oracle: 'O-9',
    says: 'secrets are never said',
    but: `refusals_total{words="${canary}"} 1`,
  })
})

test('the metrics of the processes hear what these do, and change nothing in it', async () => {
  const pages: (() => Promise<string>)[] = []
  const kept: Measure = (of) => {
    const metrics = measure(of)
    pages.push(() => metrics.text())
    return metrics
  }
  const heard = await tried({ ...unmeasured, measure: kept })
  const unheard = await tried(unmeasured)
  expect(heard.breaches).toEqual([])
  expect(heard.hash).toBe(unheard.hash)
  expect(pages).toHaveLength(1)
  expect(await pages[0]?.()).toMatch(/ack_outbound_api_requests_error_total\{.*status_code="403"\} [1-9]/)
})
