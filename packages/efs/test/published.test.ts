import * as sdk from '@aws-sdk/client-efs'
import { acceptsPublished, spellsPublished } from '../../core/test/published.ts'
import { kinds } from '../src/index.ts'
import fixture from './fixtures/published-crds.json' with { type: 'json' }

spellsPublished(sdk, fixture, {
  replicationConfiguration: 'the destinations of the replication, made by an operation of its own',
  replicationConfigurationStatus: 'the destinations as AWS has them',
})

acceptsPublished(kinds, fixture)
