import type { CallFault } from './injection.ts'

type Reply = Readonly<Record<string, unknown>>

/** A reply with each of its lists replaced by what `change` makes of it; without the list where that is undefined. */
export function relisted(reply: object, change: (list: readonly unknown[]) => readonly unknown[] | undefined): Reply {
  return Object.fromEntries(
    Object.entries(reply).map(([member, value]) => [member, Array.isArray(value) ? change(value) : value]),
  )
}

/** The reply to a reading call as it leaves AWS under the faults that are about lists. */
export function scanted(reply: object, faults: readonly CallFault[]): object {
  return faults.reduce((sofar: object, { fault }) => {
    if (fault === 'listless') return relisted(sofar, () => undefined)
    if (fault === 'empty') return relisted(sofar, () => [])
    if (fault === 'half') return relisted(sofar, (list) => list.filter((_, place) => place % 2 === 1))
    return sofar
  }, reply)
}
