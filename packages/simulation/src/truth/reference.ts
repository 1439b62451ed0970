import { type Item, isItem } from '@windlass/core'
import type { KubeObject } from '@windlass/core/kube'
import type { Truth } from './truth.ts'

/** What the object of a kind and name stands for: its id, or that nothing of it is there. */
export type Follow = (
  kind: string,
  namespace: string,
  name: string,
) => { readonly id: string } | { readonly gap: string }

/** A spec with nothing but identifiers in it; `gap` says what does not stand for anything. */
export interface Plain {
  readonly spec: Item
  readonly gap: string | undefined
}

/** Puts in the place of every reference the identifier of what it names. */
export function plain({ names }: Truth, { metadata, spec = {} }: KubeObject, follow: Follow): Plain {
  let gap: string | undefined
  const one = (path: string, kind: string, ref: unknown): string | undefined => {
    const from = isItem(ref) && isItem(ref.from) ? ref.from : {}
    const namespace = typeof from.namespace === 'string' && from.namespace !== '' ? from.namespace : metadata.namespace
    const found = follow(kind, namespace ?? '', typeof from.name === 'string' ? from.name : '')
    if ('id' in found) return found.id
    gap ??= `${path}: ${found.gap}`
    return undefined
  }
  const walk = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) return value.map((each) => walk(each, `${path}[]`))
    if (!isItem(value)) return value
    const members = Object.entries(value).flatMap(([member, inner]): readonly (readonly [string, unknown])[] => {
      const here = path === '' ? member : `${path}.${member}`
      if (inner === null || !/Refs?$/.test(member)) return [[member, walk(inner, here)]]
      // A list may have the name of one: `vpc`.
      const single = Array.isArray(inner) ? here.replace(/s$/, '') : here
      const field = Object.keys(names).find((each) => [here, single].includes(referring(each)))
      const kind = names[field ?? '']
      if (field === undefined || kind === undefined) {
        gap ??= `nothing is written down of ${here}: add it to the names of the kind`
        return []
      }
      const identifiers = Array.isArray(inner) ? inner.map((ref) => one(here, kind, ref)) : one(here, kind, inner)
      return [[field.slice(field.lastIndexOf('.') + 1), identifiers]]
    })
    return Object.fromEntries(members)
  }
  const whole = walk(spec, '')
  return { spec: isItem(whole) ? whole : {}, gap }
}

/** The path of the reference that stands for an identifier: `routes[].natGatewayRef` for `routes[].natGatewayID`. */
export const referring = (path: string): string =>
  /(IDs|ARNs|[a-z]s)$/.test(path)
    ? `${path.replace(/(ID|ARN)?s$/, '')}Refs`
    : `${path.replace(/(ID|ARN|Name)$/, '')}Ref`
