import { type Item, isItem } from '@windlass/core'
import { type Fact, named } from './truth.ts'

/**
 * The first difference between a spec, with its references resolved, and the true world; undefined where there is none. What
 * counts as the same, besides what is equal and what `spelling.ts` spells alike:
 * - a member that the spec leaves out, or sets to null, asks for nothing;
 * - names of members in other capitals: AWS writes `VpcId` where the spec says `vpcID`;
 * - lists in another order, or with an element twice: no list of these kinds has an order in AWS;
 * - an empty value and none: `false`, the empty text, an empty list or object;
 * - of a tag that is declared twice, the last.
 */
export function difference(spec: Item, fact: Fact): string | undefined {
  for (const [field, value] of Object.entries(spec)) {
    if (field === 'tags' || value === undefined || value === null) continue
    const found = fact.compare(field, value)
    if (found.is === 'unknown') return `nothing is written down of ${field}: add it to the table of the kind`
    if (found.is === 'hidden' || found.ask === undefined || (found.open && found.have === undefined)) continue
    if (within(found.ask, found.have)) continue
    return `${field} is ${text(found.have)}, not ${text(found.ask)}`
  }
  return tagged(spec.tags, fact.tags ?? [])
}

function tagged(declared: unknown, has: NonNullable<Fact['tags']>): string | undefined {
  for (const [key, value] of declarations(declared)) {
    const found = has.find(({ Key }) => Key === key)
    if (found === undefined) return `the tag ${key} is not there`
    if ((found.Value ?? '') !== value) return `the tag ${key} is ${text(found.Value)}, not ${text(value)}`
  }
  return undefined
}

/** Tags are declared as a list of keys and values, or as an object. */
function declarations(declared: unknown): ReadonlyMap<string, string> {
  const valued = (value: unknown) => (typeof value === 'string' ? value : '')
  if (Array.isArray(declared))
    return new Map(
      declared.filter(isItem).flatMap(({ key, value }) => (typeof key === 'string' ? [[key, valued(value)]] : [])),
    )
  return new Map(isItem(declared) ? Object.entries(declared).map(([key, value]) => [key, valued(value)]) : [])
}

/** Whether the world has all that is asked for. */
function within(ask: unknown, have: unknown): boolean {
  if (nothing(ask)) return ask === undefined || ask === null || nothing(have)
  if (Array.isArray(ask)) {
    const all = Array.isArray(have) ? have : []
    return ask.every((one) => all.some((other) => within(one, other))) && all.every((one) => fits(one, ask))
  }
  if (isItem(ask)) return isItem(have) && Object.entries(ask).every(([member, one]) => within(one, named(have, member)))
  return ask === have
}

const fits = (have: unknown, asks: readonly unknown[]) => asks.some((ask) => within(ask, have))

function nothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  return isItem(value) && Object.values(value).every(nothing)
}

const text = (value: unknown) => JSON.stringify(value) ?? 'unset'
