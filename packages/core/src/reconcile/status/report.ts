import type { Scope } from '../../aws/scope.ts'
import type { Observed } from '../../kind/kind.ts'
import { partitionOf, statusOf } from '../../kind/project.ts'
import { statusPatch } from '../../kube/patch.ts'
import type { KubeObject } from '../../kube/transport.ts'
import { fingerprint } from '../../schema/fingerprint.ts'
import { at, type Item, items, text } from '../../schema/json.ts'
import type { ObjectState } from '../../telemetry/observer.ts'
import { adviceOf } from '../duplicate/disposition.ts'
import type { Outcome } from '../outcome.ts'
import type { Pass } from '../pass.ts'
import { patchStatus } from '../write/write.ts'
import { conditions, inSync } from './condition.ts'
import { recordOutcome } from './event.ts'
import type { Reported } from './reported.ts'

/** How long (ms) an object without an id may wait for something ordinary before its status says so. */
const patience = 15_000

/**
 * Says how the pass ended: one status patch when something differs from what stands there, one event when it is news,
 * and one word to the observer. The only writer of status besides the one that keeps a new id.
 */
export async function report(pass: Pass, outcome: Outcome, observed: Observed | undefined): Promise<void> {
  recordOutcome(pass, outcome)
  observeState(pass, outcome)
  if (outcome.is === 'gone') return
  const { kind, clock } = pass.tools
  const before = pass.object.status
  if (text(before?.[kind.id.field]) === undefined && observed === undefined && !worthSaying(pass, outcome)) return
  const after: Item = {
    ...(observed === undefined ? before : statusOf(kind, observed)),
    conditions: conditions(outcome, {
      before,
      generation: pass.generation,
      now: clock.now(),
      references: usesReferences(pass),
      unresolved: pass.unresolved,
      advice: adviceOf(pass, observed?.spec ?? pass.object.spec ?? {}),
      health: observed === undefined ? 'before' : kind.health(observed.item),
    }),
  }
  const patch = statusPatch(before, after)
  if (patch !== undefined) await patchStatus(pass, patch)
  const { metadata, status } = pass.object
  pass.memory.report.left = { version: metadata.resourceVersion, status: fingerprint(status) }
}

/**
 * Whether an outcome is written before there is an id. Users' scripts take the presence of status for the presence of
 * an id, so ordinary waiting is said in an event first and in status only when it lasts.
 */
function worthSaying(pass: Pass, outcome: Outcome): boolean {
  const now = pass.tools.clock.monotonic()
  switch (outcome.is) {
    case 'failed':
      return outcome.errorClass !== 'throttle' || lasted(pass, now)
    case 'suspended':
      return true
    case 'blocked':
      return !outcome.patient || lasted(pass, now)
    case 'again':
      return outcome.reason === 'CreateOutcomeUnknown' || lasted(pass, now)
    case 'settled':
    case 'gone':
      return false
  }
}

function lasted(pass: Pass, now: number): boolean {
  pass.memory.report.waitingSince ??= now
  return now - pass.memory.report.waitingSince >= patience
}

function usesReferences(pass: Pass): boolean {
  const { kind } = pass.tools
  const spec = pass.object.spec ?? {}
  return kind.references.some(({ ref }) => spec[ref.split(/\.|\[\]/)[0] ?? ref] !== undefined)
}

function observeState(pass: Pass, outcome: Outcome): void {
  const { observer, kind, clock } = pass.tools
  const { memory, object } = pass
  const now = clock.now()
  const generation = object.metadata.generation ?? 0
  if (outcome.is === 'settled') {
    if (memory.report.settledGeneration !== generation && memory.generation !== undefined && !inSync(object))
      observer.happened({ is: 'ready', kind: kind.name, ms: now - memory.generation.at })
    if (memory.report.outOfSyncSince !== undefined)
      observer.happened({ is: 'recovered', kind: kind.name, ms: now - memory.report.outOfSyncSince })
    memory.report.settledGeneration = generation
    if (memory.history !== undefined) memory.history.settled = true
    memory.report.outOfSyncSince = undefined
    memory.movingSince = undefined
  } else memory.report.outOfSyncSince ??= unreadySince(object) ?? now
  const { namespace = '', name, uid } = object.metadata
  observer.object({
    kind: kind.name,
    namespace,
    name,
    uid,
    state: stateOf(pass, outcome),
    reason: outcome.is === 'settled' ? 'InSync' : outcome.is === 'gone' ? 'Deleting' : outcome.reason,
    outOfSyncSince: memory.report.outOfSyncSince,
    verifiedAt: memory.verifiedAt,
    place: { account: pass.scope.account, region: pass.scope.region },
    deleting: pass.wish.deleting,
    removed: outcome.is === 'gone',
  })
}

/** Since when status has said that the object is not ready: what a process remembers ends with it. */
function unreadySince(object: KubeObject): number | undefined {
  const ready = items(at(object.status, 'conditions')).find(({ type }) => type === 'Ready')
  const since = Date.parse(text(ready?.lastTransitionTime) ?? '')
  return ready?.status !== 'False' || Number.isNaN(since) ? undefined : since
}

function stateOf({ object, memory, wish }: Pass, outcome: Outcome): ObjectState {
  if (wish.deleting && outcome.is !== 'blocked') return 'deleting'
  switch (outcome.is) {
    case 'settled':
    case 'gone':
      return 'ready'
    case 'again': {
      const settled =
        memory.report.settledGeneration !== undefined && memory.report.settledGeneration === object.metadata.generation
      return settled && outcome.reason === 'Updating' ? 'drifted' : 'progressing'
    }
    case 'blocked':
      return 'blocked'
    case 'failed':
      return 'failed'
    case 'suspended':
      return outcome.reason === 'ReadOnly' ? 'ready' : 'paused'
  }
}

/** The part of status that says where the object lives. */
export function metadataStatus(scope: Scope): Item {
  return { ownerAccountID: scope.account, region: scope.region, partition: partitionOf(scope.region) }
}

/**
 * Whether status is not what the last pass of this process left: another one, which no longer leads, may have had the last
 * word, or a person. False while no pass has left anything.
 */
export function contradicted({ left }: Reported, { metadata, status }: KubeObject): boolean {
  return left !== undefined && left.version !== metadata.resourceVersion && left.status !== fingerprint(status)
}
