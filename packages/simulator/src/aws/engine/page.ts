import { Buffer } from 'node:buffer'
import { AwsFault } from './fault.ts'

/** The bounds of MaxResults; `idsForbidden` says whether it may not stand beside ids. */
export interface PageBounds {
  readonly min: number
  readonly max: number
  readonly idsForbidden?: boolean
}

/** A page of rows and the token of the next one. The token is opaque and names the row after which the page starts. */
export interface Page<R> {
  readonly rows: R[]
  readonly NextToken?: string
}

const mark = 'windlass:'

function startAfter(token: unknown): number {
  const text = Buffer.from(String(token), 'base64').toString()
  const order = text.startsWith(mark) ? Number(text.slice(mark.length)) : Number.NaN
  if (!Number.isInteger(order)) throw new AwsFault('InvalidNextToken', 'The token is not valid')
  return order
}

/**
 * One page. Rows carry their place in the order of creation, so rows that go or come between two calls neither repeat nor
 * hide others. Throws `InvalidParameterValue` for MaxResults out of bounds and `InvalidNextToken` for a foreign token.
 */
export function paginate<R>(
  rows: readonly { order: number; row: R }[],
  maxResults: unknown,
  token: unknown,
  bounds: PageBounds,
): Page<R> {
  const limit = typeof maxResults === 'number' ? maxResults : Number.POSITIVE_INFINITY
  if (typeof maxResults === 'number' && (limit < bounds.min || limit > bounds.max))
    throw new AwsFault(
      'InvalidParameterValue',
      `Value ( ${maxResults} ) for parameter maxResults is invalid. Expecting a value between ${bounds.min} and ${bounds.max}.`,
    )
  const after = token === undefined ? 0 : startAfter(token)
  const left = rows.filter((one) => one.order > after)
  const page = left.slice(0, limit)
  const last = page.at(-1)
  return {
    rows: page.map((one) => one.row),
    ...(last && left.length > page.length ? { NextToken: Buffer.from(mark + last.order).toString('base64') } : {}),
  }
}
