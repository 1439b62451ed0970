import {
  CreateReplicationConfigurationCommand,
  DeleteReplicationConfigurationCommand,
  DescribeReplicationConfigurationsCommand,
  type Destination,
  type DestinationToCreate,
  type ReplicationConfigurationDescription,
} from '@aws-sdk/client-efs'
import { below, call, listed, type Step, shaped } from '@windlass/core'

/** The destinations that a spec asks for. */
export const destinations = shaped(CreateReplicationConfigurationCommand, 'Destinations')

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

/** Ends the replication. The destination stays, as a file system of its own. */
export function ended(id: string, to: Destination): Step {
  return {
    ...call(DeleteReplicationConfigurationCommand, { SourceFileSystemId: id }),
    effect: 'remove',
    say: `end the replication to ${to.FileSystemId} in ${to.Region}`,
    done: ['ReplicationNotFound'],
  }
}

/** Starts a replication. */
export function begun(id: string, wanted: readonly DestinationToCreate[]): Step {
  const places = wanted.map((want) => want.FileSystemId ?? regionOf(want) ?? 'this region')
  return {
    ...call(CreateReplicationConfigurationCommand, { SourceFileSystemId: id, Destinations: [...wanted] }),
    effect: 'add',
    say: `replicate it to ${places.join(', ')}`,
  }
}

/** CEL that holds unless fields of the destination change while its region stays. */
export function sameUnlessMoved(...fields: readonly string[]): string {
  const [now = '', before = ''] = ['self', 'oldSelf'].map((object) => `${object}.spec.replicationConfiguration`)
  const same = (field: string) =>
    `has(to.${field}) == has(was.${field}) && (!has(to.${field}) || to.${field} == was.${field})`
  const kept = `!(${same('region')}) || (${fields.map(same).join(' && ')})`
  return `!has(${now}) || !has(${before}) || ${now} == ${before} || ${now}.all(to, ${before}.all(was, ${kept}))`
}
