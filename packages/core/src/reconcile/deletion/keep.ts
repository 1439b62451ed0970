import { text } from '../../schema/json.ts'
import { removeOwnerTags } from '../duplicate/remove.ts'
import type { Outcome } from '../outcome.ts'
import type { Pass } from '../pass.ts'
import type { Action } from '../plan.ts'
import { logChange, recordChange, recordRetained } from '../status/event.ts'
import { ack } from '../wish/names.ts'
import { release } from '../write/write.ts'

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

/** Lets the Kubernetes object go and keeps its AWS object, which by a policy is nobody's from then on. */
export async function keep(pass: Pass, { by, against }: Extract<Action, { do: 'keep' }>): Promise<Outcome> {
  const { kind, observer } = pass.tools
  if (by !== 'definition') await removeOwnerTags(pass)
  if (against !== undefined) recordRetained(pass, `${pass.object.metadata.namespace} keeps it by ${against}`)
  if (by !== 'reader') observer.happened({ is: 'kept', kind: kind.name, by })
  return await letGo(
    pass,
    by === 'definition'
      ? 'its definition is being deleted, and the AWS object is kept'
      : 'its policy is to keep the AWS object',
  )
}

/** Lets the Kubernetes object go: nothing is left to do for it. */
export async function letGo(pass: Pass, because: string): Promise<Outcome> {
  await release(pass)
  const { kind, observer, clock } = pass.tools
  const asked = Date.parse(pass.object.metadata.deletionTimestamp ?? '')
  observer.happened({ is: 'deleted', kind: kind.name, ms: Number.isNaN(asked) ? 0 : clock.now() - asked })
  const did = `${kind.name}: ${because}`
  recordChange(pass, 'Deleted', did, 'Delete')
  logChange(pass, 'Deleted', { did, id: text(pass.object.status?.[kind.id.field]) })
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
