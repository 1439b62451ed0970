import { actionOf, type Shape, signature } from '../../schema/shape.ts'
import type { ErasedDefinition } from '../erase.ts'
import { membersOf, requestMembers } from '../member.ts'
import { type States, stateMeanings } from '../reply/state.ts'
import { unbuilt } from './call.ts'
import type { Flaw, FlawCode } from './flaw.ts'

/** What is wrong in a declaration by itself; `flawsIn` has what is wrong in the kind that follows from it. */
export function flawsOf(kindName: string, d: ErasedDefinition): readonly Flaw[] {
  return [
    created(kindName, d),
    deleted(kindName, d),
    named(kindName, d),
    meant(kindName, d),
    told(kindName, d),
    d.replace === undefined ? [] : unbuilt(`${kindName} is to be replaced by another object (\`replace\`)`),
  ].flat()
}

const flaw = (code: FlawCode, sentence: string): Flaw => ({ code, sentence })

function created(kindName: string, { create, created: place, id }: ErasedDefinition): readonly Flaw[] {
  if (place !== undefined || holds(signature(create).output, id, 4)) return []
  return [
    flaw(
      'NoId',
      `The reply of ${actionOf(create)} has no member ${id}, so that a ${kindName} would be created without an id. Declare \`created\`: where the reply has it.`,
    ),
  ]
}

/** Whether a text of this name stands somewhere in a shape. */
function holds(shape: Shape, member: string, depth: number): boolean {
  if (shape.is === 'list') return holds(shape.of(), member, depth)
  if (shape.is !== 'structure') return false
  if (membersOf(shape).includes(member)) return true
  return depth > 0 && shape.members().some((one) => holds(one.shape, member, depth - 1))
}

function deleted(kindName: string, { delete: operation, id }: ErasedDefinition): readonly Flaw[] {
  const known = membersOf(signature(operation).input)
  if (known.includes(id) || known.includes(`${id}s`)) return []
  return [
    flaw(
      'Unaddressed',
      `The request of ${actionOf(operation)} has neither ${id} nor ${id}s, so that it would not say which ${kindName} to delete.`,
    ),
  ]
}

/** Each spec field is one request member or one extra field. */
function named(kindName: string, d: ErasedDefinition): readonly Flaw[] {
  const members = Object.entries(requestMembers(signature(d.create).input, d))
  return members.flatMap(([member, field], place) => {
    const before = members.slice(0, place).find(([, other]) => other === field)?.[0]
    return before === undefined
      ? []
      : [flaw('TakenName', `${before} and ${member} of ${kindName} are both called ${field}. Rename one of them.`)]
  })
}

/** Each state means one thing. */
function meant(kindName: string, { state = {} }: ErasedDefinition): readonly Flaw[] {
  return Object.entries(state).flatMap(([member, states]) => {
    const seen = new Map<string, keyof States>()
    return stateMeanings.flatMap((meaning) =>
      (states[meaning] ?? []).flatMap((value) => {
        const other = seen.get(value.toLowerCase())
        seen.set(value.toLowerCase(), meaning)
        if (other === undefined) return []
        const both = other === meaning ? `stands twice in ${meaning}` : `means both ${other} and ${meaning}`
        return [flaw('Contradiction', `The state ${member} ${value} of ${kindName} ${both}. Leave it in one place.`)]
      }),
    )
  })
}

/** What is read back is not said to be hidden. */
function told(kindName: string, { createOnly = {}, writeOnly = [] }: ErasedDefinition): readonly Flaw[] {
  return Object.keys(createOnly)
    .filter((field) => writeOnly.includes(field))
    .map((field) =>
      flaw(
        'Contradiction',
        `${field} of ${kindName} stands in createOnly, which reads it back, and in writeOnly, which says that AWS never shows it. Take it out of one.`,
      ),
    )
}
