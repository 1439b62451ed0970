import { type Item, isItem, item, items } from '@windlass/core'
import { ownerTags } from '@windlass/core/object'
import type { Recording } from '@windlass/testing'

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The same with every value changed, the members of objects and lists first. */
function mapped(value: unknown, change: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return change(value.map((one) => mapped(one, change)))
  if (!isItem(value)) return change(value)
  return change(Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapped(one, change)])))
}

/**
 * A world as if ACK had made it: its objects are those that ACK left, with the ids that AWS has here, and carry nothing of ours;
 * so do their AWS objects.
 */
export function acked(recording: Recording, objects: readonly Item[]): Recording {
  const models = new Map(objects.map((object) => [text(object.kind), object]))
  const modelOf = (value: unknown) =>
    item(item(value).metadata).name === 'demo' ? models.get(text(item(value).kind)) : undefined
  const ids = new Map<string, string>()
  mapped(recording.cluster, (value) => {
    for (const [theirs, ours] of differing(modelOf(value)?.status, item(value).status)) ids.set(theirs, ours)
    return value
  })
  const named = (model: Item) => mapped(model, (value) => ids.get(text(value)) ?? value)
  const cluster = mapped(recording.cluster, (value) => {
    const model = modelOf(value)
    return model === undefined ? value : likened(item(value), item(named(model)))
  })
  const aws = mapped(recording.aws, (value) => {
    const tags = item(value).Tags
    return Array.isArray(tags) ? { ...item(value), Tags: tagged(items(tags), 'FileSystemId' in item(value)) } : value
  })
  return { ...recording, cluster, aws }
}

/** The ids at the same places of both. */
function differing(theirs: unknown, ours: unknown): readonly (readonly [string, string])[] {
  if (typeof theirs === 'string' && typeof ours === 'string')
    return /^[a-z]+(-[a-z]+)*-[0-9a-f]{8,}$/.test(theirs) ? [[theirs, ours]] : []
  const [a, b] = [Object.entries(item(theirs)), item(ours)]
  if (Array.isArray(theirs) && Array.isArray(ours)) return theirs.flatMap((one, place) => differing(one, ours[place]))
  return a.flatMap(([field, value]) => differing(value, b[field]))
}

/** An object as its model is, but for what the two worlds cannot have in common. */
function likened(object: Item, model: Item): Item {
  const { uid, resourceVersion, creationTimestamp, generation } = item(object.metadata)
  const metadata = { ...item(model.metadata), uid, resourceVersion, creationTimestamp, generation }
  const { ipAddress: _address, ...spec } = item(model.spec)
  return { ...object, metadata, spec, status: model.status }
}

/** The tags that ACK gives in place of ours. What carries none of ours is nobody's. */
function tagged(tags: readonly Item[], efs: boolean): readonly Item[] {
  const ours: readonly string[] = Object.values(ownerTags)
  const rest = tags.filter(({ Key }) => !ours.includes(text(Key)))
  if (rest.length === tags.length) return tags
  return [
    ...rest,
    { Key: 'services.k8s.aws/controller-version', Value: efs ? 'efs-v1.4.1' : 'ec2-v1.20.0' },
    { Key: 'services.k8s.aws/namespace', Value: 'default' },
  ]
}
