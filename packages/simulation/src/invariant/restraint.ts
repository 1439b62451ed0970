import { isItem, items } from '@windlass/core'
import type { Made } from '../run/contract.ts'
import type { Call } from '../run/network.ts'

/** What a fault or a policy may make of one object: how many writes in its first minute, and in each ten minutes after. */
const most = { first: 60, tenMinutes: 60 }

/**
 * O-19: the objects that cost the API server more writes than they may, whatever refuses them, as words. Every process counts
 * for itself: none knows what another has written. Objects of the same name, in different namespaces or one after the other,
 * count as one, and may cost as much as both.
 */
export function hammered(calls: readonly Made[], objects: number): readonly string[] {
  const writes = new Map<string, number[]>()
  for (const { to, mutates, what, at, process } of calls) {
    const object = /^[A-Z]+ ([a-z]+\/[^/]+)(\/status)?$/.exec(what)?.[1]
    if (to !== 'kube' || !mutates || object === undefined || /^(events|leases)/.test(object)) continue
    const writer = `${object} of controller ${process}`
    writes.set(writer, [...(writes.get(writer) ?? []), at])
  }
  return [...writes].flatMap(([writer, moments]) => {
    const [begin = 0] = moments
    const early = moments.filter((at) => at < begin + 60_000).length
    const late = moments.filter((at) => at >= begin + 60_000)
    const worst = Math.max(0, ...late.map((from) => late.filter((at) => at >= from && at < from + 600_000).length))
    if (early > most.first * objects) return [`${writer} was written ${early} times in its first minute`]
    return worst > most.tenMinutes * objects ? [`${writer} was written ${worst} times in ten minutes`] : []
  })
}

/** How long the words of somebody else may be where we repeat them, with what we say besides. */
const longest = 2048

/** O-20: what is wrong with the messages that a write carries: too long, or not plain; undefined when nothing is. */
export function unfit({ to, mutates, input }: Call): string | undefined {
  if (to !== 'kube' || !mutates || !isItem(input)) return undefined
  const status = isItem(input.status) ? input.status : {}
  const conditions = items(status.conditions).map(({ message }) => message)
  const said = [...conditions, input.note, input.message].filter((text) => typeof text === 'string')
  const long = said.find((text) => text.length > longest)
  if (long !== undefined) return `a message of ${long.length} characters`
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return said.some((text) => /[\u0000-\u0008\u000b-\u001f\u007f]/.test(text)) ? 'a control character' : undefined
}
