import { withTags } from '../../kind/find.ts'
import { type Item, text } from '../../schema/json.ts'
import type { Match } from '../observation.ts'
import { claimants } from '../ownership/claimants.ts'
import { signedByUs } from '../ownership/owner.ts'
import type { Pass } from '../pass.ts'
import type { Attempts } from './attempts.ts'

/** What a search shows: the ids of what is ours, the lowest first, and what stands in our place and is somebody else's. */
export interface Searched {
  readonly ids: readonly string[]
  readonly occupant: Occupant | undefined
}

/** An AWS object that has our natural key and not our tags. */
export interface Occupant {
  readonly id: string
  /** It has no tags at all: reads may not show those yet that it was made with. */
  readonly bare: boolean
}

/**
 * The ids of the live AWS objects that carry our owner tags, or our natural key. Of several the first, with the lowest
 * id, is ours, so that every process chooses the same. Those that are condemned are not among them.
 */
export async function search(pass: Pass, spec: Item): Promise<Searched> {
  const { ours, occupant } = await find(pass, spec)
  return { ids: eligible(pass, ours), occupant }
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
  return (await find(pass, spec)).ours
}

async function find(
  pass: Pass,
  spec: Item,
): Promise<{ readonly ours: readonly Match[]; readonly occupant: Occupant | undefined }> {
  const { kind } = pass.tools
  const { finder } = kind
  const key = finder?.key(pass.object.metadata.uid, spec, pass.scope)
  if (finder === undefined || key === undefined) return { ours: [], occupant: undefined }
  const { items } = await pass.aws.read(finder.read, key)
  const live = items
    .filter((item) => finder.match(item, spec) && kind.state(item).is !== 'gone')
    .map((item) => ({ id: text(item[kind.id.member]) ?? '', item }))
    .filter(({ id }) => id !== '' && id !== pass.wish.intent?.replaces)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  if (kind.tagged !== undefined && !finder.byTag) return await signed(pass, live)
  // Of a kind that takes no tags, what another object stands for is not ours: the others say in AWS whose they are.
  const mine = ({ id, item }: Match) =>
    kind.tagged === undefined ? claimants(pass, id).length === 0 : !elsewhere(pass, item)
  return { ours: live.filter(mine), occupant: undefined }
}

/** The ids of the live AWS objects that have the natural key of a spec, whoever made them, the lowest first. */
export async function searchNatural(pass: Pass, spec: Item): Promise<readonly string[]> {
  const { natural, state, id: name } = pass.tools.kind
  const key = natural?.key(pass.object.metadata.uid, spec, pass.scope)
  if (natural === undefined || key === undefined) return []
  const { items } = await pass.aws.read(natural.read, key)
  const live = items.filter((item) => natural.match(item, spec) && state(item).is !== 'gone')
  return live.flatMap((item) => text(item[name.member]) ?? []).sort()
}

/** Whether the tags of an item name another cluster. */
function elsewhere({ tools: { kind, settings } }: Pass, item: Item): boolean {
  return kind.service.tagging
    .of(item)
    .some((tag) => tag.Key === 'services.k8s.aws/cluster' && tag.Value !== settings.clusterUID)
}

/** Of what has our natural key, that which bears our tags, and that which does not. */
async function signed(pass: Pass, found: readonly Match[]) {
  const tagged = await Promise.all(found.map((match) => withOwnTags(pass, match)))
  const tags = ({ item }: Match) => pass.tools.kind.service.tagging.of(item)
  const ours = tagged.filter((match) => signedByUs(pass, tags(match)))
  const other = tagged.find((match) => !ours.includes(match))
  const occupant = other && { id: other.id, bare: tags(other).length === 0 }
  return { ours, occupant }
}

/** An AWS object with its tags, where AWS keeps them apart. */
export async function withOwnTags(pass: Pass, { id, item }: Match): Promise<Match> {
  const { from } = pass.tools.kind.service.tagging
  if (from === undefined) return { id, item }
  const { items } = await pass.aws.read(from, id)
  return { id, item: withTags(item, { tags: items }) }
}
