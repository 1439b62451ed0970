import { signatureOf, taggedByAck } from '../../aws/tag.ts'
import type { Observed } from '../../kind/kind.ts'
import { ownerTags, type Tag } from '../../kind/service.ts'
import { unlike } from '../change/unlike.ts'
import type { Pass } from '../pass.ts'
import { ack } from '../wish/names.ts'
import { looksOnly } from '../wish/wish.ts'
import { elder, label } from './claimants.ts'
import { type Provenance, provenance } from './provenance.ts'

/** Whose an AWS object is. */
export type Ownership =
  | { readonly is: 'ours' }
  /** Ours by our record, or by what ACK left, and AWS does not say so yet. */
  | { readonly is: 'unsigned' }
  /** Not shown to be ours: nothing is changed in it. `why` is a sentence for people, with the way out where there is one. */
  | { readonly is: 'foreign'; readonly why: string }

type Shown = Pick<Observed, 'id' | 'item' | 'spec'>

/**
 * Whose the AWS object is that status names. The id in status proves nothing, for whoever may write status may write any: it
 * takes our record and AWS's tag together. Where there is no record, it takes the tags of ACK for this service and namespace.
 */
export function ownership(pass: Pass, shown: Shown): Ownership {
  const { kind } = pass.tools
  const said = known(pass, shown.id)
  if (said === 'other')
    return foreign(`Status names ${shown.id}, and our record names ${pass.wish.intent?.ids.at(-1)}: put that id back`)
  if (kind.tagged === undefined) return below(pass, shown)
  const tags = kind.service.tagging.of(shown.item)
  if (signedByUs(pass, tags)) return { is: 'ours' }
  const claim = standing(pass, shown.id, tags)
  if (claim.is === 'taken') return foreign(claim.why)
  const { adoption } = pass.wish
  const asked = adoption.is === 'named' ? adoption.id === shown.id : adoption.is === 'unnamed'
  if (claim.is === 'dead') return said === 'named' && asked ? { is: 'unsigned' } : foreign(`${claim.why}. ${adoptIt}`)
  // A name may be another's by now, so that a record of it proves nothing beyond an adoption.
  if (said === 'named' && (!kind.stable || pass.wish.intent?.adopted !== undefined)) return { is: 'unsigned' }
  const { service } = kind
  return left(pass, shown.id, taggedByAck(tags, service.name, pass.object.metadata.namespace ?? ''))
}

/**
 * What is on record, or what this process has heard from AWS in answer to its own create and could not write down yet: where
 * such an answer may name what somebody else has made, it says nothing.
 */
const known = (pass: Pass, id: string): Provenance =>
  pass.memory.attempts.made?.id === id && !pass.tools.kind.readBack ? 'named' : provenance(pass.wish, id)

const foreign = (why: string): Ownership => ({ is: 'foreign', why })

const adoptIt = `To take it over, annotate this object with ${ack.adoptionPolicy}=adopt`

/** Whose an object is that AWS does not show: nobody can see its tags. */
export function unseen(pass: Pass, id: string): Ownership {
  const said = known(pass, id)
  if (said === 'other') return foreign(`status names ${id}, and our record does not`)
  const older = said === 'named' ? undefined : elder(pass, id)
  return older === undefined ? { is: 'ours' } : foreign(`${label(pass, older)} is older and has ${id} in its status`)
}

/** Whether the tags of an AWS object name the object of the pass, in this cluster. */
export function signedByUs(
  { object, tools: { settings } }: Pick<Pass, 'object' | 'tools'>,
  tags: readonly Tag[],
): boolean {
  const { uid, cluster } = signatureOf(tags)
  return uid === object.metadata.uid && (cluster === undefined || cluster === settings.clusterUID)
}

/** What the tags of an AWS object say of an owner other than the object of the pass. */
export type Standing =
  /** They name none, or one that only looks by now. */
  | { readonly is: 'free' }
  /** They name one that is known to live no more. */
  | { readonly is: 'dead'; readonly why: string }
  /** They name one that lives, or may. */
  | { readonly is: 'taken'; readonly why: string }

/**
 * How the owner stands whom the tags name. Only who sees every object of the cluster can know that one lives no more, and of
 * another cluster nobody does: the user says which are gone.
 */
export function standing(
  { object, tools: { kind, store, settings } }: Pass,
  id: string,
  tags: readonly Tag[],
): Standing {
  const { uid, cluster } = signatureOf(tags)
  const other = uid === undefined || uid === object.metadata.uid ? undefined : store.byUid(uid)
  const elsewhere = cluster !== undefined && cluster !== settings.clusterUID
  const former = elsewhere && settings.formerClusters.includes(cluster)
  if (other !== undefined && (former || !elsewhere))
    return looksOnly(other)
      ? { is: 'free' }
      : { is: 'taken', why: `${id} belongs to ${label({ tools: { kind } }, other)}` }
  if (elsewhere) {
    const why = `${id} belongs to the cluster ${cluster}, by its tag ${ownerTags.cluster}`
    return former ? { is: 'dead', why: `${why}, which is no more` } : { is: 'taken', why: `${why}. ${release}` }
  }
  if (uid === undefined || uid === object.metadata.uid) return { is: 'free' }
  if (cluster === undefined)
    return { is: 'taken', why: `${id} carries the tag ${ownerTags.uid}=${uid} and none of a cluster. ${unsign}` }
  const why = `${id} was made for the object of this cluster with the UID ${uid}`
  if (settings.complete && store.synced) return { is: 'dead', why: `${why}, which lives no more` }
  return { is: 'taken', why: `${why}. ${partly}` }
}

const release =
  'It can be adopted here once its owner there lets it go (deletion policy retain takes the tags off), or when --former-clusters names that cluster'
const unsign = 'If its owner is no more, remove that tag in AWS; then it can be adopted'
const partly =
  'This controller sees a part of the cluster only (--watch-namespace, --watch-selectors), so it cannot know whether that one lives'

/** Whose an object is that bears nobody's name and that no record of ours names: ACK's, if it left its mark. */
function left(pass: Pass, id: string, marked: boolean): Ownership {
  const { settings } = pass.tools
  if (!pass.wish.claimed || !(marked || settings.takeOverUntagged)) return foreign(unproved(id))
  const older = elder(pass, id)
  return older === undefined ? { is: 'unsigned' } : foreign(`${id} belongs to ${label(pass, older)}, which is older`)
}

const unproved = (id: string) =>
  `Status names ${id}, and neither a record of this controller nor a tag in AWS says that it is this object's. ${adoptIt}`

/** Whose an object without tags is: ours by our record, or as what ACK left, in the place that the spec names. */
function below(pass: Pass, shown: Shown): Ownership {
  const { kind, settings } = pass.tools
  const said = known(pass, shown.id)
  if (said === 'named' && pass.wish.intent?.adopted !== undefined) return { is: 'ours' }
  const tops = new Set(kind.references.map(({ path }) => path.split(/\.|\[\]/)[0]))
  const [parent] = unlike(kind, shown).filter(({ field }) => tops.has(field))
  if (parent !== undefined)
    return foreign(`${shown.id} is not where the spec says: ${parent.field} is ${parent.have} in AWS. ${adoptIt}`)
  if (said !== 'none') return { is: 'ours' }
  // Without a record the parent must be one of this cluster's, so that whoever owns that has said yes to it.
  const own = kind.finder?.key(pass.object.metadata.uid, pass.object.spec ?? {}, pass.scope) === undefined
  const owned = left(pass, shown.id, own || settings.takeOverUntagged)
  return owned.is === 'unsigned' ? { is: 'ours' } : owned
}
