import { type DesiredTag, tagChanges } from '../../aws/tag.ts'
import type { Kind, Observed } from '../../kind/kind.ts'
import { declaredTags, ownerTags, type Tag } from '../../kind/service.ts'
import type { Step } from '../../kind/step.ts'
import { canonical } from '../../schema/json.ts'
import { blank, encode } from '../identity/intent.ts'
import { keptFields } from '../ownership/provenance.ts'
import type { Pass } from '../pass.ts'
import type { Change } from '../plan.ts'
import { conditionOf } from '../status/condition.ts'
import { annotation } from '../wish/names.ts'

/** The field name under which tag changes are planned. */
export const tagField = 'tags'

/** What differs in the tags that are ours to keep; undefined when nothing does. */
export function tagDifference(pass: Pass, observed: Observed): Change | undefined {
  const { kind } = pass.tools
  if (kind.tagged === undefined) return undefined
  const { tagging } = kind.service
  const desired = wanted(pass, observed)
  const present = tagging.of(observed.item)
  const { set, remove, room } = tagChanges(desired, present, left(pass) ? [] : (pass.wish.intent?.tags ?? []))
  const on = kind.tagKey(observed)
  const steps: Step[] = []
  if (room.length > 0) steps.push({ ...without(kind, on, room), effect: 'replace' })
  for (const tags of claimFirst(set))
    steps.push({
      ...tagging.set(on, tags),
      effect: 'add',
      say: `set the tags ${tags.map(({ Key }) => Key).join(', ')}`,
    })
  if (remove.length > 0) steps.push({ ...without(kind, on, remove), effect: 'remove' })
  if (steps.length === 0) return undefined
  return { field: tagField, want: canonical(desired), have: canonical(present), steps }
}

/** The call that removes tags, and what is said of it. */
const without = ({ service }: Kind, on: string, tags: readonly Tag[]) => ({
  ...service.tagging.remove(on, tags),
  say: `remove the tags ${tags.map((tag) => tag.Key).join(', ')}`,
})

/** The tags an object should carry. What was adopted gets the owner's alone beside those of its spec that it has already. */
function wanted(pass: Pass, observed: Observed): readonly DesiredTag[] {
  const { kind, settings } = pass.tools
  const declared = left(pass) ? [] : declaredTags(observed.spec)
  const all = settings.tags(kind, pass.object, declared)
  if (keptFields(pass.wish) === undefined) return all
  const mine = new Set<string>([...Object.values(ownerTags), ...declared.map(({ Key }) => Key)])
  return all.filter(({ Key }) => mine.has(Key))
}

/**
 * The owner's tags first, in a call of their own: a policy may allow those of objects that others have made, and every other change
 * of what bears them alone.
 */
function claimFirst(set: readonly Tag[]): readonly (readonly Tag[])[] {
  const owner = new Set<string>(Object.values(ownerTags))
  const [claim, rest] = [set.filter(({ Key }) => owner.has(Key)), set.filter(({ Key }) => !owner.has(Key))]
  return [claim, rest].filter((tags) => tags.length > 0)
}

/** Whether the tags that the spec declares are left as AWS has them. */
const left = (pass: Pass) => keptFields(pass.wish)?.includes(tagField) ?? false

/**
 * The annotation that says which tag keys are ours; undefined when it stands. It is written before the tags are written to
 * AWS, so that they can be taken away again even when this process ends in between. A key that AWS does not show is ours no
 * longer once the object was in sync without it: before, AWS may show it yet.
 */
export function tagRecord(pass: Pass, observed: Observed): Readonly<Record<string, string>> | undefined {
  const { intent } = pass.wish
  const declared = left(pass) ? [] : declaredTags(observed.spec).map((tag) => tag.Key)
  const present = new Set(pass.tools.kind.service.tagging.of(observed.item).map((tag) => tag.Key))
  const over = conditionOf(pass.object, 'ACK.ResourceSynced')?.status === 'True'
  const keep = intent?.tags.filter((key) => !over || present.has(key)) ?? []
  const tags = [...new Set([...declared, ...keep])]
  if (tags.length === intent?.tags.length && tags.every((key) => intent.tags.includes(key))) return undefined
  return { [annotation.intent]: encode({ ...(intent ?? blank(pass)), tags }) }
}
