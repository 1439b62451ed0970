import { join } from 'node:path'
import { accessOf, type CustomResourceDefinition, crdOf, fieldExport, iamRoleSelector, policyOf } from '@windlass/core'
import { stringify } from 'yaml'
import { mutants } from '../apps/simulate/src/mutant/list.ts'
import { promisePage } from '../apps/simulate/src/mutant/promises.ts'
import { chartFolders, chartsOf } from './chart/chart.ts'
import { observability, observabilityFolders } from './observability.ts'
import { differing, write } from '../packages/cli/src/generate/output.ts'
import { pageOf } from '../packages/cli/src/generate/page.ts'
import { reasonPage } from './reason.ts'
import { type Source, sourceOf } from '../packages/cli/src/generate/source.ts'

const usage = `Usage: bun run generate [--check]

Writes what follows from the kind declarations: CRDs, IAM policies, RBAC manifests, Helm charts and docs/kinds.md;
from the table of metrics: docs/metrics.md, docs/alerts.md, dashboards and rules;
from the planted mistakes: docs/promises.md; and from the table of reasons: docs/reasons.md.
--check writes nothing; it lists the files that differ and exits with 1 if there are any.`

const root = join(import.meta.dir, '..')
const services = ['ec2', 'efs']

async function main(args: readonly string[]): Promise<number> {
  if (args.some((arg) => arg !== '--check')) {
    console.error(usage)
    return 2
  }
  const sources = (await Promise.all(services.map((name) => sourceOf(root, name)))).filter(
    (found) => found !== undefined,
  )
  const made = new Map([
    ...[fieldExport, iamRoleSelector].map((crd) => crdFile('core', crd)),
    ...sources.flatMap(filesOf),
    ['docs/kinds.md', pageOf(sources)] as const,
    ['docs/promises.md', promisePage(mutants)] as const,
    ['docs/reasons.md', reasonPage()] as const,
    ...(await observability(sources)),
  ])
  const output = new Map([...made, ...sources.flatMap((source) => [...chartsOf(source, made)])])
  const folders = [
    ...['core', ...sources.map(({ name }) => name)].map((name) => `packages/${name}/crds`),
    ...observabilityFolders,
    ...sources.flatMap(chartFolders),
  ]
  if (!args.includes('--check')) {
    write(root, output, folders)
    return 0
  }
  const different = differing(root, output, folders)
  for (const path of different) console.error(path)
  if (different.length > 0) console.error('These files differ from the declarations: run `bun run generate`.')
  return different.length > 0 ? 1 : 0
}

function filesOf({ name, kinds, describe }: Source): readonly (readonly [string, string])[] {
  const policy = `${JSON.stringify(policyOf(kinds), undefined, 2)}\n`
  return [
    ...kinds.map((kind) => crdFile(name, crdOf(kind, describe))),
    [`packages/${name}/iam/policy.json`, policy] as const,
    [`packages/${name}/rbac/${name}-controller.yaml`, accessFile(`${name}-controller`, kinds)] as const,
  ]
}

function accessFile(name: string, kinds: Source['kinds']): string {
  const manifests = accessOf(name, kinds).map((manifest) =>
    stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false }),
  )
  return `# Made from the kind declarations by \`bun run generate\`; do not edit.\n${manifests.join('---\n')}`
}

function crdFile(name: string, crd: CustomResourceDefinition): readonly [string, string] {
  const { group, names } = crd.spec
  const text = stringify(crd, { lineWidth: 0, aliasDuplicateObjects: false })
  return [
    `packages/${name}/crds/${group}_${names.plural}.yaml`,
    `# Made from the kind declaration by \`bun run generate\`; do not edit.\n${text}`,
  ]
}

process.exitCode = await main(process.argv.slice(2))
