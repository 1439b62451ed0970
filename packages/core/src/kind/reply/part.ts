import { at, type Item, items, text } from '../../schema/json.ts'
import type { Path } from './path.ts'

/** A list member whose elements have a life of their own: associations, attachments, addresses. */
export interface Part<E> {
  /** The state of an element. */
  readonly state: Path<E>
  /** What an element is called while it moves. */
  readonly name: Path<E>
  /** What it is called without a name: `a range`. */
  readonly noun?: string
}

/** `Part` with its types erased. */
export interface ErasedPart {
  readonly state: string
  readonly name: string
  readonly noun?: string
}

/** The words of AWS for an element on its way out, or gone: `disassociating`, `detached`, `unassigning`, `failed`. */
const leaves = /^((dis|de|un)[a-z]*(ing|ed)|fail(ing|ed))$/

/** The elements that are there or on their way there, by the state that stands at a path. */
export function live<E>(all: readonly E[] | undefined, state: Path<E>): readonly E[] {
  return (all ?? []).filter((one) => !leaves.test(text(at(one, ...state.split('.')))?.toLowerCase() ?? ''))
}

/** What is still moving in an object whose own state is ready; undefined when nothing is. */
export function moving(parts: Readonly<Record<string, ErasedPart>>, item: Item): string | undefined {
  for (const [list, { state, name, noun = 'a part' }] of Object.entries(parts))
    for (const one of items(item[list])) {
      const word = text(at(one, ...state.split('.')))
      if (word?.endsWith('ing')) return `${text(at(one, ...name.split('.'))) ?? noun} is ${word}`
    }
  return undefined
}
