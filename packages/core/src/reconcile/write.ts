import { claimPatch, type MergePatch, releasePatch } from '../kube/patch.ts'
import { KubeError, type KubeObject } from '../kube/transport.ts'
import { sleep } from '../time/clock.ts'
import type { Pass } from './pass.ts'

/** The API server's copy is newer than ours: nothing was written, and the object must be looked at again. */
export class Stale extends Error {
  override readonly name = 'Stale'
  readonly code = 'Stale'
  /** `replaced`: the name now belongs to another object, or to none. */
  constructor(readonly replaced: boolean) {
    super('The object changed while it was being looked at.')
  }
}

/** Sets our finalizer and annotations on exactly the object that was read. Throws `Stale` when it has changed since. */
export async function claim(pass: Pass, annotations: Readonly<Record<string, string>>): Promise<void> {
  const patch = claimPatch(pass.object, { finalizer: pass.tools.kind.finalizer, annotations })
  if (patch === undefined) return
  await guarded(pass, tested, () =>
    pass.tools.client.jsonPatch(pass.tools.resource, pass.object.metadata, patch, pass.signal),
  )
}

/** Sets annotations on exactly the object that was read. Throws `Stale` when it has changed since. */
export async function annotate(pass: Pass, annotations: Readonly<Record<string, string>>): Promise<void> {
  await merge(pass, { metadata: { annotations } })
}

/** Changes the object (not its status), if it is still the one that was read. Throws `Stale` otherwise. */
export async function merge(pass: Pass, patch: MergePatch): Promise<void> {
  const { uid, resourceVersion } = pass.object.metadata
  const body = { ...patch, metadata: { ...metadataOf(patch), uid, resourceVersion } }
  await guarded(pass, conflict, () =>
    pass.tools.client.mergePatch(pass.tools.resource, pass.object.metadata, body, pass.signal),
  )
}

/** Removes our finalizer. An object that is gone already is as good. */
export async function release(pass: Pass): Promise<void> {
  const patch = releasePatch(pass.object, pass.tools.kind.finalizer)
  if (patch === undefined) return
  try {
    await guarded(pass, tested, () =>
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
  const { name, namespace, uid, resourceVersion } = pass.object.metadata
  const body = { ...patch, metadata: { uid, resourceVersion } }
  const at = { name, namespace, subresource: 'status' as const }
  await guarded(pass, conflict, () => pass.tools.client.mergePatch(pass.tools.resource, at, body, pass.signal))
}

/** First delay (ms) and cap between attempts to write an id. */
const persistence = { first: 100, cap: 5000 }

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
    try {
      const patch = patchOf(pass.object)
      if (patch !== undefined) await patchStatus(pass, patch)
      return true
    } catch (error) {
      if (error instanceof KubeError && error.status === 404) return false
      if (pass.signal.aborted) throw error
      if (error instanceof Stale ? error.replaced : isInvalid(error) && (await replaced(pass))) return false
      await sleep(pass.tools.clock, delay, pass.signal)
    }
  }
}

/** A foreign UID in a merge patch is refused as invalid. */
const isInvalid = (error: unknown) => error instanceof KubeError && error.status === 422

/**
 * Whether the name now belongs to another object, or to none. If not, the pass goes on with the object as it stands, and the
 * store has it too: the watch may have died. An API server that cannot be asked answers no.
 */
async function replaced(pass: Pass): Promise<boolean> {
  try {
    const now = await pass.tools.client.get(pass.tools.resource, pass.object.metadata, pass.signal)
    if (now.metadata.uid !== pass.object.metadata.uid) return true
    took(pass, now)
    return false
  } catch (error) {
    return error instanceof KubeError && error.status === 404
  }
}

/** Runs a write and takes over the object it returns. A refused precondition becomes `Stale`. */
async function guarded(pass: Pass, stale: readonly number[], write: () => Promise<KubeObject>): Promise<void> {
  try {
    took(pass, await write())
  } catch (error) {
    if (error instanceof KubeError && stale.includes(error.status)) throw new Stale(await replaced(pass))
    throw error
  }
}

function took(pass: Pass, object: KubeObject): void {
  pass.object = object
  pass.tools.store.wrote(object.metadata.uid, object.metadata.resourceVersion, object)
}

/** What the API server answers when a precondition fails: a JSON patch whose `test` fails is refused as invalid. */
const tested = [409, 422]
const conflict = [409]

const metadataOf = (patch: MergePatch): object =>
  typeof patch.metadata === 'object' && patch.metadata !== null ? patch.metadata : {}
