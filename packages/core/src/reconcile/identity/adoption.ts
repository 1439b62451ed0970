import type { Observed } from '../../kind/kind.ts'
import { spelledTags, type Tag } from '../../kind/service.ts'
import { toKubernetes } from '../../schema/convert.ts'
import { canonical, type Item } from '../../schema/json.ts'
import { differing } from '../change/differ.ts'
import { stuck } from '../change/unlike.ts'
import { provenance } from '../ownership/provenance.ts'
import { failed, type Looked, nothing, type Plan, type Situation } from '../plan.ts'
import { firstOrNone } from './creation.ts'
import { identify } from './identify.ts'

/** An AWS object that the user named. */
interface Named {
  readonly id: string
  readonly policy: 'adopt' | 'adopt-or-create'
}

/** The AWS object that is to be adopted and is not ours yet. */
export function adoptable(s: Looked): Named | undefined {
  if (s.wish.deleting) return undefined
  const identity = identify(s)
  if (identity.is !== 'named') return restored(s)
  return identity.policy === 'read-only' ? undefined : { id: identity.id, policy: identity.policy }
}

/**
 * The object that status names and no record of ours does, when the user says to adopt it: it was restored with its status, or
 * its record is lost.
 */
function restored({ wish, seen: { observed, ownership } }: Looked): Named | undefined {
  if (observed === undefined || provenance(wish, observed.id) === 'named') return undefined
  const { adoption: asked } = wish
  if (asked.is !== 'named' && asked.is !== 'unnamed') return undefined
  if (asked.policy === 'read-only' || (asked.is === 'named' && asked.id !== observed.id)) return undefined
  return ownership.is === 'foreign' ? { id: observed.id, policy: asked.policy } : undefined
}

/** Takes over the AWS object that the user named, unless it is somebody else's. Where there is none, one may be wanted. */
export function takeOver(s: Looked, { id, policy }: Named): Plan {
  const { observed, absence, rival } = s.seen
  if (rival !== undefined) return nothing(failed('NotOwned', rival))
  if (observed !== undefined) return unfit(s) ?? adopt(s, observed, policy)
  if (policy === 'adopt-or-create' && absence !== 'gone') {
    const why = `AWS does not show ${id}: it is asked about it by its id`
    return { do: 'wait', until: { is: 'again', after: 'tick', reason: 'Waiting', why } }
  }
  if (policy === 'adopt-or-create' && s.refs.blocked === undefined) return firstOrNone(s)
  return nothing({ is: 'blocked', reason: 'AdoptionNotFound', why: `AWS has no ${id} to adopt`, patient: false })
}

/** Why what the user named is not taken over: it is not what the spec says and never can be, or nobody can tell yet. */
function unfit({ kind, refs, seen: { unlike } }: Looked): Plan | undefined {
  if (unlike.length > 0) return nothing(failed('ImmutableDiffers', stuck(unlike)))
  const fixed = kind.createOnly.flatMap(({ field }) => refs.unresolved.get(field) ?? [])
  const unresolved = fixed.find(({ known }) => !known)
  return unresolved && nothing(unresolved.why)
}

/**
 * With `adopt` AWS stays as it is: what it has shown twice fills the spec fields that the user left empty, and those in which
 * it differs are written down. What stands in spec is what AWS is held to from then on: a reply that misses something would
 * have it removed.
 */
function adopt(s: Looked, observed: Observed, policy: Named['policy']): Plan {
  const fills = policy === 'adopt'
  // Of an object that was restored with its status the spec came with it, and its fields are fixed by now.
  const fill = fills && s.wish.id !== observed.id ? specOf(s, observed) : {}
  const kept = fills ? differing(s.kind, observed, s.refs.unresolved) : []
  const print = canonical({ found: fill, kept })
  return { do: 'adopt', id: observed.id, fill, kept, sure: !fills || s.adopting === print, print }
}

/** The spec fields that the user left empty and AWS has a value for. */
function specOf({ kind, spec }: Situation, observed: Observed): Item {
  const found: Record<string, unknown> = {}
  const shape = kind.itemShape
  if (shape.is === 'structure')
    for (const member of shape.members()) {
      const field = kind.requestMembers[member.name]
      if (field !== undefined && !referenced(field, kind.references, spec))
        found[field] = toKubernetes(member.shape, observed.item[member.name])
    }
  for (const facet of kind.facets)
    if (!referenced(facet.field, kind.references, spec)) found[facet.field] = facet.have(observed)
  const { tagging } = kind.service
  if (kind.tagged !== undefined) found.tags = spelledTags(tagging, userTags(tagging.of(observed.item)))
  return Object.fromEntries(
    Object.entries(found).filter(([key, value]) => value !== undefined && spec[key] === undefined),
  )
}

function referenced(field: string, references: readonly { path: string; ref: string }[], spec: Item): boolean {
  return references.some(({ path, ref }) => top(path) === field && spec[top(ref)] !== undefined)
}

/** Tags that people set: neither AWS's own nor a controller's. */
function userTags(tags: readonly Tag[]): readonly Tag[] {
  return tags.filter(({ Key }) => !Key.startsWith('aws:') && !Key.startsWith('services.k8s.aws/'))
}

const top = (path: string) => path.split(/\.|\[\]/)[0] ?? path
