import { at, type Item, isItem, rows, text, Unreadable } from '../../schema/json.ts'

/**
 * The items of a reply at a place in it: a list, `Vpcs`; a list in each element of one, `Reservations[].Instances`; or a list
 * of texts, `QueueUrls`, each of which is a row with one member of that name in the singular. Throws `Unreadable` as `rows`
 * does.
 */
export function rowsAt(reply: Item, place: string): readonly Item[] {
  const [first = '', ...more] = place.split('[].')
  if (more.length > 0) return rows(reply, first).flatMap((row) => rowsAt(row, more.join('[].')))
  const list = reply[first]
  if (!Array.isArray(list) || !list.some((one) => typeof one === 'string')) return rows(reply, first)
  return list.map((one: unknown) => {
    if (typeof one !== 'string' || one === '') throw new Unreadable(`${first} has a row that is no text`)
    return { [singular(first)]: one }
  })
}

/** The one object that a reply holds in a member. Throws `Unreadable` for a reply without it. */
export function objectAt(reply: Item, member: string): Item {
  const found = reply[member]
  if (!isItem(found)) throw new Unreadable(`${member} is ${found === undefined ? 'missing' : 'no object'}`)
  return found
}

/** The first text at a place in a reply: `Vpc.VpcId`, `FlowLogIds`, `Instances[].InstanceId`. */
export function textAt(reply: unknown, place: string): string | undefined {
  const [here = '', ...more] = place.split('[].')
  const found = at(reply, ...here.split('.'))
  const [first]: readonly unknown[] = Array.isArray(found) ? found : [found]
  if (more.length > 0) return textAt(first, more.join('[].'))
  return typeof first === 'string' && first !== '' ? first : undefined
}

/** The first text in a member of this name, nearest to the top of a reply. */
export function firstText(reply: Item, member: string): string | undefined {
  let level: readonly Item[] = [reply]
  while (level.length > 0) {
    for (const here of level) {
      const value = text(here[member])
      if (value !== undefined && value !== '') return value
    }
    level = level.flatMap((here) =>
      Object.values(here)
        .flatMap((value) => (Array.isArray(value) ? value : [value]))
        .filter(isItem),
    )
  }
  return undefined
}

/** `QueueUrls` is `QueueUrl`. */
export const singular = (list: string): string => list.replace(/s$/, '')
