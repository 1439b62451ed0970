import { type Item, isItem, item, type Kind } from '@windlass/core'
import { type Resolution, resolve } from '@windlass/core/controller'
import { declaredTags, type Observed, type Read, withTags } from '@windlass/core/kind'
import type { KubeObject } from '@windlass/core/kube'
import { ackAnnotation, ownerTags } from '@windlass/core/object'
import type { Region, Row } from '@windlass/simulator'
import type { Call } from '../run/network.ts'
import type { Scene } from '../run/scene.ts'
import { retained } from './resource.ts'
import { truthOf, untrue } from './sync.ts'

/** A record of the simulated AWS that carries an owner's tag. */
export interface Owned {
  readonly table: string
  readonly id: string
  readonly uid: string
  readonly row: Row
}

/** Every record with an owner's tag, dead ones included. */
export function owned(scene: Scene): readonly Owned[] {
  return rows(scene).flatMap(({ table, row }) => {
    const uid = row.Tags?.find((tag) => tag.Key === ownerTags.uid)?.Value
    return uid === undefined ? [] : [{ table, id: row.id, uid, row }]
  })
}

/** Every record of AWS. */
export function rows(scene: Scene): readonly { readonly table: string; readonly row: Row; readonly region: Region }[] {
  return scene.aws
    .regions()
    .flatMap((region) =>
      region.every().flatMap((table) => table.all().map((row: Row) => ({ table: table.name, row, region }))),
    )
}

/** The record with this id in any table; undefined when AWS has none. */
export function rowOf(scene: Scene, id: string): Row | undefined {
  return located(scene, id)?.row
}

/** The record with this id, and where it stands; undefined when AWS has none. */
function located(scene: Scene, id: string): { readonly row: Row; readonly region: Region } | undefined {
  for (const region of scene.aws.regions())
    for (const table of region.every()) {
      const row: Row | undefined = table.get(id)
      if (row !== undefined) return { row, region }
    }
  return undefined
}

/** The account and region of an AWS object; those where all is played when AWS has none of this id. */
export function scopeOf(scene: Scene, id: string): { readonly account: string; readonly region: string } {
  const { account, name } = located(scene, id)?.region ?? scene.aws.at()
  return { account, region: name }
}

/** Whether AWS has an object of a kind that is neither dead nor dying. */
export function alive(kind: Kind, row: Row | undefined): boolean {
  return row !== undefined && !['gone', 'leaving'].includes(kind.state({ ...row }).is)
}

/** Whether AWS has the object, dying perhaps, but not dead. What has failed was dead before it was deleted. */
export function standing(kind: Kind, row: Row | undefined): boolean {
  return row !== undefined && kind.state({ ...row }).is !== 'gone' && !Object.hasOwn(row, 'FailureCode')
}

/** Whether Kubernetes has the custom resource with this UID. */
export function lives(scene: Scene, kind: Kind, uid: string): boolean {
  return scene.list(kind).some(({ metadata }) => metadata.uid === uid)
}

/** Whether a person has said, of the object or of its namespace, that what it has in AWS is to stay. */
export function kept(scene: Scene, kind: Kind, object: KubeObject): boolean {
  const namespace: unknown = scene.cluster.look(`/api/v1/namespaces/${object.metadata.namespace ?? ''}`)
  const { annotations } = isItem(namespace) ? item(namespace.metadata) : {}
  const floor = isItem(annotations) ? annotations[`${kind.service.name}.${ackAnnotation.deletionPolicy}`] : undefined
  return retained(object) || floor === 'retain'
}

/** Texts in the order of which objects were made, the oldest first. */
export const age = ({ metadata }: KubeObject) => `${metadata.creationTimestamp}/${metadata.uid}`

/** The id an object's status gives; undefined when it gives none. */
export function idOf(kind: Kind, object: KubeObject | undefined): string | undefined {
  const id = object?.status?.[kind.id.field]
  return typeof id === 'string' && id !== '' ? id : undefined
}

/** The id of what a call deletes, if it is the delete of this kind. */
export function doomed(kind: Kind, { to, what, input }: Pick<Call, 'to' | 'what' | 'input'>): string | undefined {
  if (to !== 'aws' || what !== kind.delete.name.replace(/Command$/, '') || !isItem(input)) return undefined
  const id = input[kind.id.member]
  return typeof id === 'string' ? id : undefined
}

/** The same value with these taken out of every list in it. */
export function without(gone: readonly unknown[], value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((each) => !gone.includes(each)).map((each) => without(gone, each))
  if (!isItem(value)) return value
  return Object.fromEntries(Object.entries(value).map(([member, each]) => [member, without(gone, each)]))
}

