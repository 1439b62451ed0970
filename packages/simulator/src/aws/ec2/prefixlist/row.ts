import type { ManagedPrefixList } from '@aws-sdk/client-ec2'
import { type Stored, table } from '../../engine/table.ts'
import { ids } from '../ids.ts'

export type PrefixListRow = Stored<ManagedPrefixList, { readonly PrefixListId: string }>

export const ManagedPrefixLists = table<PrefixListRow>('managedPrefixLists', {
  ids: ids(
    'pl',
    'prefix-list',
    ['InvalidPrefixListID.NotFound', "The prefix list ID '{id}' does not exist"],
    'InvalidPrefixListId.Malformed',
  ),
})
