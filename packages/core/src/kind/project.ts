import { toKubernetes } from '../schema/convert.ts'
import type { Item } from '../schema/json.ts'
import type { Member } from '../schema/shape.ts'
import type { Kind, Observed } from './kind.ts'
import { defined } from './request.ts'

/** An item member and the status field that shows it. */
export interface StatusMember {
  readonly member: Member
  readonly field: string
}

/**
 * What of an item belongs to status: every member that is neither a spec field nor tags nor left out by the definition.
 * The order is AWS's.
 */
export function statusMembers(kind: Kind): readonly StatusMember[] {
  const { itemShape } = kind
  if (itemShape.is !== 'structure') return []
  const fields = new Set([...Object.values(kind.requestMembers), ...Object.keys(kind.fields)])
  return itemShape.members().flatMap((member) => {
    if (member.name === kind.id.member) return [{ member, field: kind.id.field }]
    const renamed = kind.statusRename[member.name]
    if (renamed !== undefined) return [{ member, field: renamed }]
    const inSpec = member.name in kind.requestMembers || fields.has(member.field)
    const hidden = member.name === 'Tags' || kind.statusOmit.includes(member.name)
    return inSpec || hidden ? [] : [{ member, field: member.field }]
  })
}

/** The status fields, from the outermost to the innermost, that show a state member: `state`, or `state` and `name`. */
export function statePath(kind: Kind, path: string): readonly string[] | undefined {
  const [first, ...more] = path.split('.')
  const shown = statusMembers(kind).find(({ member }) => member.name === first)
  if (shown === undefined) return undefined
  const fields = [shown.field]
  let { shape } = shown.member
  for (const step of more) {
    const member = shape.is === 'structure' ? shape.byName().get(step) : undefined
    if (member === undefined) return undefined
    fields.push(member.field)
    shape = member.shape
  }
  return fields
}

/** The status fields that show the state of an object; undefined for a kind without one. */
export function stateField(kind: Kind): readonly string[] | undefined {
  return kind.stateMember === undefined ? undefined : statePath(kind, kind.stateMember)
}

/**
 * The status of an object as last read: the item's part, on top of it what the kind's own `status` says, and the
 * resource metadata. Conditions are not part of it. Fields that AWS does not answer are absent.
 */
export function statusOf(kind: Kind, seen: Observed): Item {
  const out: Record<string, unknown> = {}
  for (const { member, field } of statusMembers(kind)) out[field] = toKubernetes(member.shape, seen.item[member.name])
  return defined({ ...out, ...kind.status(seen), ackResourceMetadata: metadata(kind, seen) })
}

function metadata(kind: Kind, seen: Observed): Item {
  const { account, region } = seen
  return defined({ arn: kind.arn(seen), ownerAccountID: account, region, partition: partitionOf(region) })
}

/** The AWS partition of a region: `aws`, `aws-cn` or `aws-us-gov`. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}
