import { visible } from '../engine/describe.ts'
import { AwsFault } from '../engine/fault.ts'
import { paginate } from '../engine/page.ts'
import type { Region } from '../engine/region.ts'
import type { Cell, Row, TableDefinition } from '../engine/table.ts'
import { record } from '../schema/schema.ts'
import type { EfsIds } from './ids.ts'
import { type FileSystemRow, FileSystems } from './row.ts'
import { efs } from './service.ts'

/** An error of EFS: `ErrorCode` beside the code, the status its model gives (400 for what it does not model), further fields. */
export function efsFault(code: string, message: string, fields: Readonly<Record<string, unknown>> = {}): AwsFault {
  const status = record(efs.errorSchema(code)?.getMergedTraits())?.httpError
  return new AwsFault(code, message, typeof status === 'number' ? status : 400, { ErrorCode: code, ...fields })
}

/** `BadRequest` with a sentence. */
export function badRequest(message: string): AwsFault {
  return efsFault('BadRequest', message)
}

/** The value when it is one of those allowed, undefined when absent; else `ValidationException` as EFS words it. */
export function oneOf<T extends string>(
  member: string,
  value: unknown,
  allowed: Readonly<Record<string, T>>,
): T | undefined {
  if (value === undefined) return undefined
  const all = Object.values(allowed)
  const found = all.find((one) => one === value)
  if (found !== undefined) return found
  const name = member.charAt(0).toLowerCase() + member.slice(1)
  throw efsFault(
    'ValidationException',
    `1 validation error detected: Value '${String(value)}' at '${name}' failed to satisfy constraint: Member must satisfy enum value set: [${all.join(', ')}]`,
  )
}

/** Throws `ValidationException` unless a number, when given, is whole and within bounds. */
export function within(member: string, value: number | undefined, min: number, max: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return
  throw efsFault(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have value between ${min} and ${max}`,
  )
}

/** Throws `ValidationException` for an idempotency token that is empty or longer than 64 characters. */
export function checkToken(member: string, token: string | undefined): void {
  if (token === undefined || (token.length >= 1 && token.length <= 64)) return
  throw efsFault(
    'ValidationException',
    `Value at '${member}' failed to satisfy constraint: Member must have length between 1 and 64`,
  )
}

type EfsTable<R extends Row> = TableDefinition<R, EfsIds>

/** The ARN of an EFS resource of this account and region. */
export function arnOf(region: Region, { ids }: { readonly ids: EfsIds }, id: string): string {
  return `arn:aws:elasticfilesystem:${region.name}:${region.account}:${ids.arn}/${id}`
}

/** The id in an id or ARN, checked for its shape; throws `BadRequest`. */
export function efsId({ ids }: { readonly ids: EfsIds }, text: string | undefined): string {
  const given = text ?? ''
  const arn = new RegExp(`^arn:aws[-a-z]*:elasticfilesystem:[^:]*:[^:]*:${ids.arn}/([^/]+)$`)
  const id = arn.exec(given)?.[1] ?? given
  if (!ids.fits(id)) throw ids.malformed(given)
  return id
}

/** The rows of a table as a call sees them that names one id, or that lists. */
export function seen<R extends Row>(
  region: Region,
  table: TableDefinition<R>,
  how: 'byId' | 'byFilter' | 'references',
): Cell<R>[] {
  return visible(region, table, region.history.staleness[how])
}

/** The row of an id or ARN in a call that is about it. Throws `BadRequest` or the table's NotFound, also within the window of stale reads. */
export function efsRow<R extends Row>(region: Region, table: EfsTable<R>, text: string | undefined): R {
  const id = efsId(table, text)
  if (!region.knows(table, id)) throw table.ids.notFound(id)
  return region.require(table, id)
}

/** The row of an id or ARN as a describe call shows it, possibly from the past. */
export function efsSeen<R extends Row>(region: Region, table: EfsTable<R>, text: string | undefined): R {
  const id = efsId(table, text)
  if (region.history.staleness.byId === 0) return region.require(table, id)
  const found = seen(region, table, 'byId').find((cell) => cell.row.id === id)
  if (!found) throw table.ids.notFound(id)
  return found.row
}

/** The file system of an id or ARN, which must be `available`: else `IncorrectFileSystemLifeCycleState`. */
export function availableFileSystem(region: Region, text: string | undefined): FileSystemRow {
  const row = efsRow(region, FileSystems, text)
  if (row.LifeCycleState !== 'available')
    throw efsFault(
      'IncorrectFileSystemLifeCycleState',
      `File system '${row.id}' is not in the available state; it is ${row.LifeCycleState}.`,
    )
  return row
}

/** One page of rows and the token of the next. A size that is not positive or a foreign token is `BadRequest`. */
export function efsPage<R>(
  rows: readonly { order: number; row: R }[],
  size: number,
  token: string | undefined,
): { rows: R[]; next: string | undefined } {
  if (size < 1) throw badRequest(`The page size ${size} is less than 1`)
  try {
    const page = paginate(rows, size, token, { min: 1, max: Number.POSITIVE_INFINITY })
    return { rows: page.rows, next: page.NextToken }
  } catch (error) {
    if (error instanceof AwsFault) throw badRequest('The pagination token is not valid')
    throw error
  }
}
