import type { KubeObject } from '@windlass/core/kube'
import { describe, expect, test } from 'vitest'
import { findingOf } from './finding.ts'

interface Given {
  readonly metadata?: Partial<KubeObject['metadata']>
  readonly conditions?: readonly object[]
}

function objectOf({ metadata, conditions }: Given): KubeObject {
  return {
    apiVersion: 'ec2.services.k8s.aws/v1alpha1',
    kind: 'VPC',
    metadata: { name: 'main', namespace: 'default', uid: 'u', resourceVersion: '1', generation: 2, ...metadata },
    ...(conditions === undefined ? {} : { status: { conditions } }),
  }
}

const synced = (status: string, reason: string, more: object = {}) => ({
  type: 'ACK.ResourceSynced',
  status,
  reason,
  message: 'words',
  observedGeneration: 2,
  lastTransitionTime: '2026-01-01T00:00:10Z',
  ...more,
})
const terminal = { type: 'ACK.Terminal', status: 'True', message: 'no' }
const deleted = { deletionTimestamp: '2026-01-01T00:01:00Z' }
const paused = { annotations: { 'windlass.dev/paused': 'True' } }

describe('the state of an object follows from its metadata and conditions', () => {
  test.each<Given & { state: string; word: string; inSync?: true; because: string }>([
    { conditions: [synced('True', 'InSync')], state: 'ready', word: 'InSync', inSync: true, because: 'it says so' },
    {
      conditions: [synced('True', 'InSync', { observedGeneration: 1 })],
      state: 'progressing',
      word: 'Edited',
      because: 'what it says is about an older spec',
    },
    {
      conditions: [synced('True', '', { observedGeneration: undefined })],
      state: 'unmanaged',
      word: 'Unlisted',
      because: 'ACK writes neither a reason nor a generation: what it left is nothing that Windlass has seen',
    },
    {
      conditions: [synced('False', ''), terminal],
      state: 'failed',
      word: 'Unlisted',
      because: 'ACK says what is terminal in a condition of its own',
    },
    {
      conditions: [synced('False', 'Strange')],
      state: 'progressing',
      word: 'Unlisted',
      because: 'no such reason is known',
    },
    { conditions: [], state: 'progressing', word: 'Unseen', because: 'a status without conditions says nothing' },
    { state: 'progressing', word: 'Unseen', because: 'nobody has answered' },
    { conditions: [synced('False', 'InvalidSpec')], state: 'failed', word: 'InvalidSpec', because: 'AWS refused it' },
    {
      conditions: [synced('False', 'ReferenceNotReady')],
      state: 'blocked',
      word: 'ReferenceNotReady',
      because: 'another must come first',
    },
    {
      conditions: [synced('True', 'InSync')],
      metadata: paused,
      state: 'paused',
      word: 'Paused',
      because: 'the annotation counts even before the controller has seen it',
    },
    {
      conditions: [synced('False', 'Deleting')],
      metadata: deleted,
      state: 'deleting',
      word: 'Deleting',
      because: 'it goes',
    },
    {
      conditions: [synced('False', 'BlockedByDependents')],
      metadata: deleted,
      state: 'blocked',
      word: 'BlockedByDependents',
      because: 'it should go and cannot',
    },
    {
      conditions: [synced('True', 'InSync')],
      metadata: deleted,
      state: 'deleting',
      word: 'InSync',
      because: 'an object that is to go is not as declared',
    },
    {
      metadata: { ...deleted, ...paused },
      state: 'deleting',
      word: 'Paused',
      because: 'a paused object does not go away either',
    },
  ])('$word makes $state: $because', ({ state, word, inSync = false, ...given }) => {
    expect(findingOf(objectOf(given))).toMatchObject({ state, word, inSync })
  })

  test('since when is the time of the condition, of the deletion, or of the creation, in this order of news', () => {
    const at = (given: Given) => new Date(findingOf(objectOf(given)).since ?? 0).toISOString()
    const metadata = { creationTimestamp: '2026-01-01T00:00:00Z' }
    expect(at({ metadata })).toBe('2026-01-01T00:00:00.000Z')
    expect(at({ metadata, conditions: [synced('False', 'Waiting')] })).toBe('2026-01-01T00:00:10.000Z')
    expect(at({ metadata: { ...metadata, ...deleted } })).toBe('2026-01-01T00:01:00.000Z')
  })
})
