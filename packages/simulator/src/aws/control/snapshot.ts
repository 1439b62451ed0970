import type { Pending } from '../engine/region.ts'
import type { Cell, Row } from '../engine/table.ts'
import { record } from '../schema/schema.ts'
import type { AwsWorld } from '../world/world.ts'

function freeze(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.getTime() }
  if (Array.isArray(value)) return value.map(freeze)
  const members = record(value)
  return members ? Object.fromEntries(Object.entries(members).map(([key, one]) => [key, freeze(one)])) : value
}

function thaw(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(thaw)
  const members = record(value)
  if (!members) return value
  if (typeof members.$date === 'number') return new Date(members.$date)
  return Object.fromEntries(Object.entries(members).map(([key, one]) => [key, thaw(one)]))
}

/** The whole world as plain JSON: resources, waiting transitions, tokens, ids given out, changed limits. Faults and journal stay out. */
export function snapshot(world: AwsWorld): unknown {
  return freeze({
    version: 1,
    publicIps: world.publicIps,
    quotas: world.quotas.entries(),
    regions: world.regions().map((region) => ({
      account: region.account,
      region: region.name,
      ...region.counters(),
      pending: region.pending(),
      tokens: [...region.tokens],
      tables: Object.fromEntries(region.every().map((table) => [table.name, table.cells()])),
    })),
  })
}

/** A snapshot that cannot be restored, and why. */
export class SnapshotError extends Error {
  readonly code = 'BadSnapshot'

  constructor(reason: string) {
    super(`The snapshot cannot be restored: ${reason}`)
    this.name = 'SnapshotError'
  }
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const number = (value: unknown): number => (typeof value === 'number' ? value : 0)
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function isRow(value: unknown): value is Row {
  return typeof record(value)?.id === 'string'
}

function cell(value: unknown): Cell<Row> {
  const { order, row } = record(value) ?? {}
  if (!isRow(row)) throw new SnapshotError('a row has no id')
  return { order: number(order), row }
}

function pending(value: unknown): Pending {
  const { seq, name, id, key, due } = record(value) ?? {}
  return { seq: number(seq), name: text(name), id: text(id), key: text(key), due: number(due), held: false }
}

/** Puts a world into the state of a snapshot. Throws `SnapshotError`; the world is empty then. */
export function restore(world: AwsWorld, value: unknown): void {
  const saved = record(thaw(value))
  world.reset()
  if (saved?.version !== 1) throw new SnapshotError('it is not one this version wrote')
  world.publicIps = number(saved.publicIps)
  world.quotas.load(list(saved.quotas).map((one): [string, number] => [text(list(one)[0]), number(list(one)[1])]))
  for (const one of list(saved.regions)) {
    const from = record(one) ?? {}
    const region = world.at(text(from.account), text(from.region))
    for (const table of region.every()) table.load(list(record(from.tables)?.[table.name]).map(cell))
    region.tokens.clear()
    for (const [key, remembered] of list(from.tokens).map(list)) {
      const { request, output, at } = record(remembered) ?? {}
      region.tokens.set(text(key), { request: text(request), output, at: number(at) })
    }
    region.resume({ counter: number(from.counter), seq: number(from.seq) }, list(from.pending).map(pending))
  }
}
