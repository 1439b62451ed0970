import { comparesAll } from '../../core/test/compared.ts'
import { kinds } from '../src/index.ts'

const replication = 'FileSystem.replicationConfiguration[]'

comparesAll(kinds, [`${replication}.kmsKeyID`, `${replication}.availabilityZoneName`])
