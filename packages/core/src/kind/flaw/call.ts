import { name } from '../../schema/name.ts'
import { actionOf, type Operation, signature } from '../../schema/shape.ts'
import { membersOf } from '../member.ts'
import type { Flaw } from './flaw.ts'

/** A request of a facet that does not say which object it is about, in words; nothing is wrong with any other. */
export function unaddressed(operation: Operation, id: string): readonly Flaw[] {
  if (membersOf(signature(operation).input).includes(id)) return []
  return [
    {
      code: 'Unaddressed',
      sentence: `The request of ${actionOf(operation)} has no member ${id} that says which object it is about.`,
    },
  ]
}

/** A request or reply that has no member of a field's name. */
export function unnamed(operation: Operation, side: 'input' | 'output', field: string): readonly Flaw[] {
  if (membersOf(signature(operation)[side]).some((member) => name(member) === field)) return []
  const what = side === 'input' ? 'request' : 'reply'
  return [
    { code: 'UnknownMember', sentence: `The ${what} of ${actionOf(operation)} has no member that is called ${field}.` },
  ]
}

/** A fact that no engine acts on yet: to leave it without effect would be worse than to refuse it. */
export function unbuilt(what: string): readonly [Flaw] {
  return [
    {
      code: 'NotBuilt',
      sentence: `${what}: Windlass does not do that yet. Leave it out, and the difference is said and stays.`,
    },
  ]
}
