import { record } from '../schema/schema.ts'

/** Every value at a dotted path, going through lists on the way; nothing when the path leads nowhere. */
export function pick(value: unknown, path: string): unknown[] {
  let found: unknown[] = [value]
  for (const part of path.split('.'))
    found = found.flatMap((one) => {
      const next = record(one)?.[part]
      return Array.isArray(next) ? next : next === undefined || next === null ? [] : [next]
    })
  return found
}

/** JSON with sorted keys: equal values give equal text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  const members = value instanceof Date ? undefined : record(value)
  if (!members) return JSON.stringify(value) ?? 'null'
  const keys = Object.keys(members).filter((key) => members[key] !== undefined)
  return `{${keys
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(members[key])}`)
    .join()}}`
}
