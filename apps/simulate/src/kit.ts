import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { kinds as ec2 } from '@windlass/ec2'
import { kinds as efs } from '@windlass/efs'
import { createMetrics } from '@windlass/metrics'
import { isManifest, type Kit, type Manifest, truths } from '@windlass/simulation'
import { parseAllDocuments } from 'yaml'

const root = join(import.meta.dirname, '../../..')

/** Every kind of the project, with the examples of its users, what they leave out, edits of what these say, and its metrics. */
export function everything(): Required<Kit> {
  return {
    kinds: [...ec2, ...efs],
    manifests: manifestsIn('examples'),
    others: manifestsIn('apps/simulate/manifests'),
    edits: manifestsIn('apps/simulate/edits'),
    modules: [],
    truths,
    measure: (of) => createMetrics({ name: 'simulate', version: '0.0.0', ...of }),
  }
}

function manifestsIn(folder: string): readonly Manifest[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) => parseAllDocuments(readFileSync(join(root, folder, name), 'utf8')))
    .map((document): unknown => document.toJS())
    .filter(isManifest)
}
