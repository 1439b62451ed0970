import { isItem } from '@windlass/core'
import type { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { NATGateway } from '../../src/index.ts'
import { events, ground, vpcManifest } from './ground.ts'

/** Words as nobody should have to read them: a screen that is cleared, a line that is forged, a text that runs backwards. */
const hostile = `stop\n2026-01-01 info all is well\u001b[2J\u001b]0;title\u0007\u202e\u009b${'x'.repeat(100_000)}`

/** What a terminal or a reader would take for more than a text. */
const active = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u

/** The words of an object: those of its conditions and of its Events. */
async function wordsOf(stage: Stage) {
  const object = await stage.get('VPC', 'main')
  const conditions = Array.isArray(object?.status?.conditions) ? object.status.conditions : []
  const found = [...(await events(stage, 'Failed')), ...(await events(stage, 'Waiting'))]
  return {
    conditions: conditions.map((each: unknown) => (isItem(each) ? String(each.message) : '')),
    notes: found.map((each) => ('note' in each ? String(each.note) : '')),
  }
}

function fit(words: readonly string[], most: number) {
  expect(words.length).toBeGreaterThan(0)
  for (const each of words) {
    expect(each).not.toMatch(active)
    expect(new TextEncoder().encode(each).length).toBeLessThanOrEqual(most)
  }
}

test('words of AWS are bounded and escaped in conditions and Events', async () => {
  const { stage } = await ground()
  const invoke = stage.aws.invoke.bind(stage.aws)
  stage.aws.invoke = async (service, operation, input, options) => {
    if (operation !== 'CreateVpc') return await invoke(service, operation, input, options)
    throw Object.assign(new Error(hostile), {
      name: 'InvalidParameterValue\u001b[2J',
      $fault: 'client',
      $metadata: { httpStatusCode: 400, requestId: `r\u001b[2J${'x'.repeat(5000)}` },
    })
  }
  stage.start()
  await stage.apply(vpcManifest)
  await stage.clock.advance(5000)
  const { conditions, notes } = await wordsOf(stage)
  expect(conditions.join()).toContain('stop\\n2026-01-01 info all is well\\u001b[2J')
  fit(conditions, 2048)
  fit(notes, 1024)
})

test('a reply without its list says in the condition how it begins', async () => {
  const { stage } = await ground()
  stage.start()
  await stage.apply(vpcManifest)
  await stage.synced('VPC', 'main')
  const invoke = stage.aws.invoke.bind(stage.aws)
  stage.aws.invoke = async (service, operation, input, options) => {
    if (!operation.startsWith('DescribeVpcs')) return await invoke(service, operation, input, options)
    return { $metadata: { httpStatusCode: 200, begins: 'HTTP 200, text/xml: no body' } }
  }
  await stage.edit('VPC', 'main', { spec: { tags: [{ key: 'team', value: 'b' }] } })
  await stage.clock.advance(5000)
  const { conditions } = await wordsOf(stage)
  expect(conditions.join()).toMatch(/api error UnreadableReply: .*\(HTTP 200, text\/xml: no body\)/)
})

test('words of the API server are bounded and escaped', async () => {
  const { stage } = await ground()
  const transport = stage.cluster.transport.bind(stage.cluster)
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    reason: 'Forbidden',
    code: 403,
    message: hostile,
  }
  stage.cluster.transport = (who) => {
    const real = transport(who)
    const refuses = (path: string) => path.endsWith('/vpcs/main')
    const request: typeof real.request = async (asked) =>
      asked.method === 'PATCH' && refuses(asked.path) ? { status: 403, body: status } : await real.request(asked)
    return { ...real, watch: real.watch.bind(real), request }
  }
  stage.start()
  await stage.apply(vpcManifest)
  await stage.clock.advance(5000)
  const { conditions, notes } = await wordsOf(stage)
  expect(conditions.join()).toContain('stop\\n2026-01-01')
  fit(conditions, 2048)
  fit(notes, 1024)
})

test('words that AWS gives for the state of an object are bounded and escaped', () => {
  const state = NATGateway.state({ State: 'failed', FailureCode: 'Bad', FailureMessage: hostile })
  expect(state).toMatchObject({ is: expect.any(String), why: expect.stringContaining('Bad: stop\\n2026') })
  fit(['why' in state ? state.why : ''], 1100)
})

test('words of a user are escaped and bounded, where a condition repeats them', async () => {
  const { stage } = await ground()
  stage.start()
  const annotations = { 'services.k8s.aws/adoption-policy': hostile }
  await stage.apply(vpcManifest)
  await stage.synced('VPC', 'main')
  await stage.delete('VPC', 'main')
  await stage.clock.advance(10_000)
  await stage.apply(vpcManifest.replace('name: main', `name: main, annotations: ${JSON.stringify(annotations)}`))
  await stage.clock.advance(5000)
  const { conditions, notes } = await wordsOf(stage)
  expect(conditions.join()).toContain('stop\\n2026-01-01')
  fit(conditions, 9000)
  fit(notes, 1024)
})
