import { createHash } from 'node:crypto'
import { describe } from '../../engine/describe.ts'
import type { Module } from '../../engine/operation.ts'
import type { Region } from '../../engine/region.ts'
import { ec2 } from '../service.ts'
import { ManagedPrefixLists, type PrefixListRow } from './row.ts'

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

/** Reading of prefix lists. */
export const prefixlist: Module = {
  service: ec2,
  tables: [ManagedPrefixLists],
  prepare: preparePrefixLists,
  operations: {
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
