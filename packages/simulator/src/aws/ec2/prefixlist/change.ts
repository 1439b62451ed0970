import type {
  AddPrefixListEntry,
  ModifyManagedPrefixListRequest,
  PrefixListEntry,
  RestoreManagedPrefixListVersionRequest,
} from '@aws-sdk/client-ec2'
import { formatCidr, parseCidr } from '../../engine/cidr.ts'
import { AwsFault } from '../../engine/fault.ts'
import type { Region } from '../../engine/region.ts'
import { entriesOf, ManagedPrefixLists, type PrefixListRow } from './row.ts'

/** As reported: hashicorp/terraform-provider-aws#35371, aws-samples/update-aws-ip-ranges#1. */
const most = 100
const largest = 1000

const invalid = (message: string) => new AwsFault('InvalidParameterValue', message)

/** Throws unless the size is one that AWS takes. */
export function checkSize(size: number | undefined): number {
  if (size === undefined || size < 1 || size > largest)
    throw invalid(`Must specify a max size between 1 and ${largest}`)
  return size
}

/** Throws unless a name is one that users may give. Source: EC2 API reference, CreateManagedPrefixList. */
export function checkName(name: string | undefined): string {
  if (name === undefined || name === '' || name.length > 255) throw invalid('Invalid prefix list name')
  if (name.startsWith('com.amazonaws')) throw invalid('The prefix list name cannot start with com.amazonaws')
  return name
}

/** The entries in AWS's spelling. Throws for what is no range of the family, stands twice, or is too many for one request. */
export function checkEntries(entries: readonly AddPrefixListEntry[], family: string | undefined): PrefixListEntry[] {
  const checked = entries.map(({ Cidr = '', Description }) => {
    const block = parseCidr(Cidr)
    if (block === undefined || (block.bits === 128 ? 'IPv6' : 'IPv4') !== family)
      throw invalid(`The CIDR ${Cidr} is not a valid ${family} CIDR block.`)
    return { Cidr: formatCidr(block), ...(Description === undefined ? {} : { Description }) }
  })
  if (entries.length > most) throw invalid(`The number of entries per request cannot exceeds limit (${most}).`)
  const twice = checked.find(({ Cidr }, at) => checked.findIndex((one) => one.Cidr === Cidr) !== at)
  if (twice !== undefined) throw invalid(`The CIDR ${twice.Cidr} is given more than once.`)
  return checked
}

const steady = /-(complete|failed)$/

/** The list of a user that a request is about, at rest. AWS refuses what comes while it is at work, and with another version. */
function atRest(
  region: Region,
  id: string | undefined,
  version: number | undefined,
  versioned: boolean,
): PrefixListRow {
  const row = region.require(ManagedPrefixLists, id)
  if (row.OwnerId !== region.account)
    throw new AwsFault('UnauthorizedOperation', 'You are not authorized to modify this prefix list.', 403)
  if (!steady.test(row.State ?? ''))
    throw new AwsFault('IncorrectState', `The prefix list ${row.id} is in an incorrect state: ${row.State}`)
  if (versioned && version === undefined)
    throw new AwsFault('MissingParameter', 'The request must contain the parameter CurrentVersion')
  if (versioned && version !== row.Version)
    throw new AwsFault(
      'PrefixListVersionMismatch',
      `The prefix list has the incorrect version number. Current: ${row.Version}`,
    )
  return row
}

function begin(
  region: Region,
  row: PrefixListRow,
  State: PrefixListRow['State'],
  pending: PrefixListRow['pending'],
): PrefixListRow {
  region.begin('prefixlist.changed', row.id)
  return region.table(ManagedPrefixLists).update(row.id, { State, StateMessage: undefined, pending }) ?? row
}

/** A modification: the name, the size alone, or entries, which make another version. */
export function modify(input: ModifyManagedPrefixListRequest, region: Region): PrefixListRow {
  const { AddEntries, RemoveEntries, MaxEntries, PrefixListName } = input
  if (AddEntries?.length === 0 || RemoveEntries?.length === 0)
    throw new AwsFault('InvalidRequest', 'The request received was invalid.')
  const entries = AddEntries !== undefined || RemoveEntries !== undefined
  if (entries && MaxEntries !== undefined)
    throw invalid(
      'You cannot modify the entries of a prefix list and modify the size of a prefix list at the same time.',
    )
  const row = atRest(region, input.PrefixListId, input.CurrentVersion, entries)
  const name = PrefixListName === undefined ? {} : { PrefixListName: checkName(PrefixListName) }
  if (entries)
    return begin(region, row, 'modify-in-progress', {
      ...name,
      versions: [...(row.versions ?? []), changed(row, input)],
    })
  if (MaxEntries !== undefined && checkSize(MaxEntries) < entriesOf(row).length)
    throw invalid(`The prefix list ${row.id} has more entries than the new size.`)
  return begin(region, row, 'modify-in-progress', { ...name, ...(MaxEntries === undefined ? {} : { MaxEntries }) })
}

/** The entries after a modification. An entry that is there already is given its new description. */
function changed(
  row: PrefixListRow,
  { AddEntries = [], RemoveEntries = [] }: ModifyManagedPrefixListRequest,
): readonly PrefixListEntry[] {
  if (AddEntries.length + RemoveEntries.length > most)
    throw invalid(`The number of entries per request cannot exceeds limit (${most}).`)
  const add = checkEntries(AddEntries, row.AddressFamily)
  const gone = checkEntries(RemoveEntries, row.AddressFamily).map(({ Cidr }) => Cidr)
  const both = add.find(({ Cidr }) => gone.includes(Cidr))
  if (both !== undefined)
    throw invalid(`The CIDR ${both.Cidr} is in both the entries to add and the entries to remove.`)
  const have = entriesOf(row)
  const missing = gone.find((cidr) => !have.some(({ Cidr }) => Cidr === cidr))
  if (missing !== undefined) throw invalid(`The CIDR ${missing} is not in the prefix list.`)
  const kept = have.filter(({ Cidr }) => !gone.includes(Cidr ?? '') && !add.some((one) => one.Cidr === Cidr))
  const after = [...kept, ...add]
  if (after.length > (row.MaxEntries ?? 0))
    throw new AwsFault(
      'PrefixListMaxEntriesExceeded',
      `The prefix list ${row.id} has room for ${row.MaxEntries} entries.`,
    )
  return after
}

/** An earlier version comes back, as a new one. */
export function restoreVersion(input: RestoreManagedPrefixListVersionRequest, region: Region): PrefixListRow {
  const row = atRest(region, input.PrefixListId, input.CurrentVersion, true)
  const version = row.versions?.[(input.PreviousVersion ?? 0) - 1]
  if (version === undefined) throw invalid(`The version ${input.PreviousVersion} does not exist.`)
  return begin(region, row, 'restore-in-progress', { versions: [...(row.versions ?? []), version] })
}
