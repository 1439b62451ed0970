import { isRecord } from './object.ts'
import type { KubeObject } from './transport.ts'

export type JsonPatch = readonly JsonPatchOperation[]

export type JsonPatchOperation =
  | { readonly op: 'test' | 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }

export type MergePatch = Readonly<Record<string, unknown>>

/** A JSON pointer to the given names, each escaped. */
export function pointer(...names: readonly (string | number)[]): string {
  return names.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/**
 * Adds the finalizer and sets the annotations in one write, which takes effect only on exactly the object that was
 * read: same uid, same resourceVersion. Finalizers of others stay. Undefined when the object already has all of it.
 */
export function claimPatch(
  object: KubeObject,
  claim: { readonly finalizer: string; readonly annotations?: Readonly<Record<string, string>> },
): JsonPatch | undefined {
  const { metadata } = object
  const changes = [
    ...addFinalizer(metadata.finalizers, claim.finalizer),
    ...setAnnotations(metadata.annotations, claim.annotations ?? {}),
  ]
  if (changes.length === 0) return undefined
  return [
    { op: 'test', path: '/metadata/uid', value: metadata.uid },
    { op: 'test', path: '/metadata/resourceVersion', value: metadata.resourceVersion },
    ...changes,
  ]
}

/**
 * Removes this one finalizer, and takes effect only if it still stands where it was read on the same object.
 * Undefined when the object does not have it.
 */
export function releasePatch(object: KubeObject, finalizer: string): JsonPatch | undefined {
  const index = object.metadata.finalizers?.indexOf(finalizer) ?? -1
  if (index < 0) return undefined
  const path = pointer('metadata', 'finalizers', index)
  return [
    { op: 'test', path: '/metadata/uid', value: object.metadata.uid },
    { op: 'test', path, value: finalizer },
    { op: 'remove', path },
  ]
}

/**
 * Sets annotations (null removes one) and leaves every other one alone, whoever else writes meanwhile. The uid makes
 * the API server refuse it once the name belongs to another object. Undefined when nothing differs.
 */
export function annotationPatch(
  object: KubeObject,
  changes: Readonly<Record<string, string | null>>,
): MergePatch | undefined {
  const now = object.metadata.annotations ?? {}
  const annotations = Object.entries(changes).filter(([name, value]) => (own(now, name) ?? null) !== value)
  if (annotations.length === 0) return undefined
  return { metadata: { uid: object.metadata.uid, annotations: Object.fromEntries(annotations) } }
}

/**
 * The smallest merge patch that turns the status `before` into `after`; undefined when they mean the same. Key order
 * does not matter, null and undefined are the same as absent, lists are replaced whole.
 */
export function statusPatch(before: unknown, after: unknown): MergePatch | undefined {
  if (same(before, after)) return undefined
  return { status: isRecord(before) && isRecord(after) ? difference(before, after) : (bare(after) ?? null) }
}

/** Equality as the API server sees it: key order does not matter, null and undefined members are absent. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (a === undefined || a === null) return b === undefined || b === null
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => same(item, b[index]))
  }
  if (!isRecord(a) || !isRecord(b)) return false
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => same(own(a, name), own(b, name)))
}

function difference(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, unknown> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return Object.fromEntries(
    names.flatMap((name): [string, unknown][] => {
      const [old, now] = [own(before, name), own(after, name)]
      if (same(old, now)) return []
      if (isRecord(old) && isRecord(now)) return [[name, difference(old, now)]]
      return [[name, bare(now) ?? null]]
    }),
  )
}

function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => bare(item) ?? null)
  if (!isRecord(value)) return value
  const members = Object.entries(value).filter(([, member]) => member !== undefined && member !== null)
  return Object.fromEntries(members.map(([name, member]) => [name, bare(member)]))
}

function addFinalizer(now: readonly string[] | undefined, finalizer: string): JsonPatchOperation[] {
  if (now?.includes(finalizer)) return []
  if (!now || now.length === 0) return [{ op: 'add', path: '/metadata/finalizers', value: [finalizer] }]
  return [{ op: 'add', path: '/metadata/finalizers/-', value: finalizer }]
}

function setAnnotations(
  now: Readonly<Record<string, string>> | undefined,
  wanted: Readonly<Record<string, string>>,
): JsonPatchOperation[] {
  const missing = Object.entries(wanted).filter(([name, value]) => own(now ?? {}, name) !== value)
  if (missing.length === 0) return []
  if (!now) return [{ op: 'add', path: '/metadata/annotations', value: Object.fromEntries(missing) }]
  return missing.map(([name, value]) => ({ op: 'add', path: pointer('metadata', 'annotations', name), value }))
}

// Keys come from manifests: a member called `constructor` must not be answered by the prototype.
function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}
