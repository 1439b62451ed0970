import { toAWS } from '../schema/convert.ts'
import type { Item } from '../schema/json.ts'
import type { Kind } from './kind.ts'

/**
 * The create request for a spec whose references are resolved, without token and tags: every request member that the
 * spec sets, and on top of them what the kind's own `request` says. A member that `request` answers as undefined is
 * left out. Throws `ConversionError` for a value AWS cannot take at its place.
 */
export function createRequest(kind: Kind, spec: Item): Item {
  const shape = kind.requestShape
  const members = shape.is === 'structure' ? shape.byName() : new Map()
  const out: Record<string, unknown> = {}
  for (const [member, field] of Object.entries(kind.requestMembers)) {
    const of = members.get(member)
    if (of !== undefined) out[member] = toAWS(of.shape, spec[field])
  }
  return defined({ ...out, ...kind.request(spec) })
}

/** The object without its undefined members. */
export function defined(value: Item): Item {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined))
}
