import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { kinds as ec2 } from '@windlass/ec2'
import { kinds as efs } from '@windlass/efs'
import { isManifest, type Kit, type Manifest } from '@windlass/simulator'
import { parseAllDocuments } from 'yaml'

const root = join(import.meta.dirname, '../../..')

/** Every kind of the project, with the examples of its users and what they leave out. */
export function everything(): Kit {
  const folders = [join(root, 'examples'), join(root, 'apps/simulate/manifests')]
  return { kinds: [...ec2, ...efs], manifests: folders.flatMap(manifestsIn) }
}

function manifestsIn(folder: string): readonly Manifest[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) => parseAllDocuments(readFileSync(join(folder, name), 'utf8')))
    .map((document): unknown => document.toJS())
    .filter(isManifest)
}
