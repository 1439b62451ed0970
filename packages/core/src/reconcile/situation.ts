import { adoptionOf } from './differ.ts'
import { node } from './link.ts'
import { type Observation, witnessed } from './observe.ts'
import { ownership, unseen } from './owner.ts'
import { fate, removable } from './part.ts'
import type { Pass } from './pass.ts'
import type { Situation } from './plan.ts'
import { pause } from './replace.ts'
import type { Resolution } from './resolve.ts'
import { tagDifference } from './tags.ts'
import { warrantOf } from './warrant.ts'

/** Everything the plan of a pass depends on, from what the pass has seen. */
export async function situate(
  pass: Pass,
  { sight, absence, known }: Observation,
  resolution: Resolution,
  mode: { readonly deleting: boolean; readonly readOnly: boolean },
): Promise<Situation> {
  const { kind, clock, links, holder } = pass.tools
  const now = clock.monotonic()
  const gone = sight === undefined ? absence === 'gone' : kind.state(sight.item).is === 'gone'
  const dependents = mode.deleting ? links.dependents(node(kind.target.group, kind.name, pass.key), 'hard') : []
  return {
    kind,
    ...mode,
    sight,
    absence,
    stated: known.stated !== undefined && (known.seenAt !== undefined || witnessed(pass, known.id)),
    warrant: warrantOf(pass),
    vanished: sight === undefined && gone ? await pass.tools.vanishing.verdict(pass) : undefined,
    ownership: sight === undefined ? unseen(pass, known.id) : ownership(pass, sight),
    adoption: sight === undefined ? undefined : adoptionOf(pass, sight),
    tags: sight === undefined ? undefined : tagDifference(pass, sight),
    unresolved: resolution.unresolved,
    initial: pass.wish.intent?.initial ?? [],
    obstacle: resolution.blocked,
    holders: dependents.flatMap((dependent) => holder(dependent) ?? []),
    writes: pass.memory.writes,
    pause: gone ? await pause(pass, resolution.spec) : 0,
    sinceDelete: known.deletedAt === undefined ? undefined : now - known.deletedAt,
    duplicate: removable(pass, resolution.spec),
    leaving: pass.memory.twins?.some((twin) => fate(pass, resolution.spec, twin).is === 'wait') ?? false,
    unknownUntil: known.unknownToDelete?.until,
    now,
  }
}

/** Whether the AWS object is one to keep the Kubernetes object for: somebody may have removed the finalizer. */
export function holds({ deleting, readOnly, sight, ownership: owner }: Situation): boolean {
  return !deleting && !readOnly && sight !== undefined && owner.is !== 'foreign'
}
