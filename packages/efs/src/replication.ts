import {
  CreateReplicationConfigurationCommand,
  DeleteReplicationConfigurationCommand,
  DescribeReplicationConfigurationsCommand,
  type Destination,
  type DestinationToCreate,
  type ReplicationConfigurationDescription,
} from '@aws-sdk/client-efs'
import { below, listed, replied, shaped } from '@windlass/core'
import type { Operation, Slot } from '@windlass/core/kind'

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

/** The replication that a file system is in, as its source or its destination. */
export const replicationOf = below({
  operation: DescribeReplicationConfigurationsCommand,
  items: 'Replications',
  input: (FileSystemId) => ({ FileSystemId }),
  absent: ['ReplicationNotFound', 'FileSystemNotFound'],
})

/** The destination of the replication whose source the file system is. */
export function target(id: string, found: readonly ReplicationConfigurationDescription[]): Destination | undefined {
  return found.find(({ SourceFileSystemId }) => SourceFileSystemId === id)?.Destinations?.[0]
}

/** A replication on its way to another state: AWS takes no change of it. */
export function moving(to: Destination | undefined): boolean {
  return to?.Status !== undefined && ['ENABLING', 'DELETING', 'PAUSING'].includes(to.Status)
}

const idOf = (name: string | undefined) => name?.replace(/^arn:.*\//, '')
const regionOf = ({ Region, FileSystemId, AvailabilityZoneName }: DestinationToCreate) =>
  (FileSystemId?.startsWith('arn:') ? FileSystemId.split(':')[3] : undefined) ??
  Region ??
  AvailabilityZoneName?.replace(/[a-z]$/, '')

/**
 * Whether a replication goes where it should. AWS does not tell the key and the zone it was asked for, and puts in what
 * was left open: only what was asked for and can be seen counts.
 */
export function leads(to: Destination | undefined, wanted: readonly DestinationToCreate[], home: string): boolean {
  const [want, ...more] = wanted
  if (want === undefined || to === undefined || more.length > 0) return want === undefined && to === undefined
  return (
    (regionOf(want) ?? home) === to.Region &&
    (want.FileSystemId === undefined || idOf(want.FileSystemId) === to.FileSystemId) &&
    (want.RoleArn === undefined || want.RoleArn === to.RoleArn)
  )
}

/** Where a file system is to be replicated to, for people. */
export function placesOf(wanted: readonly DestinationToCreate[]): string {
  return wanted.map((want) => want.FileSystemId ?? regionOf(want) ?? 'this region').join(', ')
}

/** What is still to happen to a replication, for people; undefined while it is in force. */
export function underway(to: Destination): string | undefined {
  const words = to.StatusMessage === undefined ? '' : `: ${to.StatusMessage}`
  return to.Status === 'ENABLED'
    ? undefined
    : `the replication to ${to.FileSystemId} in ${to.Region} is ${to.Status}${words}`
}

/** CEL that holds unless fields of the destination change while its region stays. */
export function sameUnlessMoved(...fields: readonly string[]): string {
  const [now = '', before = ''] = ['self', 'oldSelf'].map((object) => `${object}.spec.replicationConfiguration`)
  const same = (field: string) =>
    `has(to.${field}) == has(was.${field}) && (!has(to.${field}) || to.${field} == was.${field})`
  const kept = `!(${same('region')}) || (${fields.map(same).join(' && ')})`
  return `!has(${now}) || !has(${before}) || ${now} == ${before} || ${now}.all(to, ${before}.all(was, ${kept}))`
}

/** The one place where a file system is replicated to. The destination of a replication that ends stays, as a file system of its own. */
export const replication: Slot<
  NonNullable<ReturnType<typeof destinations.toKubernetes>>,
  { readonly id: string; readonly region: string },
  Destination,
  ReplicationConfigurationDescription,
  never,
  typeof CreateReplicationConfigurationCommand,
  Operation,
  typeof DeleteReplicationConfigurationCommand
> = {
  from: replications,
  have: ({ id }, found) => target(id, found),
  spell: (to) => destinations.toKubernetes([to]),
  none: (want) => want.length === 0,
  same: (want, to, { region }) => leads(to, destinations.toAWS(want), region),
  moving,
  leaving: ({ Status }) => Status === 'DELETING',
  busy: underway,
  put: [
    CreateReplicationConfigurationCommand,
    (want, { id }) => ({ SourceFileSystemId: id, Destinations: [...destinations.toAWS(want)] }),
  ],
  clear: [DeleteReplicationConfigurationCommand, (_to, { id }) => ({ SourceFileSystemId: id })],
  later: true,
  emptied: true,
  say: {
    put: (want) => `replicate it to ${placesOf(destinations.toAWS(want))}`,
    clear: (to) => `end the replication to ${to.FileSystemId} in ${to.Region}`,
  },
}
