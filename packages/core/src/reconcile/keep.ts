import { text } from '../schema/json.ts'
import { ack } from './names.ts'
import type { Outcome } from './outcome.ts'
import { disown } from './part.ts'
import type { Pass } from './pass.ts'
import { note, retained, say } from './say.ts'
import { release } from './write.ts'

/** What becomes of an AWS object when its Kubernetes object is deleted, by annotations and flags. */
export type Retention =
  /** `own`: the object itself says so. */
  | { readonly is: 'delete'; readonly own: boolean }
  /** `against`: the annotation of the namespace that overrules the object, which says delete. */
  | { readonly is: 'keep'; readonly against?: string }

/** Whether the definition of a kind is itself being deleted, and all objects of the kind with it. */
export type Definition =
  | { readonly is: 'standing' }
  | { readonly is: 'leaving' }
  | { readonly is: 'unknown'; readonly why: string; readonly forbidden: boolean }

/**
 * How the deletion of an object ends that leaves AWS alone; undefined when AWS is to be asked to delete. A policy to keep
 * makes the AWS object nobody's. One whose definition goes stays what it was, owner tags included: it can be
 * adopted when the definition is back, and is reported as an orphan until then.
 */
export async function keep(pass: Pass): Promise<Outcome | undefined> {
  const { kind, settings, observer } = pass.tools
  const { retention, readOnly } = pass.wish
  if (readOnly || retention.is === 'keep') {
    await disown(pass)
    const against = retention.is === 'keep' && !readOnly ? retention.against : undefined
    if (against !== undefined) retained(pass, `${pass.object.metadata.namespace} keeps it by ${against}`)
    if (!readOnly)
      observer.happened({ is: 'kept', kind: kind.name, by: against === undefined ? 'policy' : 'namespace' })
    return await letGo(pass, 'its policy is to keep the AWS object')
  }
  if (retention.own || pass.memory.definitionStands === true) return undefined
  const definition = await settings.definition(kind)
  switch (definition.is) {
    case 'standing':
      pass.memory.definitionStands = true
      return undefined
    case 'leaving':
      observer.happened({ is: 'kept', kind: kind.name, by: 'definition' })
      return await letGo(pass, 'its definition is being deleted, and the AWS object is kept')
    case 'unknown':
      return undecided(pass, definition)
  }
}

/**
 * For so long (ms) after its deletion was asked for an object waits to hear of its definition: a missing permission does
 * not pass by itself, so there is only time for somebody to see it.
 */
const patience = { forbidden: 60_000, unanswered: 600_000 }

function undecided(pass: Pass, { why, forbidden }: Extract<Definition, { is: 'unknown' }>): Outcome | undefined {
  const { deletionTimestamp = '' } = pass.object.metadata
  const limit = forbidden ? patience.forbidden : patience.unanswered
  const left = Date.parse(deletionTimestamp) + limit - pass.tools.clock.now()
  if (!(left > 0)) return undefined
  const wait = `It is deleted all the same ${limit / 60_000} min after that was asked for`
  return {
    is: 'failed',
    reason: 'DefinitionUnknown',
    why: `It cannot be told whether the whole definition is being deleted: ${why.replace(/\.$/, '')}. ${wait}`,
    errorClass: forbidden ? 'auth' : 'transient',
    after: Math.min(5000, left),
  }
}

/** Lets the Kubernetes object go: nothing is left to do for it. */
export async function letGo(pass: Pass, because: string): Promise<Outcome> {
  await release(pass)
  const { kind, observer, clock } = pass.tools
  const asked = Date.parse(pass.object.metadata.deletionTimestamp ?? '')
  observer.happened({ is: 'deleted', kind: kind.name, ms: Number.isNaN(asked) ? 0 : clock.now() - asked })
  const did = `${kind.name}: ${because}`
  say(pass, 'Deleted', did, 'Delete')
  note(pass, 'Deleted', { did, id: text(pass.object.status?.[kind.id.field]) })
  return { is: 'gone' }
}

/** What annotations and flags say of the AWS object of one that is deleted. */
export function retentionOf(wishes: {
  /** Of the object, of its namespace, by the controller's flag. Anything but `delete` means to keep. */
  readonly own: string | undefined
  readonly namespace: string | undefined
  readonly flag: 'delete' | 'retain'
  /** `floor`: the object may keep what the namespace would delete, and not the other way round. `default`: it has the last word. */
  readonly order: 'floor' | 'default'
  /** The name of the annotation of the namespace, for people. */
  readonly annotation: string
}): Retention {
  const { own, namespace, flag, order, annotation } = wishes
  if (order === 'floor' && namespace !== undefined && namespace !== 'delete')
    return own === 'delete' ? { is: 'keep', against: `${annotation}=${namespace}` } : { is: 'keep' }
  if ((own ?? namespace ?? flag) !== 'delete') return { is: 'keep' }
  return { is: 'delete', own: own === 'delete' }
}

/** The name of the annotation by which a namespace says what becomes of AWS objects of a service. */
export const namespacePolicy = (service: string) => `${service}.${ack.deletionPolicy}`
