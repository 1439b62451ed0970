import type { Sight } from '../kind/kind.ts'
import { toKubernetes } from '../schema/convert.ts'
import { canonical, type Item } from '../schema/json.ts'
import { differing } from './differ.ts'
import { type Adopted, blank, encode } from './intent.ts'
import { ack, annotation } from './names.ts'
import type { Outcome } from './outcome.ts'
import type { Pass } from './pass.ts'
import { keepId } from './record.ts'
import type { Resolution } from './resolve.ts'
import { note, say } from './say.ts'
import { keeps, unkept } from './settle.ts'
import { claim, merge } from './write.ts'

/**
 * Takes over an AWS object that the user named: finalizer, marks and record first, then the id. With `adopt` AWS stays as it
 * is: what it has shown twice fills the spec fields that the user left empty, and those in which it differs are written down.
 */
export async function adopt(
  pass: Pass,
  sight: Sight,
  policy: 'adopt' | 'adopt-or-create',
  { unresolved }: Pick<Resolution, 'unresolved'>,
): Promise<Outcome> {
  // What an earlier create of this object left to be done is not to be done to one that somebody else has made.
  const intent = { ...(pass.wish.intent ?? blank(pass)), initial: [] }
  const record = (adopted: Adopted) => ({ [annotation.intent]: encode({ ...intent, adopted }) })
  const now = () => pass.wish.generation
  // Of an object that was restored with its status the spec came with it, and its fields are fixed by now.
  const found = policy === 'adopt' && !keeps(pass, sight.id) ? specOf(sight)(pass) : {}
  const kept = policy === 'adopt' ? differing(pass, sight, unresolved) : []
  await claim(pass, { [ack.adopted]: 'true', ...record({ generation: now(), kept }) })
  if (policy === 'adopt') {
    if (!confirmed(pass, { found, kept }))
      return { is: 'again', after: 'tick', reason: 'Creating', why: `${sight.id} is looked at again` }
    if (Object.keys(found).length > 0)
      await merge(pass, { spec: found, metadata: { annotations: record({ generation: now() + 1, kept }) } })
  }
  await keepId(pass, sight.id, 'adopted')
  const fate = pass.wish.retention.is === 'keep' ? 'is kept' : 'is deleted too'
  const did = `${pass.tools.kind.name} ${sight.id}. When this object is deleted, it ${fate}`
  say(pass, 'Adopted', did, 'Adopt')
  note(pass, 'Adopted', { did, id: sight.id })
  if (!keeps(pass, sight.id)) return unkept(pass)
  return { is: 'again', after: 0, reason: 'Creating', why: `${sight.id} was adopted` }
}

/**
 * Whether two looks in a row have shown the same. What stands in spec is what AWS is held to from then on: a reply that
 * misses something would have it removed.
 */
function confirmed({ memory }: Pass, found: unknown): boolean {
  const now = canonical(found)
  const before = memory.adopting
  memory.adopting = now
  return before === now
}

/** The spec fields that the user left empty and AWS has a value for. */
function specOf(sight: Sight): (pass: Pass) => Item {
  return ({ tools: { kind }, object }) => {
    const spec = object.spec ?? {}
    const found: Record<string, unknown> = {}
    const shape = kind.itemShape
    if (shape.is === 'structure')
      for (const member of shape.members()) {
        const field = kind.requestMembers[member.name]
        if (field !== undefined && !referenced(field, kind.references, spec))
          found[field] = toKubernetes(member.shape, sight.item[member.name])
      }
    for (const facet of kind.facets)
      if (!referenced(facet.field, kind.references, spec)) found[facet.field] = facet.have(sight)
    if (kind.tagged !== undefined) found.tags = userTags(kind.service.tagging.of(sight.item))
    return Object.fromEntries(
      Object.entries(found).filter(([key, value]) => value !== undefined && spec[key] === undefined),
    )
  }
}

function referenced(field: string, references: readonly { path: string; ref: string }[], spec: Item): boolean {
  return references.some(({ path, ref }) => top(path) === field && spec[top(ref)] !== undefined)
}

/** Tags that people set: neither AWS's own nor a controller's. */
function userTags(tags: readonly { readonly Key: string; readonly Value: string }[]): readonly Item[] {
  return tags
    .filter(({ Key }) => !Key.startsWith('aws:') && !Key.startsWith('services.k8s.aws/'))
    .map(({ Key, Value }) => ({ key: Key, value: Value }))
}

const top = (path: string) => path.split(/\.|\[\]/)[0] ?? path
