import { record } from '../schema/schema.ts'
import { AwsFault } from './fault.ts'
import { type Filters, filterRows } from './filter.ts'
import type { Operation } from './operation.ts'
import { type PageBounds, paginate } from './page.ts'
import { pick } from './pick.ts'
import type { Region } from './region.ts'
import type { AnyDefinition, Cell, Ids, Row, TableDefinition } from './table.ts'

/** A describe call as data. */
export interface Description<R extends Row, View> {
  readonly table: TableDefinition<R>
  /** The member of the result that holds the rows. */
  readonly items: string
  /** The member of the request that holds ids; absent when the call takes none. */
  readonly ids?: string
  /** The member of the request that holds filters; `Filters` unless given. */
  readonly filtersFrom?: string
  readonly filters: Filters<View>
  /** Filters whose values are ids: a malformed one is refused. */
  readonly filterIds?: Readonly<Record<string, AnyDefinition>>
  /** Bounds of MaxResults; absent when the call does not page. */
  readonly page?: PageBounds
  /** The row as AWS shows it: members that are computed, such as free addresses. Filters look at this. */
  view(row: R, region: Region): View
  /** What an id without a row does: throw the table's NotFound (unless given) or leave it out. */
  readonly unknownId?: 'omit'
}

/** Rows of a table as a reader sees them: the stale past where the staleness fault says so, else the present. */
export function visible<R extends Row>(region: Region, table: TableDefinition<R>, lag: number): Cell<R>[] {
  const rows = region.table(table)
  return lag > 0 ? rows.asOf(region.history.now() - lag) : rows.cells()
}

function byId<R extends { id: string }>(
  cells: Cell<R>[],
  ids: readonly string[],
  { fits, malformed, notFound }: Ids,
  omit: boolean,
): Cell<R>[] {
  for (const id of ids) if (!fits(id)) throw malformed(id)
  const found = new Map(cells.map((cell) => [cell.row.id, cell]))
  const missing = ids.filter((id) => !found.has(id))
  const first = missing[0]
  if (first !== undefined && !omit) throw notFound(first)
  return [...new Set(ids)].map((id) => found.get(id)).filter((cell) => cell !== undefined)
}

function refuseMalformed(filters: unknown, tables: Readonly<Record<string, AnyDefinition>>): void {
  for (const filter of Array.isArray(filters) ? filters : []) {
    const { ids } = tables[String(record(filter)?.Name)] ?? {}
    const odd = pick(filter, 'Values').find((id) => ids?.fits(String(id)) === false)
    if (ids !== undefined && odd !== undefined) throw ids.malformed(String(odd))
  }
}

/** The operation of a describe call: ids, filters, pages, stale reads. */
export function describe<R extends Row, View>(spec: Description<R, View>): Operation {
  return {
    mutates: false,
    token: false,
    handle(input, { region }) {
      const request = record(input) ?? {}
      const ids = spec.ids === undefined ? [] : pick(request, spec.ids).map(String)
      const { MaxResults: maxResults, NextToken: token } = request
      if (ids.length > 0 && maxResults !== undefined && spec.page?.idsForbidden)
        throw new AwsFault(
          'InvalidParameterCombination',
          `The parameter ${spec.ids} cannot be used with the parameter maxResults`,
        )
      const { staleness } = region.history
      const cells = visible(region, spec.table, ids.length > 0 ? staleness.byId : staleness.byFilter)
      const chosen = ids.length > 0 ? byId(cells, ids, spec.table.ids, spec.unknownId === 'omit') : cells
      refuseMalformed(request[spec.filtersFrom ?? 'Filters'], spec.filterIds ?? {})
      const test = filterRows(request[spec.filtersFrom ?? 'Filters'], spec.filters, region)
      const shown = chosen
        .map(({ order, row }) => ({ order, row: spec.view(row, region) }))
        .filter(({ row }) => test(row))
      const page = spec.page
        ? paginate(
            shown.sort((a, b) => a.order - b.order),
            maxResults,
            token,
            spec.page,
          )
        : { rows: shown.map((one) => one.row) }
      return { [spec.items]: page.rows, NextToken: 'NextToken' in page ? page.NextToken : undefined }
    },
  }
}
