import {
  CreateManagedPrefixListCommand,
  DeleteManagedPrefixListCommand,
  DescribeManagedPrefixListsCommand,
  GetManagedPrefixListAssociationsCommand,
  GetManagedPrefixListEntriesCommand,
  ModifyManagedPrefixListCommand,
} from '@aws-sdk/client-ec2'
import { below, shaped } from '@windlass/core'
import { canonicalRange } from '../service/cidr.ts'
import { ec2 } from '../service/service.ts'

const entries = shaped(CreateManagedPrefixListCommand, 'Entries')

/** AWS takes so many entries in one request. Source: EC2 API reference, CreateManagedPrefixList and ModifyManagedPrefixList. */
const most = 100

const notFound = ['InvalidPrefixListID.NotFound', 'InvalidPrefixListId.NotFound']
const input = (PrefixListId: string) => ({ PrefixListId })

export const ManagedPrefixList = ec2.kind('ManagedPrefixList', {
  id: 'PrefixListId',
  idField: 'id',
  create: CreateManagedPrefixListCommand,
  read: DescribeManagedPrefixListsCommand,
  items: 'PrefixLists',
  notFound,
  delete: DeleteManagedPrefixListCommand,
  tagged: 'prefix-list',
  rename: { PrefixListName: 'name' },
  statusOmit: ['PrefixListArn'],
  request: (spec) => ({ Entries: entries.toAWS(spec.entries ?? []).slice(0, most) }),
  state: {
    State: {
      ready: ['create-complete', 'modify-complete', 'restore-complete'],
      wait: ['create-in-progress', 'modify-in-progress', 'restore-in-progress'],
      reverted: ['modify-failed', 'restore-failed', 'delete-failed'],
      leaving: ['delete-in-progress'],
      failed: ['create-failed'],
      gone: ['delete-complete'],
    },
  },
  why: ({ StateMessage }) => StateMessage,
  facets: (of) => ({
    ...of.modify(ModifyManagedPrefixListCommand, { name: 'PrefixListName' }, { occupies: true }),
    // A list grows before its entries come, and shrinks after they have gone.
    ...of.value('maxEntries', {
      have: ({ item }) => item.MaxEntries,
      set: [ModifyManagedPrefixListCommand, (MaxEntries) => ({ MaxEntries })],
      last: (want, { item }) => want < (item.MaxEntries ?? 0),
      occupies: true,
    }),
    ...of.entries('entries', {
      from: below({ operation: GetManagedPrefixListEntriesCommand, items: 'Entries', input, absent: notFound }),
      have: (_seen, found) => found,
      // Of a list that follows a resolver AWS itself changes the entries.
      want: (all, { item }) => (item.IpamPrefixListResolverSyncEnabled ? undefined : entries.toAWS(all)),
      spell: (all) => all.map(({ Cidr, Description }) => ({ cidr: Cidr, description: Description })),
      key: ({ Cidr = '' }) => canonicalRange(Cidr),
      same: (want, have) => (want.Description ?? '') === (have.Description ?? ''),
      when: ({ spec, item }) => spec.maxEntries <= (item.MaxEntries ?? 0),
      size: ({ item }) => item.MaxEntries,
      most,
      change: [
        ModifyManagedPrefixListCommand,
        (add, remove, { item }) => ({
          CurrentVersion: item.Version,
          AddEntries: add,
          RemoveEntries: remove?.map(({ Cidr }) => ({ Cidr })),
        }),
      ],
      occupies: true,
    }),
  }),
  blockers: [
    {
      noun: 'reference of',
      read: below({
        operation: GetManagedPrefixListAssociationsCommand,
        items: 'PrefixListAssociations',
        input,
        absent: notFound,
      }),
      name: ({ ResourceId }) => (typeof ResourceId === 'string' ? ResourceId : undefined),
    },
  ],
  columns: [
    { name: 'ID', jsonPath: '.status.id' },
    { name: 'STATE', jsonPath: '.status.state' },
    { name: 'VERSION', jsonPath: '.status.version', type: 'integer' },
  ],
})
