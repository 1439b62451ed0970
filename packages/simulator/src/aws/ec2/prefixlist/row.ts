import type { ManagedPrefixList, PrefixListEntry } from '@aws-sdk/client-ec2'
import { type Stored, table } from '../../engine/table.ts'
import { ids } from '../ids.ts'

export type PrefixListRow = Stored<
  ManagedPrefixList,
  {
    readonly PrefixListId: string
    /** The entries of every version, the first in front; absent in AWS's own lists. */
    readonly versions?: readonly (readonly PrefixListEntry[])[]
    /** What a modification that was accepted changes once it is carried out. */
    readonly pending?: Pick<PrefixListRow, 'MaxEntries' | 'PrefixListName' | 'versions'> | undefined
  }
>

export const ManagedPrefixLists = table<PrefixListRow>('managedPrefixLists', {
  ids: ids(
    'pl',
    'prefix-list',
    ['InvalidPrefixListID.NotFound', "The prefix list ID '{id}' does not exist"],
    'InvalidPrefixListId.Malformed',
  ),
})

/** The entries of the present version. */
export const entriesOf = ({ versions }: PrefixListRow): readonly PrefixListEntry[] => versions?.at(-1) ?? []
