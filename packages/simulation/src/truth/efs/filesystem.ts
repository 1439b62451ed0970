import type { Item } from '@windlass/core'
import { efs } from '@windlass/simulator'
import { idOf, objects, policyOf } from '../spelling.ts'
import { type Look, truth } from '../truth.ts'

type Row = efs.FileSystemRow

/** AWS shows the ARN of a key. Which one an alias stands for, only KMS knows. */
const key = (value: unknown) => (/(^|:)alias\//.test(String(value)) ? undefined : value)

/** A backup policy that is being switched counts as what it is switched to. */
const switched = ({ backup }: Row) => backup?.replace(/ING$/, 'ED')

/** One transition each: users may write several into one entry. */
const transitions = (value: unknown) =>
  objects(value).flatMap((one) =>
    Object.entries(one).flatMap(([member, rule]) =>
      rule === undefined || rule === null || rule === '' ? [] : [{ [member.toLowerCase()]: rule }],
    ),
  )

/** The region of a destination: that of its ARN, the one it names, that of its zone, or the one of the file system. */
function regionOf({ fileSystemID, region, availabilityZoneName }: Item, { place }: Look): unknown {
  const named = String(fileSystemID ?? '')
  if (named.startsWith('arn:')) return named.split(':')[3]
  return region ?? (typeof availabilityZoneName === 'string' ? availabilityZoneName.replace(/[a-z]$/, '') : place.name)
}

export const fileSystem = truth(efs.FileSystems, {
  kind: 'FileSystem',
  state: ({ LifeCycleState }) => LifeCycleState,
  settled: ['available'],
  moving: ({ replication }, { spec }) => {
    const status = replication?.Destinations?.[0]?.Status
    const waited = spec.replicationConfiguration !== undefined && status !== undefined && status !== 'ENABLED'
    return waited ? `its replication is ${status}` : undefined
  },
  names: {
    kmsKeyID: 'Key',
    'replicationConfiguration[].fileSystemID': 'FileSystem',
    'replicationConfiguration[].kmsKeyID': 'Key',
    'replicationConfiguration[].roleARN': 'Role',
  },
  fields: {
    availabilityZoneName: {},
    encrypted: {},
    performanceMode: {},
    throughputMode: {},
    provisionedThroughputInMiBps: {},
    kmsKeyID: { want: key, as: idOf },
    backup: { hidden: 'it has no effect' },
    backupPolicy: { have: (row) => ({ status: switched(row) }) },
    policy: {
      want: (value, { FileSystemArn: arn }) => policyOf(arn)(value),
      have: ({ policy, FileSystemArn: arn }) => policyOf(arn)(policy),
    },
    lifecyclePolicies: { have: ({ lifecycle }) => lifecycle ?? [], as: transitions },
    fileSystemProtection: {
      // AWS protects the destination of a replication itself, and takes no other word.
      want: (value, { replicaOf }) => (replicaOf === undefined ? value : undefined),
    },
    replicationConfiguration: {
      want: (value, _row, look) =>
        objects(value).map(({ fileSystemID, roleARN, ...more }) => ({
          ...(fileSystemID === undefined ? {} : { fileSystemID: idOf(fileSystemID) }),
          ...(roleARN === undefined ? {} : { roleARN }),
          region: regionOf({ fileSystemID, ...more }, look),
        })),
      have: ({ replication }) => replication?.Destinations ?? [],
    },
  },
  hidden: {
    'replicationConfiguration[].kmsKeyID': 'AWS does not tell the key of a destination',
    'replicationConfiguration[].availabilityZoneName': 'AWS does not tell the zone of a destination',
  },
})
