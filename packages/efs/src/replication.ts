import {
  CreateReplicationConfigurationCommand,
  DeleteReplicationConfigurationCommand,
  DescribeReplicationConfigurationsCommand,
  type Destination,
  type DestinationToCreate,
  type ReplicationConfigurationDescription,
} from '@aws-sdk/client-efs'
import { alike, listed, replied, shaped } from '@windlass/core'
import type { Seen } from '@windlass/core/kind'

/** The destinations that a spec asks for. */
export const destinations = shaped(CreateReplicationConfigurationCommand, 'Destinations')

/** Where a file system is replicated to, as status shows it. */
export const destinationsShown = replied(DescribeReplicationConfigurationsCommand, 'Replications[].Destinations')

/** Every replication of this region's file systems. Few file systems have one, and asking for one that has none fails. */
export const replications = listed({
  operation: DescribeReplicationConfigurationsCommand,
  items: 'Replications',
  keys: ({ SourceFileSystemId }) => SourceFileSystemId,
})

type Wanted = ReturnType<typeof destinations.toKubernetes>
type Here = Seen<unknown, unknown, string>

const regionOf = ({ Region, FileSystemId = '', AvailabilityZoneName: zone }: DestinationToCreate) =>
  /^arn:[^:]*:[^:]*:([^:]*)/.exec(FileSystemId)?.[1] ?? Region ?? zone?.replace(/[a-z]$/, '')

/** Where a spec leads, as far as AWS shows it: it tells neither the key nor the zone that it was asked for. */
const visible = (want: Wanted) =>
  destinations.toAWS(want).map((to) => ({ FileSystemId: to.FileSystemId, RoleArn: to.RoleArn, Region: regionOf(to) }))

/** A replication, for people. */
const nounOf = (to: Destination) => `the replication to ${to.FileSystemId} in ${to.Region}`

/** The states of a replication. Source: `ReplicationStatus` in the EFS API reference. */
const states = {
  ready: ['ENABLED'],
  wait: ['ENABLING', 'PAUSING'],
  leaving: ['DELETING'],
  failed: ['ERROR', 'PAUSED'],
} as const

/** The one place where a file system is replicated to. The destination of a replication that ends stays, as a file system of its own. */
export const replication = {
  from: replications,
  have: (_seen: unknown, [one]: readonly ReplicationConfigurationDescription[]) => one?.Destinations?.[0],
  spell: (to: Destination) => destinations.toKubernetes([to]),
  none: (want: Wanted) => want.length === 0,
  same: (want: Wanted, to: Destination, { region }: Here) =>
    visible(want).every(({ Region = region, ...one }) => alike({ ...one, Region }, to)),
  state: { Status: states },
  why: ({ StatusMessage }: Destination) => StatusMessage,
  noun: nounOf,
  put: [
    CreateReplicationConfigurationCommand,
    (want: Wanted, { id }: Here) => ({ SourceFileSystemId: id, Destinations: destinations.toAWS(want) }),
  ],
  clear: [DeleteReplicationConfigurationCommand, (_to: Destination, { id }: Here) => ({ SourceFileSystemId: id })],
  later: true,
  emptied: true,
  say: {
    put: (want: Wanted) =>
      `replicate it to ${visible(want).map((to) => to.FileSystemId ?? to.Region ?? 'this region')}`,
    clear: (to: Destination) => `end ${nounOf(to)}`,
  },
} as const
