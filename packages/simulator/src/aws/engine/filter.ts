import { record } from '../schema/schema.ts'
import { AwsFault } from './fault.ts'
import { pick } from './pick.ts'
import type { Region } from './region.ts'

/** Where a filter looks: a dotted path in the row as described, or a function that gives the values. */
export type FilterSource<R> = string | ((row: R, region: Region) => readonly unknown[])

/** The filters a describe call knows, by AWS's name. `tag:KEY`, `tag-key` and `tag-value` need no entry. */
export type Filters<R> = Readonly<Record<string, FilterSource<R>>>

interface Asked {
  readonly name: string
  readonly values: readonly string[]
}

function asked(filters: unknown): Asked[] {
  if (!Array.isArray(filters)) return []
  return filters.map((one) => {
    const { Name: name, Values: values } = record(one) ?? {}
    if (typeof name !== 'string' || name === '')
      throw new AwsFault('InvalidParameterValue', 'The filter name must not be empty')
    return { name, values: Array.isArray(values) && values.length > 0 ? values.map(String) : ['*'] }
  })
}

/** A filter value as an expression: `*` any text, `?` one character, a backslash takes the next literally. */
function pattern(value: string): (text: string) => boolean {
  if (!/[*?\\]/.test(value)) return (text) => text === value
  const source = value.replace(/\\([\s\S])|([\s\S])/g, (_, escaped: string | undefined, plain: string | undefined) => {
    if (plain === '*') return '[\\s\\S]*'
    if (plain === '?') return '[\\s\\S]'
    return (escaped ?? plain ?? '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  })
  const expression = new RegExp(`^${source}$`)
  return (text) => expression.test(text)
}

function source<R>(filters: Filters<R>, name: string): FilterSource<R> | undefined {
  if (Object.hasOwn(filters, name)) return filters[name]
  if (name === 'tag-key') return 'Tags.Key'
  if (name === 'tag-value') return 'Tags.Value'
  if (!name.startsWith('tag:')) return undefined
  const key = name.slice(4)
  return (row) =>
    pick(row, 'Tags')
      .filter((tag) => record(tag)?.Key === key)
      .map((tag) => record(tag)?.Value ?? '')
}

/**
 * A test for rows against the `Filters` of a request: filters are all to match, values of one are alternatives. Throws
 * `InvalidParameterValue` for an unknown filter and `FilterLimitExceeded` above 200 values in all.
 */
export function filterRows<R>(filters: unknown, known: Filters<R>, region: Region): (row: R) => boolean {
  const wanted = asked(filters)
  if (wanted.reduce((sum, one) => sum + one.values.length, 0) > 200)
    throw new AwsFault('FilterLimitExceeded', 'The maximum number of filter values specified on a single call is 200')
  const tests = wanted.map(({ name, values }) => {
    const from = source(known, name)
    if (from === undefined) throw new AwsFault('InvalidParameterValue', `The filter '${name}' is invalid`)
    const exact = new Set(values)
    const patterns = values.filter((value) => /[*?\\]/.test(value)).map(pattern)
    return (row: R) => {
      const found = (typeof from === 'string' ? pick(row, from) : from(row, region)).map(String)
      return found.some((text) => (exact.has(text) && !/[\\]/.test(text)) || patterns.some((one) => one(text)))
    }
  })
  return (row) => tests.every((test) => test(row))
}
