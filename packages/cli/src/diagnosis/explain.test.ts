import type { KubeObject } from '@windlass/core/kube'
import { isReason, reasons } from '@windlass/core/object'
import { describe, expect, test } from 'vitest'
import { plain } from '../text/paint.ts'
import { nextSentence, whyText } from '../text/why.ts'
import { errorIn, explain } from './explain.ts'
import type { Ident, Link, Thing } from './facts.ts'

const now = Date.parse('2026-01-01T01:00:00Z')
const ident = (name: string, kind = 'VPC'): Ident => ({
  kind,
  group: 'ec2.services.k8s.aws',
  singular: kind.toLowerCase(),
  namespace: 'default',
  name,
})

function thing(name: string, reason: string, message: string, links: readonly Link[] = [], more: object = {}): Thing {
  const condition = { type: 'ACK.ResourceSynced', status: reason === 'InSync' ? 'True' : 'False', reason, message }
  const object: KubeObject = {
    apiVersion: 'ec2.services.k8s.aws/v1alpha1',
    kind: 'VPC',
    metadata: { name, namespace: 'default', uid: name, resourceVersion: '1', ...more },
    status: { conditions: [{ ...condition, lastTransitionTime: '2026-01-01T00:00:00Z' }] },
  }
  return { ident: ident(name), object, events: [], links }
}
const to = (target: Thing): Link => ({ via: 'vpcRef', to: target.ident, end: { is: 'found', thing: target } })

describe('every reason of the list has an explanation', () => {
  test.each(Object.keys(reasons).map((reason) => ({ reason })))('$reason', ({ reason }) => {
    const answer = explain(thing('main', reason, 'Words of the engine'))
    expect(answer.reason).toBe(reason)
    expect(answer.meaning).toMatch(/^[A-Z].*\.$/)
    expect(nextSentence(answer.next, now)).toMatch(/^[A-Z].*\.$/)
    for (const step of answer.steps) expect(step).toMatch(/^[A-Z]/)
    expect(whyText(answer, now, plain)).toContain('VPC default/main')
  })

  test('and what is not of the list has one too', () => {
    expect(isReason('Sunday')).toBe(false)
    expect(explain(thing('main', 'Sunday', 'closed'))).toMatchObject({ reason: 'Unlisted', message: 'Sunday: closed' })
  })
})

describe('what happens next is the rule of the engine', () => {
  test.each([
    {
      reason: 'InvalidSpec',
      next: { is: 'retried', within: 600_000, terminal: true },
      because: 'terminal is asked about again',
    },
    { reason: 'Throttled', next: { is: 'retried', within: 30_000 }, because: 'the budget fills up again soon' },
    { reason: 'QuotaExceeded', next: { is: 'retried', within: 1_800_000 }, because: 'quotas are raised by people' },
    { reason: 'AWSUnavailable', next: { is: 'retried', within: 60_000 }, because: 'outages end' },
    { reason: 'Paused', next: { is: 'held', by: 'paused' }, because: 'a person said so' },
    { reason: 'ReferenceNotReady', next: { is: 'woken', by: 'reference' }, because: 'it is told when to go on' },
    { reason: 'Creating', next: { is: 'polled', every: 2000, later: 15_000 }, because: 'AWS does not call back' },
  ])('$reason: $because', ({ reason, next }) => {
    expect(explain(thing('main', reason, '')).next).toMatchObject(next)
  })

  test('a sweep interval of the user counts, and five seconds are the least', () => {
    const every = (seconds: string) =>
      explain(thing('main', 'InSync', '', [], { annotations: { 'windlass.dev/sweep-interval': seconds } })).next
    expect(every('600')).toEqual({ is: 'verified', every: 600_000 })
    expect(every('1')).toEqual({ is: 'verified', every: 5000 })
    expect(every('often')).toEqual({ is: 'verified', every: undefined })
  })

  test('a search that says no end ends five minutes after its create was sent', () => {
    const sent = now - 60_000
    const intent = JSON.stringify({ epoch: 1, token: 't', at: sent, account: '1', region: 'r' })
    const annotations = { 'windlass.dev/intent': intent }
    const { next } = explain(thing('main', 'CreateOutcomeUnknown', 'It is not known', [], { annotations }))
    expect(next).toEqual({ is: 'searched', until: sent + 300_000 })
    expect(nextSentence(next, now)).toContain('2026-01-01 01:04:00 UTC (4 min from now)')
  })
})

describe('the root cause', () => {
  const bad = thing('bad', 'InvalidSpec', 'api error InvalidVpc.Range: No.')
  const slow = thing('slow', 'Waiting', 'State is pending')
  const fine = thing('fine', 'InSync', '')
  const middle = thing('middle', 'ReferenceNotReady', 'VPC bad has failed', [to(bad), to(fine)])
  const missing: Link = { via: 'subnetRef', to: ident('lost', 'Subnet'), end: { is: 'missing' } }
  const circle: Link = { via: 'vpcRef', to: ident('top'), end: { is: 'circle' } }
  test.each([
    { links: [to(middle)], causes: ['bad'], because: 'the chain is followed to its end' },
    { links: [to(slow), to(bad)], causes: ['bad', 'slow'], because: 'what will not mend itself comes first' },
    { links: [to(fine), to(slow)], causes: ['slow'], because: 'what is in sync holds nobody up' },
    { links: [to(bad), to(middle)], causes: ['bad'], because: 'a cause is named once' },
    { links: [missing, to(bad)], causes: ['lost', 'bad'], because: 'what does not exist never comes by itself' },
    { links: [circle], causes: ['top'], because: 'a circle ends where it began' },
  ])('is $causes: $because', ({ links, causes }) => {
    const answer = explain(thing('top', 'ReferenceNotReady', 'waits', links))
    expect(answer.rootCauses.map(({ object }) => object.name)).toEqual(causes)
  })

  test('is the object itself when its trouble is its own', () => {
    const answer = explain(thing('top', 'AccessDenied', 'api error UnauthorizedOperation: No.', [to(slow)]))
    expect(answer).toMatchObject({ waitsFor: [], rootCauses: [], lastError: { code: 'UnauthorizedOperation' } })
  })
})

test.each([
  {
    message: 'api error InvalidVpc.Range: The CIDR is bad.',
    code: 'InvalidVpc.Range',
    because: 'it is the plain form',
  },
  { message: 'VPC a has failed: api error X.Y: Z', code: 'X.Y', because: 'it may be quoted' },
  { message: 'State is failed: Gateway.NotAttached: none', code: 'Gateway.NotAttached', because: 'states have codes' },
  { message: 'State is pending', code: undefined, because: 'that is no error' },
])('the code of "$message" is $code: $because', ({ message, code }) => {
  expect(errorIn(message)?.code).toBe(code)
})
