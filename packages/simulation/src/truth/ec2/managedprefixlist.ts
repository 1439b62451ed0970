import type { Item } from '@windlass/core'
import { ec2 } from '@windlass/simulator'
import { objects, range } from '../spelling.ts'
import { truth } from '../truth.ts'

const entry = ({ cidr, description }: Item) => ({ range: range(cidr), description: description ?? '' })

export const managedPrefixList = truth(ec2.ManagedPrefixLists, {
  kind: 'ManagedPrefixList',
  state: ({ State }) => State,
  // A change that AWS did not carry out leaves the list as it was.
  settled: [
    'create-complete',
    'modify-complete',
    'restore-complete',
    'modify-failed',
    'restore-failed',
    'delete-failed',
  ],
  fields: {
    addressFamily: {},
    maxEntries: {},
    name: { have: ({ PrefixListName }) => PrefixListName },
    entries: {
      want: (value) => objects(value).map(entry),
      have: ({ versions }) =>
        (versions?.at(-1) ?? []).map(({ Cidr, Description }) => entry({ cidr: Cidr, description: Description })),
    },
  },
})
