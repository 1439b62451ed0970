import type { PerformanceMode } from '@aws-sdk/client-efs'
import { ThroughputMode } from '@aws-sdk/client-efs'
import type { Region } from '../engine/region.ts'
import { badRequest, efsFault, oneOf } from './efs.ts'
import type { FileSystemRow } from './row.ts'

/** The throughput of a file system: the amount belongs to the mode `provisioned` alone. */
export interface Throughput {
  readonly ThroughputMode: ThroughputMode
  readonly ProvisionedThroughputInMibps: number | undefined
}

interface Asked {
  readonly ThroughputMode?: string | undefined
  readonly ProvisionedThroughputInMibps?: number | undefined
}

const day = 86_400_000

/**
 * The throughput a request asks for, `bursting` unless it says so or `present` is kept. Throws `ValidationException` (unknown
 * mode), `BadRequest` (amount without its mode, mode without its amount, elastic with maxIO) and `ThroughputLimitExceeded`.
 */
export function throughputOf(
  input: Asked,
  performance: PerformanceMode | undefined,
  region: Region,
  present?: FileSystemRow,
): Throughput {
  const mode = oneOf('ThroughputMode', input.ThroughputMode, ThroughputMode) ?? present?.ThroughputMode ?? 'bursting'
  const given = input.ProvisionedThroughputInMibps
  if (mode === 'elastic' && performance === 'maxIO')
    throw badRequest('Elastic throughput mode is not supported with the maxIO performance mode')
  if (mode !== 'provisioned') {
    if (given !== undefined)
      throw badRequest(`ProvisionedThroughputInMibps can be set only in provisioned throughput mode, not in ${mode}`)
    return { ThroughputMode: mode, ProvisionedThroughputInMibps: undefined }
  }
  const amount = given ?? present?.ProvisionedThroughputInMibps
  if (amount === undefined) throw badRequest('Provisioned throughput mode needs ProvisionedThroughputInMibps')
  if (!(amount >= 1)) throw badRequest(`The provisioned throughput ${amount} MiB/s is less than 1 MiB/s`)
  const limit = region.quota('ThroughputLimitExceeded')
  if (amount > limit)
    throw efsFault(
      'ThroughputLimitExceeded',
      `The provisioned throughput ${amount} MiB/s exceeds the limit of ${limit} MiB/s`,
    )
  return { ThroughputMode: mode, ProvisionedThroughputInMibps: amount }
}

/**
 * What a change of throughput leaves in the row. Lowering it and changing the mode is possible once in 24 hours; throws
 * `TooManyRequests` before they are over.
 */
export function changedThroughput(row: FileSystemRow, next: Throughput, region: Region): Partial<FileSystemRow> {
  const before = row.ProvisionedThroughputInMibps ?? 0
  const otherMode = next.ThroughputMode !== row.ThroughputMode
  const lower = !otherMode && (next.ProvisionedThroughputInMibps ?? 0) < before
  if (!otherMode && !lower) return next
  if (region.now() < (row.settledAt ?? 0))
    throw efsFault(
      'TooManyRequests',
      'The throughput mode can change, and provisioned throughput be decreased, only 24 hours after the last such change',
    )
  return { ...next, settledAt: region.now() + region.scaled(day) }
}
