import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import root from '../../package.json' with { type: 'json' }

/** The templates that all charts share. `SERVICE` in them stands for the name of the service. */
export const templates = join(import.meta.dirname, 'template')

export const template = (file: string, service: string): string =>
  readFileSync(join(templates, file), 'utf8').replaceAll('SERVICE', service)

/** What generated YAML begins with. */
export const made = '# Made by `bun run generate`; do not edit.\n'

/** Services as AWS calls them. */
export const titles: Readonly<Record<string, string>> = { ec2: 'Amazon EC2', efs: 'Amazon EFS' }

/** What `Chart.yaml` says of every chart. */
export const metadata = (name: string, description: string) => ({
  apiVersion: 'v2',
  name,
  description,
  type: 'application',
  version: root.version,
  appVersion: root.version,
  // The first in which validation rules of definitions are stable.
  kubeVersion: '>=1.29.0-0',
})
