import { type Operation, signature } from '../../schema/shape.ts'
import type { Kind } from '../kind.ts'

/** The IAM actions a controller of these kinds needs, in alphabetical order. */
export interface Actions {
  readonly read: readonly string[]
  readonly write: readonly string[]
}

/** The IAM actions of a kind, by what they do. */
export function actionsOf(kind: Kind): Actions {
  const reads = [
    kind.read.operation,
    ...(kind.finder === undefined ? [] : [kind.finder.read.operation]),
    ...(kind.natural === undefined ? [] : [kind.natural.read.operation]),
    ...kind.views.map((view) => view.read.operation),
    ...kind.blockers.map((blocker) => blocker.read.operation),
  ]
  const { tagging } = kind.service
  const tags = kind.tagged === undefined ? [] : [tagging.set('', []).operation, tagging.remove('', []).operation]
  const writes = [kind.create, kind.delete, ...tags, ...kind.calls]
  const prefix = kind.service.iam ?? kind.service.name
  const named = (operations: readonly Operation[]) => operations.map((one) => `${prefix}:${signature(one).name}`)
  return { read: sorted(named(reads)), write: sorted([...named(writes), ...kind.permissions]) }
}

/** An IAM policy document that allows what the kinds need and nothing else. */
export function policyOf(kinds: readonly Kind[]): object {
  const actions = kinds.map(actionsOf)
  const statement = (Sid: string, Action: readonly string[]) => ({ Sid, Effect: 'Allow', Action, Resource: '*' })
  return {
    Version: '2012-10-17',
    Statement: [
      statement('Read', sorted(actions.flatMap(({ read }) => read))),
      statement('Write', sorted(actions.flatMap(({ write }) => write))),
    ],
  }
}

function sorted(actions: readonly string[]): readonly string[] {
  return [...new Set(actions)].sort()
}
