import type { Region } from '../../engine/region.ts'
import { transition } from '../../engine/transition.ts'
import { removeInterface } from '../interface/interface.ts'
import { type VpcEndpointRow, VpcEndpoints } from './row.ts'

/** How long AWS keeps a request for a connection open, in milliseconds: seven days. */
const patience = 7 * 86_400_000

/** Starts the life of an interface endpoint in the state it was made in. */
export function beginEndpoint(region: Region, row: VpcEndpointRow): void {
  region.begin(row.State === 'pendingAcceptance' ? 'endpoint.expired' : 'endpoint.available', row.id)
}

/** Makes an endpoint go away: `deleting` at once, then `deleted`, its interfaces released late, then unknown. */
export function beginDeletion(region: Region, row: VpcEndpointRow): void {
  region.table(VpcEndpoints).update(row.id, { State: 'deleting' })
  region.begin('endpoint.deleted', row.id, '', row.VpcEndpointType === 'Gateway' ? 5000 : undefined)
}

/** The life of a VPC endpoint. A step that comes too late, because the endpoint was rejected or deleted, does nothing. */
export const endpointTransitions = {
  'endpoint.available': transition(VpcEndpoints, {
    after: 60_000,
    apply: (row) => (row.State === 'pending' ? { State: 'available' } : undefined),
    fail: (row, failure) =>
      row.State === 'pending'
        ? { State: 'failed', LastError: { Code: failure.code, Message: failure.message } }
        : undefined,
  }),
  'endpoint.expired': transition(VpcEndpoints, {
    after: patience,
    apply: (row) => (row.State === 'pendingAcceptance' ? { State: 'expired' } : undefined),
  }),
  'endpoint.deleted': transition(VpcEndpoints, {
    after: 45_000,
    apply: () => ({ State: 'deleted' }),
    next: 'endpoint.released',
  }),
  'endpoint.released': transition(VpcEndpoints, {
    after: 15_000,
    apply(row, region) {
      for (const id of row.NetworkInterfaceIds ?? []) removeInterface(region, id)
      return { NetworkInterfaceIds: [], DnsEntries: [] }
    },
    next: 'endpoint.gone',
  }),
  'endpoint.gone': transition(VpcEndpoints, { after: 45_000, apply: () => 'remove' }),
}
