import type { Kind } from '@windlass/core'
import type { KubeObject } from '@windlass/core/kube'
import { annotation } from '@windlass/core/object'
import type { Scene } from '../run/scene.ts'
import { idOf, rows } from './model.ts'

/**
 * Both worlds in lines of text that two runs share when they ended alike: ids stand for what they are ids of; times, tokens and
 * addresses that AWS hands out at random are left out, and so are records of what is dead, which vanish sooner or later.
 */
export function digest(scene: Scene): readonly string[] {
  const names = new Map<string, string>()
  for (const kind of scene.kinds)
    for (const object of scene.list(kind)) {
      const id = idOf(kind, object)
      names.set(object.metadata.uid, `uid of ${kind.name} ${object.metadata.name}`)
      if (id !== undefined) names.set(id, `${kind.name} ${object.metadata.name}`)
    }
  const show = (value: unknown) => {
    const named: unknown = JSON.parse(plain(JSON.stringify(stripped(value)), names))
    return JSON.stringify(stripped(named))
  }
  const kindOf = tables(scene)
  const ours = rows(scene).filter(({ region }) => region.account === scene.aws.account)
  const lasting = ours.filter(({ table, row }) => kindOf.get(table)?.state({ ...row }).is !== 'gone')
  // From when on AWS takes the next change of a sort is nothing that a way taken back can undo.
  const aws = lasting.map(({ table, row }) => `AWS ${table} ${show({ ...row, settledAt: undefined })}`)
  const kube = scene.kinds.flatMap((kind) =>
    scene.list(kind).map((object) => `Kubernetes ${show(standing(kind, object))}`),
  )
  return [...aws.sort(), ...kube.sort()]
}

/** The kind whose objects stand in a table, as far as their ids tell. */
function tables(scene: Scene): ReadonlyMap<string, Kind> {
  const byId = new Map(rows(scene).map(({ table, row }) => [row.id, table]))
  const found = scene.kinds.flatMap((kind) =>
    scene.list(kind).flatMap((object) => {
      const table = byId.get(idOf(kind, object) ?? '')
      return table === undefined ? [] : [[table, kind] as const]
    }),
  )
  return new Map(found)
}

/** What differs between two portraits: the first line that only one of them has. */
export function difference(
  expected: readonly string[],
  found: readonly string[],
): { readonly missing: readonly string[]; readonly extra: readonly string[] } {
  const extra = [...found]
  const missing = expected.filter((line) => {
    const place = extra.indexOf(line)
    if (place >= 0) extra.splice(place, 1)
    return place < 0
  })
  return { missing, extra }
}

function standing(kind: Kind, { metadata, spec, status }: KubeObject): object {
  const { [annotation.intent]: intent, ...annotations } = metadata.annotations ?? {}
  const conditions = Array.isArray(status?.conditions) ? status.conditions : []
  const { deletionTimestamp, finalizers = [], name } = metadata
  return {
    kind: kind.name,
    name,
    deleting: deletionTimestamp !== undefined,
    finalizers,
    annotations,
    intended: intent !== undefined,
    spec,
    status: { ...status, conditions: conditions.map(({ type, status: is, reason }) => ({ type, is, reason })) },
  }
}

/** Members whose values differ between any two objects. */
const chance =
  /(time|date|token|privateip|publicip|ipaddress|ipv6cidr|macaddress|dnsname|dnsnameconfiguration|dnsentries|createtime|rangeorder)$/i

/** How often a prefix list was changed on the way is nothing that its end shows: the last version is. */
function ended(value: unknown, member: string): unknown {
  if (/^version$/i.test(member)) return 'any'
  if (member === 'versions' && Array.isArray(value)) return value.slice(-1)
  return typeof value === 'string' ? value.replace(/^(create|modify|restore)-complete$/, 'complete') : value
}

function stripped(of: unknown, member = ''): unknown {
  const value = ended(of, member)
  if (chance.test(member) || value instanceof Date || (typeof value === 'number' && value > 1e12))
    return value === undefined ? undefined : 'any'
  if (Array.isArray(value)) return value.map((each) => stripped(each)).sort(byText)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(members.map(([key, each]) => [key, stripped(each, key)]))
}

const byText = (a: unknown, b: unknown) => ((JSON.stringify(a) ?? '') < (JSON.stringify(b) ?? '') ? -1 : 1)

/** Ids of objects become their names, others lose what makes them different. */
function plain(text: string, names: ReadonlyMap<string, string>): string {
  return text
    .replace(/\b[a-z]+(-[a-z]+)*-[0-9a-f]{17}\b/g, (id) => names.get(id) ?? id.replace(/-[0-9a-f]{17}$/, ''))
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, (uid) => names.get(uid) ?? 'uid')
    .replace(/\b[0-9a-f]{1,4}(:[0-9a-f]{0,4})+::?\/\d+/g, 'IPv6 range')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'time')
}

/** Two texts from a little before the place where they part. */
export function apart(a: string, b: string): readonly [string, string] {
  let place = 0
  while (place < a.length && a[place] === b[place]) place++
  const cut = (text: string) => (text === '' ? 'nothing' : `…${text.slice(Math.max(0, place - 60), place + 160)}`)
  return [cut(a), cut(b)]
}
