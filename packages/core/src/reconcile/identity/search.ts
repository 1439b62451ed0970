import { type Item, text } from '../../schema/json.ts'
import { claimants } from '../ownership/claimants.ts'
import type { Pass } from '../pass.ts'
import type { Attempts } from './attempts.ts'

/** An AWS object that a search shows. */
export interface Match {
  readonly id: string
  readonly item: Item
}

/**
 * The ids of the live AWS objects that carry our owner tags, or our natural key. Of several the first, with the lowest
 * id, is ours, so that every process chooses the same. Those that are condemned are not among them.
 */
export async function search(pass: Pass, spec: Item): Promise<readonly string[]> {
  return eligible(pass, await searchAll(pass, spec))
}

/** The ids of what a search has shown, without those that are condemned. */
export function eligible(pass: Pass, found: readonly Match[]): readonly string[] {
  const condemned = pass.wish.intent?.condemned ?? []
  return found.map(({ id }) => id).filter((id) => !condemned.includes(id))
}

/** Of several the one that AWS named to this process, because status may have had it before its record was lost; else the first. */
export function chosen({ made }: Attempts, ids: readonly string[]): string | undefined {
  return ids.find((id) => id === made?.id) ?? ids[0]
}

/** Every live AWS object that carries our owner tags, or our natural key, the lowest id first. */
export async function searchAll(pass: Pass, spec: Item): Promise<readonly Match[]> {
  const { kind, settings } = pass.tools
  const finder = kind.finder
  const uid = pass.object.metadata.uid
  const key = finder?.key(uid, spec)
  if (finder === undefined || key === undefined) return []
  const { items } = await pass.aws.read(finder.read, key)
  const foreign = (item: Item) =>
    kind.tagged !== undefined &&
    kind.service.tagging
      .of(item)
      .some((tag) => tag.Key === 'services.k8s.aws/cluster' && tag.Value !== settings.clusterUID)
  // Of a kind that takes no tags, what another object stands for is not ours: the others say in AWS whose they are.
  const others = (id: string) => kind.tagged === undefined && claimants(pass, id).length > 0
  return items
    .filter((item) => finder.match(item, spec) && kind.state(item).is !== 'gone' && !foreign(item))
    .map((item) => ({ id: text(item[kind.id.member]) ?? '', item }))
    .filter(({ id }) => id !== '' && id !== pass.wish.intent?.replaces && !others(id))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}
