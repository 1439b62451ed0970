import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fieldExport, iamRoleSelector } from '@windlass/core/generate'
import { plugin } from 'bun'
import { mutants } from '../apps/simulate/src/mutant/list.ts'
import { promisePage } from '../apps/simulate/src/mutant/promises.ts'
import { definitionFile, filesOf, installation } from '../packages/cli/src/generate/files.ts'
import { differing, type Output, write } from '../packages/cli/src/generate/output.ts'
import { pageOf } from '../packages/cli/src/generate/page.ts'
import { type Source, sourcesOf } from '../packages/cli/src/generate/source.ts'
import own from '../packages/core/package.json' with { type: 'json' }
import tsconfig from '../tsconfig.base.json' with { type: 'json' }
import { apiFolder, apiPages } from './api.ts'
import { chartFolders, chartsOf } from './chart/chart.ts'
import { flagPage } from './flag.ts'
import { observability, observabilityFolders } from './observability.ts'
import { ranged } from './range.ts'
import { reasonPage } from './reason.ts'

const usage = `Usage: bun run generate [--check]

Writes what follows from the kind declarations: CRDs, IAM policies, RBAC manifests, Helm charts and docs/kinds.md;
from the table of metrics: docs/metrics.md, docs/alerts.md, dashboards and rules;
from the planted mistakes: docs/promises.md; from the table of reasons: docs/reasons.md; from the table of flags: docs/flags.md; what the packages export: docs/api.
--check writes nothing; it lists the files that differ and exits with 1 if there are any.`

const root = join(import.meta.dir, '..')
const services = ['ec2', 'efs']
const command = 'bun run generate'
/** What the example, which is a package of its own, makes the same files with. */
const theirs = 'windlass generate'

/** What `npm create windlass` copies, and what stands in it as it does in the example. */
const template = 'packages/create-windlass/template'
const shared = [
  ...['src/main.ts', 'src/queue.ts', 'src/sqs.ts', 'src/world/sqs.ts', 'test/queue.test.ts'],
  ...['tsconfig.json', 'vitest.config.ts'],
]

// The example is a package of its own: what it imports by name is what is imported here.
plugin({
  name: 'source',
  setup: (build) => {
    for (const [name, path] of modules())
      build.module(name, async () => ({ exports: await import(join(root, path)), loader: 'object' }))
  },
})

/** The sources of the packages by the names that others import them by. */
function modules(): readonly (readonly [name: string, path: string])[] {
  return Object.entries(tsconfig.compilerOptions.paths).flatMap(([name, [path = '']]) =>
    globSync(path, { cwd: root }).map((file) => [name.replace('*', basename(file, '.ts')), file] as const),
  )
}

async function main(args: readonly string[]): Promise<number> {
  if (args.some((arg) => arg !== '--check')) {
    console.error(usage)
    return 2
  }
  const modules = services.map((name) => join(root, 'packages', name, 'src/index.ts'))
  const sources = (await Promise.all(modules.map(sourcesOf))).flat()
  const made = new Map([
    ...placedIn('packages/core', new Map([fieldExport, iamRoleSelector].map((crd) => definitionFile(crd, command)))),
    ...sources.flatMap(packaged),
    ['docs/kinds.md', pageOf(sources, command)] as const,
    ['docs/promises.md', promisePage(mutants)] as const,
    ['docs/reasons.md', reasonPage()] as const,
    ['docs/flags.md', flagPage()] as const,
    ...apiPages(root),
    ...ranged(root, own.version),
    ...(await observability(sources)),
  ])
  const examples = await exampleFiles()
  const output = new Map([...made, ...examples, ...sources.flatMap((source) => [...chartsOf(source, made)])])
  const folders = [
    ...['core', ...sources.map(({ name }) => name)].map((name) => `packages/${name}/crds`),
    ...['examples/sqs', template].flatMap((base) => ['crds', 'rbac', 'iam'].map((folder) => `${base}/${folder}`)),
    ...sources.map(({ name }) => `packages/${name}/iam`),
    ...sources.flatMap(({ name, kinds }) => kinds.map(({ plural }) => `packages/${name}/iam/kinds/${plural}`)),
    ...observabilityFolders,
    apiFolder,
    ...sources.flatMap(chartFolders),
  ]
  if (!args.includes('--check')) {
    write(root, output, { folders })
    return 0
  }
  const different = differing(root, output, { folders })
  for (const path of different) console.error(path)
  if (different.length > 0) console.error('These files differ from the declarations: run `bun run generate`.')
  return different.length > 0 ? 1 : 0
}

/** What follows from the kinds of the example; and of its queue, which is what a new package begins with. */
async function exampleFiles(): Promise<Output> {
  const sources = await sourcesOf(join(root, 'examples/sqs/src/kinds.ts'))
  const queues = sources.filter(({ name }) => name === 'sqs')
  return new Map([
    ...placedIn('examples/sqs', filesOf(sources, 'messaging-controller', theirs)),
    ...placedIn(template, filesOf(queues, 'my-controller', theirs)),
    ...placedIn(
      template,
      new Map(shared.map((path) => [path, readFileSync(join(root, 'examples/sqs', path), 'utf8')])),
    ),
  ])
}

const placedIn = (folder: string, files: Output) =>
  [...files].map(([path, text]) => [`${folder}/${path}`, text] as const)

/** The files of a package of ours, by path from the root. */
function packaged({ name, kinds, describe }: Source): readonly (readonly [string, string])[] {
  return placedIn(
    `packages/${name}`,
    installation(`${name}-controller`, kinds, () => describe, command),
  )
}

process.exitCode = await main(process.argv.slice(2))
