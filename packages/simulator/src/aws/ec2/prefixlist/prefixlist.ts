import { createHash } from 'node:crypto'
import type {
  CreateManagedPrefixListRequest,
  DeleteManagedPrefixListRequest,
  GetManagedPrefixListAssociationsRequest,
  GetManagedPrefixListEntriesRequest,
  ModifyManagedPrefixListRequest,
  RestoreManagedPrefixListVersionRequest,
} from '@aws-sdk/client-ec2'
import { describe } from '../../engine/describe.ts'
import { AwsFault, invalidValue } from '../../engine/fault.ts'
import { type Module, operation } from '../../engine/operation.ts'
import { paginate } from '../../engine/page.ts'
import type { Region } from '../../engine/region.ts'
import { ec2 } from '../service.ts'
import { checkEntries, checkName, checkSize, modify, restoreVersion } from './change.ts'
import { associations, transitions } from './lifecycle.ts'
import { entriesOf, ManagedPrefixLists, type PrefixListRow } from './row.ts'

const services = ['s3', 'dynamodb']

/** The id of AWS's own list for a service, such as `com.amazonaws.us-west-2.s3`: the same in every account and world. */
function ownId(name: string): string {
  return `pl-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
}

/** Puts AWS's own lists into a new region: those behind the gateway endpoints of S3 and DynamoDB. */
export function preparePrefixLists(region: Region): void {
  for (const service of services) {
    const PrefixListName = `com.amazonaws.${region.name}.${service}`
    const PrefixListId = ownId(PrefixListName)
    region.table(ManagedPrefixLists).put({
      id: PrefixListId,
      PrefixListId,
      PrefixListName,
      PrefixListArn: `arn:aws:ec2:${region.name}:aws:prefix-list/${PrefixListId}`,
      AddressFamily: 'IPv4',
      State: 'create-complete',
      OwnerId: 'AWS',
      Tags: [],
    })
  }
}

/** AWS's own list for a service name such as `com.amazonaws.us-west-2.s3`, or undefined when the service has none. */
export function servicePrefixList(region: Region, serviceName: string): PrefixListRow | undefined {
  return region
    .table(ManagedPrefixLists)
    .all()
    .find((row) => row.OwnerId === 'AWS' && row.PrefixListName === serviceName)
}

/** How many rules or routes a reference to a list counts for: its size, or one for AWS's own. */
export function prefixListWeight(region: Region, id: string | undefined): number {
  return region.table(ManagedPrefixLists).get(id)?.MaxEntries ?? 1
}

function create(input: CreateManagedPrefixListRequest, region: Region, Tags: PrefixListRow['Tags']): PrefixListRow {
  const { AddressFamily = '', Entries = [] } = input
  if (!['IPv4', 'IPv6'].includes(AddressFamily)) throw invalidValue('addressFamily', AddressFamily)
  const MaxEntries = checkSize(input.MaxEntries)
  const entries = checkEntries(Entries, AddressFamily)
  if (entries.length > MaxEntries)
    throw new AwsFault('PrefixListMaxEntriesExceeded', `The prefix list has room for ${MaxEntries} entries.`)
  const PrefixListId = region.newId('pl')
  region.begin('prefixlist.created', PrefixListId)
  return region.table(ManagedPrefixLists).put({
    id: PrefixListId,
    PrefixListId,
    AddressFamily,
    State: 'create-in-progress',
    PrefixListArn: `arn:aws:ec2:${region.name}:${region.account}:prefix-list/${PrefixListId}`,
    PrefixListName: checkName(input.PrefixListName),
    MaxEntries,
    Version: 1,
    OwnerId: region.account,
    Tags,
    versions: [entries],
  })
}

function remove(id: string | undefined, region: Region): PrefixListRow {
  const row = region.require(ManagedPrefixLists, id)
  if (row.OwnerId !== region.account)
    throw new AwsFault('UnauthorizedOperation', 'You are not authorized to delete this prefix list.', 403)
  if (row.State?.startsWith('delete-') && row.State !== 'delete-failed') return row
  if (associations(region, row.id).length > 0)
    throw new AwsFault('PrefixListInUse', `The prefix list ${row.id} is in use and cannot be deleted.`)
  region.begin('prefixlist.deleted', row.id)
  return region.table(ManagedPrefixLists).update(row.id, { State: 'delete-in-progress' }) ?? row
}

/** A page of rows of a list that are no rows of a table. */
const paged = <T>(
  rows: readonly T[],
  { MaxResults, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
) =>
  paginate(
    rows.map((row, order) => ({ order: order + 1, row })),
    MaxResults ?? 100,
    NextToken,
    { min: 1, max: 100 },
  )

/** Lists of address ranges with versions. Whatever changes one takes some seconds, in which nothing else does. */
export const prefixlist: Module = {
  service: ec2,
  tables: [ManagedPrefixLists],
  prepare: preparePrefixLists,
  transitions,
  operations: {
    CreateManagedPrefixList: operation<CreateManagedPrefixListRequest, object>({
      creates: ManagedPrefixLists,
      handle: (input, { region, tags }) => ({ PrefixList: { ...create(input, region, tags), Tags: tags } }),
    }),
    ModifyManagedPrefixList: operation<ModifyManagedPrefixListRequest, object>({
      ids: { PrefixListId: ManagedPrefixLists },
      handle: (input, { region }) => ({ PrefixList: modify(input, region) }),
    }),
    RestoreManagedPrefixListVersion: operation<RestoreManagedPrefixListVersionRequest, object>({
      ids: { PrefixListId: ManagedPrefixLists },
      handle: (input, { region }) => ({ PrefixList: restoreVersion(input, region) }),
    }),
    DeleteManagedPrefixList: operation<DeleteManagedPrefixListRequest, object>({
      ids: { PrefixListId: ManagedPrefixLists },
      handle: (input, { region }) => ({ PrefixList: remove(input.PrefixListId, region) }),
    }),
    GetManagedPrefixListEntries: operation<GetManagedPrefixListEntriesRequest, object>({
      mutates: false,
      ids: { PrefixListId: ManagedPrefixLists },
      handle(input, { region }) {
        const row = region.require(ManagedPrefixLists, input.PrefixListId)
        const { TargetVersion: version } = input
        const entries = version === undefined ? entriesOf(row) : row.versions?.[version - 1]
        if (entries === undefined) throw invalidValue('targetVersion', String(version))
        const { rows, ...more } = paged(entries, input)
        return { Entries: rows, ...more }
      },
    }),
    GetManagedPrefixListAssociations: operation<GetManagedPrefixListAssociationsRequest, object>({
      mutates: false,
      ids: { PrefixListId: ManagedPrefixLists },
      handle(input, { region }) {
        const { rows, ...more } = paged(associations(region, input.PrefixListId ?? ''), input)
        return { PrefixListAssociations: rows, ...more }
      },
    }),
    DescribeManagedPrefixLists: describe({
      table: ManagedPrefixLists,
      items: 'PrefixLists',
      ids: 'PrefixListIds',
      page: { min: 1, max: 100 },
      filters: { 'owner-id': 'OwnerId', 'prefix-list-id': 'PrefixListId', 'prefix-list-name': 'PrefixListName' },
      view: (row) => row,
    }),
    DescribePrefixLists: describe({
      table: ManagedPrefixLists,
      items: 'PrefixLists',
      ids: 'PrefixListIds',
      page: { min: 5, max: 1000 },
      filters: { 'prefix-list-id': 'PrefixListId', 'prefix-list-name': 'PrefixListName' },
      view: ({ PrefixListId, PrefixListName }) => ({ PrefixListId, PrefixListName, Cidrs: [] }),
    }),
  },
}
