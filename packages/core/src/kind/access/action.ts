import { type Operation, signature } from '../../schema/shape.ts'
import type { Kind } from '../kind.ts'
import type { Service } from '../service.ts'
import { type Permission, permission } from './permission.ts'

/** The IAM actions a controller of these kinds needs, in alphabetical order. */
export interface Actions {
  readonly read: readonly string[]
  readonly write: readonly string[]
}

/** The IAM actions of a kind, by what they do to its objects. */
export interface ActionsOfKind {
  readonly reads: readonly string[]
  readonly create: string
  /** What changes or deletes an object. */
  readonly changes: readonly string[]
  /** What sets and removes tags; undefined for a kind that takes none. */
  readonly tags: { readonly set: string; readonly remove: string } | undefined
  /** What AWS demands of the caller besides. */
  readonly besides: readonly Permission[]
}

/** The IAM actions of a kind. */
export function actionsOf(kind: Kind): Actions {
  const { reads, create, changes, tags, besides } = sortedActions(kind)
  const also = besides.map(({ action }) => action)
  return {
    read: distinct([...reads, ...also.filter(isRead)]),
    write: distinct([
      create,
      ...changes,
      ...(tags === undefined ? [] : [tags.set, tags.remove]),
      ...also.filter((action) => !isRead(action)),
    ]),
  }
}

/** The IAM actions of a kind, by what they do to its objects. */
export function sortedActions(kind: Kind): ActionsOfKind {
  const reads = [
    kind.read.operation,
    ...(kind.finder === undefined ? [] : [kind.finder.read.operation]),
    ...(kind.natural === undefined ? [] : [kind.natural.read.operation]),
    ...kind.views.map((view) => view.read.operation),
    ...kind.blockers.map((blocker) => blocker.read.operation),
  ]
  const { tagging } = kind.service
  const prefix = kind.service.iam ?? kind.service.name
  const named = (operation: Operation) => `${prefix}:${signature(operation).name}`
  const operations = [...reads, kind.create, kind.delete, ...kind.calls]
  const [set, remove] = [tagging.set('', []).operation, tagging.remove('', []).operation]
  return {
    reads: distinct(reads.map(named)),
    create: named(kind.create),
    changes: distinct([kind.delete, ...kind.calls].map(named)),
    tags: kind.tagged === undefined ? undefined : { set: named(set), remove: named(remove) },
    besides: [...operations.flatMap((one) => demandsOf(kind.service, one)), ...kind.permissions],
  }
}

/** What AWS demands of the caller of an operation beside its own action. */
function demandsOf({ access }: Service, operation: Operation): readonly Permission[] {
  return (access?.demands?.[signature(operation).name] ?? []).map(permission)
}

/** The IAM actions that a call needs: its own first. */
export function permissionsOf(service: Service, action: string): readonly string[] {
  const demands = (service.access?.demands?.[action] ?? []).map(permission)
  return [`${service.iam ?? service.name}:${action}`, ...demands.map((one) => one.action)]
}

/** Whether an action is one that changes nothing. */
export function isRead(action: string): boolean {
  return /:(Describe|Get|List)/.test(action)
}

/** Each once, in alphabetical order. */
export function distinct(actions: readonly string[]): readonly string[] {
  return [...new Set(actions)].sort()
}
