import { expect, test } from 'vitest'
import { open, vpc } from './open.ts'

const vpcs = { group: 'ec2.services.k8s.aws', version: 'v1alpha1', plural: 'vpcs', kind: 'VPC', namespaced: true }

/** What anybody who may write status can put there. */
const hostile = `down\u001b[2J\u001b]0;title\u0007\nVPC default/main: in sync\u202e\u009b${'x'.repeat(100_000)}`

test('what others wrote into status acts on no terminal, and does not fill it', async () => {
  const { stage, use } = await open()
  await stage.apply(vpc('main'))
  const condition = {
    type: 'ACK.ResourceSynced',
    status: 'False',
    reason: 'AWSError',
    message: hostile,
    observedGeneration: 1,
    lastTransitionTime: '2026-01-01T00:00:00Z',
  }
  const patch = { status: { conditions: [condition] } }
  await stage.kube.mergePatch(
    vpcs,
    { namespace: 'default', name: 'main', subresource: 'status' },
    patch,
    new AbortController().signal,
  )
  for (const args of [['why', 'vpc', 'main'], ['status'], ['why', 'vpc', 'main', '--json']]) {
    const { out } = await use(...args)
    expect(out).toContain('down\\')
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(out.split('\n')).not.toContainEqual(expect.stringMatching(/^VPC default\/main: in sync/))
    expect(out.length).toBeLessThan(20_000)
  }
})

test('what the API server says of a refusal acts on no terminal', async () => {
  const body = { kind: 'Status', status: 'Failure', reason: 'Forbidden', code: 403, message: hostile }
  const { use } = await open((real) => ({ ...real, watch: real.watch, request: async () => ({ status: 403, body }) }))
  const { err } = await use('status')
  expect(err).toContain('down\\u001b')
  expect(err.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
  expect(err.length).toBeLessThan(2000)
})
