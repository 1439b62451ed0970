import { ack } from '../wish/names.ts'

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
