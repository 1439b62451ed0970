import { claimPatch, type MergePatch, releasePatch } from '../../kube/patch.ts'
import { KubeError, type KubeObject, KubeUnreachable } from '../../kube/transport.ts'
import type { Item } from '../../schema/json.ts'
import { sleep } from '../../time/clock.ts'
import { outcomeOf } from '../error.ts'
import { tookDown } from '../memory.ts'
import type { Pass } from '../pass.ts'
import { recordUnwritten } from '../status/event.ts'
import { wishOf } from '../wish/wish.ts'
import { declined, Exhausted, spend, taken, WriteRefused } from './budget.ts'

/** The API server's copy is newer than ours: nothing was written, and the object must be looked at again. */
export class Stale extends Error {
  override readonly name = 'Stale'
  readonly code = 'Stale'
  /** `replaced`: the name now belongs to another object, or to none. */
  constructor(readonly replaced: boolean) {
    super('The object changed while it was being looked at.')
  }
}

/** Whether an error says that the API server has not taken a write, or may not have, rather than that we are at fault. */
export function untaken(error: unknown): boolean {
  return [Stale, WriteRefused, Exhausted, KubeError, KubeUnreachable].some((one) => error instanceof one)
}

/** Sets our finalizer and annotations on exactly the object that was read. Throws `Stale` when it has changed since. */
export async function claim(pass: Pass, annotations: Readonly<Record<string, string>>): Promise<void> {
  const patch = claimPatch(pass.object, { finalizer: pass.tools.kind.finalizer, annotations })
  if (patch === undefined) return
  await guarded(pass, () => pass.tools.client.jsonPatch(pass.tools.resource, pass.object.metadata, patch, pass.signal))
}

/** Sets annotations on exactly the object that was read. Throws `Stale` when it has changed since. */
export async function annotate(pass: Pass, annotations: Readonly<Record<string, string>>): Promise<void> {
  if (Object.keys(annotations).length > 0) await merge(pass, { metadata: { annotations } })
}

/** Changes the object (not its status), if it is still the one that was read. Throws `Stale` otherwise. */
export async function merge(pass: Pass, patch: MergePatch): Promise<void> {
  const { uid, resourceVersion } = pass.object.metadata
  const body = { ...patch, metadata: { ...metadataOf(patch), uid, resourceVersion } }
  await guarded(pass, () => pass.tools.client.mergePatch(pass.tools.resource, pass.object.metadata, body, pass.signal))
}

/**
 * Fills in fields of the spec that the user left empty, and leaves them to whoever sets them next: server-side apply of another
 * value is no conflict with the controller then.
 */
export async function fillIn(
  pass: Pass,
  spec: Item | undefined,
  annotations: Readonly<Record<string, string>>,
): Promise<void> {
  await merge(pass, { ...(spec === undefined ? {} : { spec }), metadata: { annotations } })
  if (spec === undefined) return
  const { client, resource } = pass.tools
  const of = { fields: Object.keys(spec), version: pass.object.metadata.resourceVersion }
  try {
    const left = await client.disown(resource, pass.object.metadata, of, pass.signal)
    if (left !== undefined) took(pass, left)
  } catch (error) {
    // Then whoever applies another value forces it, as always.
    if (!(error instanceof KubeError || error instanceof KubeUnreachable)) throw error
  }
}

/** Removes our finalizer. An object that is gone already is as good. */
export async function release(pass: Pass): Promise<void> {
  const patch = releasePatch(pass.object, pass.tools.kind.finalizer)
  if (patch === undefined) return
  try {
    await guarded(pass, () =>
      pass.tools.client.jsonPatch(pass.tools.resource, pass.object.metadata, patch, pass.signal),
    )
  } catch (error) {
    if (!(error instanceof KubeError && error.status === 404)) throw error
  }
}

/**
 * Patches status of exactly the object that was read, so that a patch that was given up and arrives late does not undo what
 * has been said since. Throws `Stale` when the object has changed; another object of the same name is refused as well.
 */
export async function patchStatus(pass: Pass, patch: MergePatch): Promise<void> {
  await statusWrite(pass, patch, false)
}

