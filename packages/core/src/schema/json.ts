/** A JSON object of unknown content, as it comes from Kubernetes or from an SDK call. */
export type Item = Readonly<Record<string, unknown>>

/** Whether the value is a plain object (not an array, a date or bytes). */
export function isItem(value: unknown): value is Item {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array)
  )
}

/** The value as an object; an empty one when it is anything else. */
export function item(value: unknown): Item {
  return isItem(value) ? value : {}
}

/** The value as a list of objects; everything that is not an object is left out. */
export function items(value: unknown): readonly Item[] {
  return Array.isArray(value) ? value.filter(isItem) : []
}

/** What another party sent is not what it should be. The message says what is wrong with it. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
  readonly code = 'Unreadable'
}

/**
 * The list of objects in a member of a reply. Throws `Unreadable` when it is anything else, and when it is not there: AWS
 * sends an empty list where it has nothing, so a reply without the list is none of AWS's.
 */
export function rows(reply: Item, member: string): readonly Item[] {
  const value = reply[member]
  if (value === undefined || value === null) throw new Unreadable(`${member} is missing`)
  if (!Array.isArray(value)) throw new Unreadable(`${member} is no list`)
  return value.map((row: unknown) => {
    if (!isItem(row)) throw new Unreadable(`${member} has a row that is no object`)
    return row
  })
}

/** Reads every member of a value, however deep: one that throws when it is read throws here, and not later on. */
export function readThrough(value: unknown): void {
  if (Array.isArray(value)) value.forEach(readThrough)
  else if (isItem(value)) for (const member of Object.values(value)) readThrough(member)
}

/** The value as text; undefined when it is anything else. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** The value at a path of member names; undefined as soon as one is missing. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let here = value
  for (const step of path) {
    if (!isItem(here)) return undefined
    here = here[step]
  }
  return here
}

/**
 * One text for equal values: members in alphabetical order, undefined members left out, dates as ISO text. Two values
 * are equal in the sense of this project when their canonical texts are.
 */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (value instanceof Date) return JSON.stringify(value.toISOString())
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('base64'))
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isItem(value)) return JSON.stringify(value) ?? 'null'
  let members = ''
  for (const key of Object.keys(value).sort()) {
    const member = value[key]
    if (member === undefined) continue
    members += `${members === '' ? '' : ','}${quoted(key)}:${canonical(member)}`
  }
  return `{${members}}`
}

/** Text that needs no escaping in JSON. */
const plain = /^[ !#-[\]-~]*$/

const quoted = (value: string): string => (plain.test(value) ? `"${value}"` : JSON.stringify(value))

/** Whether two values are equal member by member; the order of members does not count, that of lists does. */
export function same(a: unknown, b: unknown): boolean {
  return a === b || canonical(a) === canonical(b)
}
