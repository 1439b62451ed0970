import type { Address } from '@aws-sdk/client-ec2'
import { type Stored, table } from '../../engine/table.ts'
import { ids } from '../ids.ts'

export type AddressRow = Stored<Address, { readonly AllocationId: string; readonly PublicIp: string }>

export const Addresses = table<AddressRow>('addresses', {
  indexes: { ip: (row) => [row.PublicIp] },
  ids: ids(
    'eipalloc',
    'elastic-ip',
    ['InvalidAllocationID.NotFound', "The allocation ID '{id}' does not exist"],
    'InvalidElasticIpID.Malformed',
    "The elastic-ip ID '{id}' is malformed",
  ),
})
