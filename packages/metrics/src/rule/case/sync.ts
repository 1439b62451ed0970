import { type Case, job, one } from './case.ts'

const j = `job="${job}"`
const fleet = (ready: string, failed: string) => ({
  [`windlass_resources{${j},kind="VPC",state="ready",reason="InSync"}`]: ready,
  [`windlass_resources{${j},kind="VPC",state="failed",reason="AWSError"}`]: failed,
})
const verified = (values: string) => ({
  ...one('windlass_oldest_verified_timestamp_seconds', 'kind="VPC"', values),
  ...one('windlass_verify_interval_seconds', 'kind="VPC"', '60x60'),
})

const delays = (prompt: number, all: number) => ({
  ...one('windlass_drift_detection_delay_seconds_bucket', 'source="sweep",le="120"', `0x9 ${prompt}x60`),
  ...one('windlass_drift_detection_delay_seconds_bucket', 'source="sweep",le="900"', `0x9 ${prompt}x60`),
  ...one('windlass_drift_detection_delay_seconds_bucket', 'source="sweep",le="3600"', `0x9 ${all}x60`),
  ...one('windlass_drift_detection_delay_seconds_bucket', 'source="sweep",le="+Inf"', `0x9 ${all}x60`),
  ...one('windlass_verify_interval_seconds', 'kind="VPC"', '60x60'),
})

/** Objects and their cases. */
export const sync: readonly Case[] = [
  {
    alert: 'WindlassSyncLagSLOBurnFast',
    because: 'a fifth of the fleet is out of sync',
    series: fleet('80x40', '20x40'),
    at: '10m',
    fires: { job },
  },
  {
    alert: 'WindlassSyncLagSLOBurnFast',
    because: 'a tenth burns too slowly for it',
    series: fleet('90x40', '10x40'),
    at: '10m',
  },
  {
    alert: 'WindlassSyncLagSLOBurnFast',
    because: 'it is over',
    series: fleet('80x100 100x30', '20x100 0x30'),
    at: '60m',
  },
  {
    alert: 'WindlassSyncLagSLOBurnSlow',
    because: 'a tenth of the fleet has long been out of sync',
    series: fleet('90x130', '10x130'),
    at: '60m',
    fires: { job },
  },
  {
    alert: 'WindlassSyncLagSLOBurnSlow',
    because: 'one in twenty is within it',
    series: fleet('95x130', '5x130'),
    at: '60m',
  },
  {
    alert: 'WindlassResourceStuck',
    because: 'it has not been in sync for 38 minutes',
    series: one('windlass_oldest_out_of_sync_timestamp_seconds', 'kind="NATGateway"', '60x100'),
    at: '39m',
    fires: { job, kind: 'NATGateway' },
  },
  {
    alert: 'WindlassResourceStuck',
    because: 'half an hour is not over',
    series: one('windlass_oldest_out_of_sync_timestamp_seconds', 'kind="NATGateway"', '60x100'),
    at: '30m',
  },
  {
    alert: 'WindlassResourceStuck',
    because: 'nothing is out of sync',
    series: one('windlass_oldest_out_of_sync_timestamp_seconds', 'kind="NATGateway"', '0x100'),
    at: '39m',
  },
  {
    alert: 'WindlassKnowledgeStale',
    because: 'the last look was a quarter of an hour ago',
    series: verified('60x60'),
    at: '16m',
    fires: { job, kind: 'VPC' },
  },
  { alert: 'WindlassKnowledgeStale', because: 'every look is a minute old', series: verified('1+30x60'), at: '16m' },
  {
    alert: 'WindlassDriftRecurring',
    because: 'a field was corrected five times',
    series: one('windlass_drift_corrected_total', 'kind="Subnet",field="tags"', '0x9 1x9 2x9 3x9 4x9 5x20'),
    at: '30m',
    fires: { job, kind: 'Subnet', field: 'tags' },
  },
  {
    alert: 'WindlassDriftRecurring',
    because: 'twice may be chance',
    series: one('windlass_drift_corrected_total', 'kind="Subnet",field="tags"', '0x9 1x9 2x60'),
    at: '30m',
  },
  {
    alert: 'WindlassDriftSeenLate',
    because: 'it had stood for half an hour',
    series: delays(0, 1),
    at: '10m',
    fires: { job },
  },
  { alert: 'WindlassDriftSeenLate', because: 'the next look found it', series: delays(1, 1), at: '10m' },
  {
    alert: 'WindlassOscillationOpen',
    because: 'a fight goes on',
    series: one('windlass_oscillation_open', 'kind="Subnet"', '1x30'),
    at: '10m',
    fires: { job, kind: 'Subnet' },
  },
  {
    alert: 'WindlassOscillationOpen',
    because: 'it was over within four minutes',
    series: one('windlass_oscillation_open', 'kind="Subnet"', '1x8 0x30'),
    at: '10m',
  },
  {
    alert: 'WindlassDeletionBlocked',
    because: 'it has been for more than an hour',
    series: one('windlass_deletion_blocked', 'kind="VPC"', '1x150'),
    at: '61m',
    fires: { job, kind: 'VPC' },
  },
  {
    alert: 'WindlassDeletionBlocked',
    because: 'an hour is not over',
    series: one('windlass_deletion_blocked', 'kind="VPC"', '1x150'),
    at: '50m',
  },
  {
    alert: 'WindlassMassDeletion',
    because: 'a hundred objects wait to be deleted',
    series: { [`windlass_mass_deletion_waiting{${j}}`]: '0x4 100x10' },
    at: '3m',
    fires: { job },
  },
  {
    alert: 'WindlassMassDeletion',
    because: 'none waits any more',
    series: { [`windlass_mass_deletion_waiting{${j}}`]: '0x4 100x10 0x20' },
    at: '10m',
  },
  {
    alert: 'WindlassMassDisappearance',
    because: 'five of them do not show',
    series: one('windlass_missing_objects', 'kind="VPC"', '0x4 5x10'),
    at: '3m',
    fires: { job, kind: 'VPC' },
  },
  {
    alert: 'WindlassMassDisappearance',
    because: 'they show again',
    series: one('windlass_missing_objects', 'kind="VPC"', '0x4 5x10 0x20'),
    at: '10m',
  },
  {
    alert: 'WindlassDuplicates',
    because: 'the second one stays',
    series: one('windlass_duplicates', 'kind="VPC"', '0x4 1x60'),
    at: '20m',
    fires: { job, kind: 'VPC' },
  },
  {
    alert: 'WindlassDuplicates',
    because: 'it was removed within ten minutes',
    series: one('windlass_duplicates', 'kind="VPC"', '0x4 1x20 0x40'),
    at: '20m',
  },
  {
    alert: 'WindlassOrphans',
    because: 'one has been there for more than half an hour',
    series: one('windlass_orphans', 'kind="VPC"', '0x4 1x80'),
    at: '35m',
    fires: { job, kind: 'VPC' },
  },
  {
    alert: 'WindlassOrphans',
    because: 'half an hour is not over',
    series: one('windlass_orphans', 'kind="VPC"', '0x4 1x80'),
    at: '25m',
  },
  {
    alert: 'WindlassMutationSpike',
    because: 'half a change a second after half an hour of none',
    series: one('windlass_mutations_total', 'kind="VPC",verb="update",trigger="spec"', '0x60 0+15x60'),
    at: '46m',
    fires: { job },
  },
  {
    alert: 'WindlassMutationSpike',
    because: 'it is always so busy',
    series: one('windlass_mutations_total', 'kind="VPC",verb="update",trigger="spec"', '0+15x400'),
    at: '3h',
  },
]