/** What a read in the region of `id` answers at this moment, whatever lags. Undefined where AWS refuses to answer. */
function ask(scene: Scene, kind: Kind, read: Read, key: string, id = key): readonly Item[] | undefined {
  const name = read.operation.name.replace(/Command$/, '')
  const service = kind.service.name
  const scope = scopeOf(scene, id)
  try {
    const items: Item[] = []
    let page: Item = {}
    for (let more = true; more; ) {
      const output: Item = { ...scene.aws.truth(service, name, { ...read.input([key]), ...page }, scope) }
      items.push(...read.items(output, [key]))
      const token = output.NextToken ?? output.NextMarker
      page = typeof output.NextToken === 'string' ? { NextToken: token } : { Marker: token }
      more = typeof token === 'string' && token !== ''
    }
    return items.filter((each) => read.keys === undefined || read.keys(each).includes(key))
  } catch {
    return undefined
  }
}

/** The object as AWS has it at this moment, as the kind's facets look at it. */
export function observedOf(scene: Scene, kind: Kind, id: string, spec: Item): Observed | undefined {
  const item = ask(scene, kind, kind.read, id)?.[0]
  if (item === undefined) return undefined
  const views = kind.views.map((view) => {
    const key = view.needed(spec) ? view.key(id, spec, item) : undefined
    return [view.name, key === undefined ? [] : (ask(scene, kind, view.read, key, id) ?? [])] as const
  })
  const shown = Object.fromEntries(views)
  return { id, item: withTags(item, shown), spec, views: shown, ...scopeOf(scene, id) }
}

/** The spec with every reference replaced by what it stands for now, as far as that is known. */
export function resolved(scene: Scene, kind: Kind, object: KubeObject): Item {
  return resolution(scene, kind, object).spec
}

function resolution(scene: Scene, kind: Kind, object: KubeObject): Resolution {
  const lookup = (target: { readonly kind: string }, key: string) => {
    const [namespace = '', name = ''] = key.split('/')
    const other = scene.kinds.find((each) => each.name === target.kind)
    return other === undefined ? undefined : scene.get(other, name, namespace)
  }
  return resolve({ kind, object, lookup, crossNamespace: true, circular: () => false })
}

/**
 * What of an object's spec AWS does not have at this moment; undefined when it has everything and is settled. A kind that nothing
 * is written down of is asked itself.
 */
export function discord(scene: Scene, kind: Kind, object: KubeObject): string | undefined {
  const id = idOf(kind, object)
  if (id === undefined) return 'status has no id'
  const truth = truthOf(scene, kind)
  return truth === undefined ? claimed(scene, kind, object, id) : untrue(scene, truth, object, id)
}

/** The same by the facets of the kind. */
function claimed(scene: Scene, kind: Kind, object: KubeObject, id: string): string | undefined {
  const { spec, unresolved } = resolution(scene, kind, object)
  const gap = [...unresolved].find(([, { known }]) => !known)
  if (gap !== undefined) return `${id}: nothing stands behind a reference in ${gap[0]}`
  const observed = observedOf(scene, kind, id, spec)
  if (observed === undefined) return `AWS has no ${id}`
  const state = kind.state(observed.item)
  if (state.is !== 'ready') return `${id}: ${state.why}`
  const busy = kind.busy(observed)
  if (busy !== undefined) return `${id}: ${busy}`
  for (const facet of kind.facets) {
    const want = spec[facet.field] ?? facet.unset
    if (want === undefined) continue
    const have = facet.have(observed)
    if (facet.met(want, observed)) continue
    return `${id}: ${facet.field} is ${text(have)}, not ${text(want)}`
  }
  return tagDiscord(kind, observed, spec)
}

function tagDiscord(kind: Kind, observed: Observed, spec: Item): string | undefined {
  if (kind.tagged === undefined) return undefined
  const has = new Map(kind.service.tagging.of(observed.item).map(({ Key, Value }) => [Key, Value]))
  // Of a key that is given twice the last value counts, as in a map.
  const wanted = new Map(declaredTags(spec).map(({ Key, Value }) => [Key, Value]))
  for (const [key, value] of wanted)
    if (has.get(key) !== value) return `${observed.id}: the tag ${key} is ${has.get(key)}, not ${text(value)}`
  return undefined
}

const text = (value: unknown): string => JSON.stringify(sorted(value)) ?? 'unset'

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isItem(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  )
}