async function statusWrite(pass: Pass, patch: MergePatch, vital: boolean): Promise<void> {
  const { name, namespace, uid, resourceVersion } = pass.object.metadata
  const body = { ...patch, metadata: { uid, resourceVersion } }
  const at = { name, namespace, subresource: 'status' as const }
  await guarded(pass, () => pass.tools.client.mergePatch(pass.tools.resource, at, body, pass.signal), vital)
}

/** First delay (ms) and cap between attempts to write an id. */
const persistence = { first: 100, cap: 10_000 }

/**
 * Patches status until it succeeds, because what it holds exists nowhere else. `patchOf` says what to write, given the object
 * as it stands by then; without a patch there is nothing to do. False when the object is gone from
 * Kubernetes. Ends early, with an error, only when the process is told to stop: the create intent then still stands.
 */
export async function persistStatus(
  pass: Pass,
  patchOf: (object: KubeObject) => MergePatch | undefined,
): Promise<boolean> {
  for (let delay = persistence.first; ; delay = Math.min(persistence.cap, delay * 2)) {
    let wait = delay
    try {
      const patch = patchOf(pass.object)
      if (patch !== undefined) await statusWrite(pass, patch, true)
      return true
    } catch (error) {
      if (error instanceof KubeError && error.status === 404) return false
      if (pass.signal.aborted) throw error
      if (error instanceof Stale && error.replaced) return false
      if (error instanceof WriteRefused) recordUnwritten(pass, outcomeOf(error))
      if (error instanceof Exhausted) wait = error.after
      await sleep(pass.tools.clock, wait, pass.signal)
    }
  }
}

/** What has become of an object whose write was refused. */
type Fate = 'replaced' | 'changed' | 'same' | 'unknown'

/**
 * Looks at the object once more. If its name now belongs to another object, or to none, it was replaced. If not, the pass goes
 * on with the object as it stands, and the store has it too: the watch may have died.
 */
async function fateOf(pass: Pass): Promise<Fate> {
  const { uid, resourceVersion } = pass.object.metadata
  try {
    const now = await pass.tools.client.get(pass.tools.resource, pass.object.metadata, pass.signal)
    if (now.metadata.uid !== uid) return 'replaced'
    took(pass, now)
    return now.metadata.resourceVersion === resourceVersion ? 'same' : 'changed'
  } catch (error) {
    return error instanceof KubeError && error.status === 404 ? 'replaced' : 'unknown'
  }
}

/**
 * Runs a write, within the budget of the object, and takes over the object it returns. The only place where the engine writes
 * to objects. Throws `Stale` when the object has changed since it was read, `WriteRefused` when it has not and the API server
 * will not have the write, and `Exhausted`, with nothing sent, when too many were refused of late.
 */
async function guarded(pass: Pass, write: () => Promise<KubeObject>, vital = false): Promise<void> {
  const { clock } = pass.tools
  const { resourceVersion } = pass.object.metadata
  spend(pass.memory, clock.monotonic(), vital)
  try {
    took(pass, await write())
  } catch (error) {
    declined(pass.memory, clock.monotonic())
    throw error instanceof KubeError ? await understood(pass, error) : error
  }
  // The API server drops what its definition does not know, and answers as if all were well.
  const kept = pass.object.metadata.resourceVersion !== resourceVersion
  if (kept) taken(pass.memory, clock.monotonic())
  else declined(pass.memory, clock.monotonic())
  delete pass.memory.said.unwritten
}

/**
 * What a refusal means. A precondition that failed and an admission policy that denies are answered alike: 409 and 422 mean that
 * the object has changed only if it has.
 */
async function understood(pass: Pass, error: KubeError): Promise<Error> {
  switch (error.status) {
    case 409:
    case 422: {
      const fate = await fateOf(pass)
      if (fate === 'replaced' || fate === 'changed') return new Stale(fate === 'replaced')
      return fate === 'same' ? new WriteRefused(error.message) : error
    }
    case 400:
    case 403:
    case 413:
      return new WriteRefused(error.message)
    default:
      return error
  }
}

function took(pass: Pass, object: KubeObject): void {
  const asked = pass.object.metadata.resourceVersion
  pass.object = object
  pass.wish = wishOf(pass.tools, object)
  tookDown(pass.memory, pass.wish.intent)
  pass.tools.store.wrote(object.metadata.uid, object.metadata.resourceVersion, object, asked)
}

const metadataOf = (patch: MergePatch): object =>
  typeof patch.metadata === 'object' && patch.metadata !== null ? patch.metadata : {}
