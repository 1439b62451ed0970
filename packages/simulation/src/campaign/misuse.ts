import { type Item, isItem } from '@windlass/core'
import type { Schema } from '@windlass/core/generate'
import type { Random } from '@windlass/core/time'

/** Texts that somebody once typed into a field, or that somebody means harm with. */
export const hostileTexts: readonly string[] = [
  '',
  ' ',
  'x'.repeat(10_240),
  '<&>"\'*?[]{}\\',
  '*',
  '\u202eecruoser\u202c é日本🧨',
  'line\nbreak\tand\u0007bell',
  '__proto__',
  '$(PrincipalTag)',
  "'; DROP TABLE vpcs; --",
  '../../etc/passwd',
  'null',
  '-1',
  '0.0.0.0/0',
  '10.0.0.0/33',
  'fe80::/129',
  'vpc-00000000000000000',
  'arn:aws:iam::000000000000:role/nobody',
  '{"Version":"2012-10-17","Statement":',
]

const hostileNumbers: readonly number[] = [-1, 0, 1, 1.5, 65_536, 2 ** 31, 2 ** 53, -(2 ** 63)]

/** A value that a user may give by mistake or malice instead of `now`; mostly of the right sort, not always. */
export function misused(random: Random, schema: Schema | undefined, now: unknown): unknown {
  if (random() < 0.06) return oneOf(random, [7, 'text', [], {}, [[]], true])
  switch (schema?.type) {
    case 'array':
      return list(random, schema, Array.isArray(now) ? now : [])
    case 'object':
      return object(random, schema, isItem(now) ? now : {})
    case 'boolean':
      return now !== true
    case 'integer':
    case 'number':
      return oneOf(random, [...hostileNumbers, ...(typeof now === 'number' ? [now + 1, now - 1, now * 1000] : [])])
    default:
      return oneOf(random, [
        ...hostileTexts,
        ...(typeof now === 'string' ? [`${now} `, now.toUpperCase(), `${now}0`] : []),
      ])
  }
}

function list(random: Random, schema: Schema, now: readonly unknown[]): unknown {
  const place = Math.floor(random() * now.length)
  const element = misused(random, schema.items, now[place])
  return oneOf<() => unknown>(random, [
    () => [],
    () => [...now].reverse(),
    () => [...now, ...now],
    () => now.toSpliced(place, 1),
    () => now.toSpliced(place, 1, element),
    () => [...now, element],
    () => Array.from({ length: 300 }, () => element),
  ])()
}

function object(random: Random, schema: Schema, now: Item): unknown {
  const members = Object.entries(schema.properties ?? {})
  const [member, of] = oneOf(random, members.length > 0 ? members : [['unknown', {}] as const])
  const { [member]: _left, ...rest } = now
  return random() < 0.2 ? rest : { ...now, [member]: misused(random, of, now[member]) }
}

export function oneOf<T>(random: Random, of: readonly T[]): T {
  const found = of[Math.floor(random() * of.length)]
  if (found === undefined) throw new RangeError('There is nothing to choose from.')
  return found
}
