import { type Item, isItem } from '@windlass/core'
import type { Kind } from './facts.ts'

/** A reference as it stands in a spec. */
export interface Found {
  /** `routes[].gatewayRef` */
  readonly path: string
  readonly name: string
  /** Undefined: the namespace of the object itself. */
  readonly namespace: string | undefined
}

/** Every reference of a spec: members named `…Ref` or `…Refs` that hold `from.name`. Pure. */
export function referencesIn(spec: unknown, path = ''): readonly Found[] {
  if (Array.isArray(spec)) return spec.flatMap((one) => referencesIn(one, `${path}[]`))
  if (!isItem(spec)) return []
  return Object.entries(spec).flatMap(([field, value]) => {
    const here = path === '' ? field : `${path}.${field}`
    if (!/Refs?$/.test(field)) return referencesIn(value, here)
    const given = Array.isArray(value) ? value : [value]
    const found = given.flatMap((one) => named(one, here))
    return found.length > 0 ? found : referencesIn(value, here)
  })
}

function named(value: unknown, path: string): readonly Found[] {
  const from = isItem(value) ? value.from : undefined
  if (!isItem(from) || typeof from.name !== 'string' || from.name === '') return []
  return [{ path, name: from.name, namespace: typeof from.namespace === 'string' ? from.namespace : undefined }]
}

/**
 * The kinds a reference may lead to, the best guess first. The definition of the kind says which it is; where the
 * definition is silent or cannot be read, the name of the field does: `vpcRef`, `peerVPCRef`, `gatewayRef`.
 */
export function targetsOf(path: string, definition: unknown, version: string, kinds: readonly Kind[]): readonly Kind[] {
  const told = describedTarget(path, definition, version)
  const exact = kinds.find(({ kind, group }) => kind === told?.kind && group === told.group)
  if (exact !== undefined) return [exact]
  if (told !== undefined) return []
  const stem = path
    .slice(path.lastIndexOf('.') + 1)
    .replace(/Refs?$/, '')
    .toLowerCase()
  const same = kinds.filter(({ singular }) => singular === stem)
  if (same.length > 0) return same
  const similar = kinds.filter(({ singular }) => singular.endsWith(stem) || stem.endsWith(singular))
  return similar.length > 0 ? similar : kinds
}

/** What the custom resource definition says a reference names: `Names the VPC (ec2.services.k8s.aws) that …`. */
export function describedTarget(
  path: string,
  definition: unknown,
  version: string,
): { readonly kind: string; readonly group: string } | undefined {
  const versions = member(member(definition, 'spec'), 'versions')
  const served = Array.isArray(versions) ? versions.find((one) => member(one, 'name') === version) : undefined
  const root = member(member(served, 'schema'), 'openAPIV3Schema')
  let here = member(member(root, 'properties'), 'spec')
  for (const step of path.split('.')) {
    here = member(member(here, 'properties'), step.replaceAll('[]', ''))
    if (step.endsWith('[]')) here = member(here, 'items')
  }
  const description = member(here, 'description')
  const said = /^Names the (\w+) \(([\w.-]+)\)/.exec(typeof description === 'string' ? description : '')
  return said?.[1] === undefined || said[2] === undefined ? undefined : { kind: said[1], group: said[2] }
}

const member = (value: unknown, name: string): unknown => (isItem(value) ? (value satisfies Item)[name] : undefined)
