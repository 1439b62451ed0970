import { backoff } from './absence/recreate.ts'
import { adoptionOf, immutables } from './change/differ.ts'
import { tagDifference } from './change/tags.ts'
import { disposition, removable } from './duplicate/disposition.ts'
import { originOf } from './identity/origin.ts'
import type { Observation } from './observation.ts'
import { witnessed } from './observe.ts'
import { label, managers } from './ownership/claimants.ts'
import { ownership, standing, unseen } from './ownership/owner.ts'
import { warrantOf } from './ownership/warrant.ts'
import type { Pass } from './pass.ts'
import type { Seen, Situation } from './plan.ts'
import { inCircle } from './reference/circle.ts'
import { node } from './reference/link.ts'
import type { Resolution } from './reference/resolve.ts'

/** Everything a plan depends on that is known before AWS is asked. */
export function situationOf(pass: Pass, refs: Resolution): Situation {
  const { kind, clock, links, holder, settings } = pass.tools
  const { memory, wish, object } = pass
  const self = node(kind.target.group, kind.name, pass.key)
  return {
    kind,
    wish,
    spec: object.spec ?? {},
    refs,
    circle: refs.blocked === undefined ? undefined : inCircle(pass),
    scope: pass.scope,
    origin: originOf(pass),
    warrant: warrantOf(pass),
    record: memory.record,
    attempts: memory.attempts,
    adopting: memory.adopting,
    writes: memory.writes,
    holders: wish.deleting ? links.dependents(self, 'hard').flatMap((dependent) => holder(dependent) ?? []) : [],
    deletionAsked: Date.parse(object.metadata.deletionTimestamp ?? ''),
    clusterUID: settings.clusterUID,
    quarantine: settings.quarantine,
    now: clock.monotonic(),
    date: clock.now(),
    definition: memory.definitionStands === true ? { is: 'standing' } : undefined,
    turn: undefined,
    found: {},
    seen: undefined,
  }
}

/** What follows from a look at the AWS object, with what else is known of it. */
export async function seenOf(pass: Pass, { refs }: Situation, observation: Observation): Promise<Seen> {
  const { observed, absence, known, successor } = observation
  const { kind, clock } = pass.tools
  const gone = observed === undefined ? absence === 'gone' : kind.state(observed.item).is === 'gone'
  const now = clock.monotonic()
  return {
    id: known.id,
    observation,
    observed,
    absence,
    successor,
    stated: known.stated !== undefined && (known.seenAt !== undefined || witnessed(pass, known.id)),
    vanished: observed === undefined && gone ? await pass.tools.vanishing.verdict(pass) : undefined,
    ownership: observed === undefined ? unseen(pass, known.id) : ownership(pass, observed),
    rival: observed === undefined ? undefined : rivalOf(pass, observed),
    adoption: observed === undefined ? undefined : adoptionOf(pass, observed),
    ...(observed === undefined ? { unlike: [], unknown: [] } : immutables(pass, observed)),
    tags: observed === undefined ? undefined : tagDifference(pass, observed),
    backoff: gone ? await backoff(pass, refs.spec) : 0,
    sinceDelete: known.deletedAt === undefined ? undefined : now - known.deletedAt,
    unknownUntil: known.unknownToDelete?.until,
    removable: removable(pass, refs.spec),
    leaving:
      pass.memory.duplicates?.some((duplicate) => disposition(pass, refs.spec, duplicate).is === 'wait') ?? false,
  }
}

/** Why an AWS object that is asked for is not to be had: who owns it, or may. */
function rivalOf(pass: Pass, { id, item }: NonNullable<Seen['observed']>): string | undefined {
  if (pass.wish.adoption.is === 'none') return undefined
  const { kind } = pass.tools
  const claim = kind.tagged === undefined ? undefined : standing(pass, id, kind.service.tagging.of(item))
  if (claim?.is === 'taken') return claim.why
  const [other] = managers(pass, id)
  return other === undefined ? undefined : `${id} belongs to ${label(pass, other)}, whose status names it`
}
