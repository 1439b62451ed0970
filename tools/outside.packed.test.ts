import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Item, isItem } from '@windlass/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filesOf, folderOf, fromTarballs, outputsOf, printed } from './outside.ts'
import { packInto } from './pack.ts'

const page = join(import.meta.dirname, '../docs/package-of-your-own.md')
const files = filesOf(page)
const manifest = files.get('package.json') ?? ''
const [synced = '', survived = ''] = outputsOf(page)

/** The oldest Node that the packages promise to run on, and a TypeScript that many still have. */
const tools = {
  node: '22.19.0',
  older: 'npm:typescript@5.9.3',
  // A Node that is too old, to see what is said of it.
  old: `npm:node-${process.platform}-${process.arch}@20.19.5`,
}
const node = 'node_modules/node/bin/node'
const tsc = 'node_modules/typescript/bin/tsc'

const folders: string[] = []
let tarballs: ReadonlyMap<string, string> = new Map()
let folder = ''

beforeAll(async () => {
  const out = mkdtempSync(join(tmpdir(), 'windlass-tarballs-'))
  folders.push(out)
  tarballs = packInto(out)
  folder = folderOf(new Map([...files, ['package.json', fromTarballs(manifest, tarballs, tools)]]))
  folders.push(folder)
  await printed(folder, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts=false')
  await printed(folder, node, tsc)
}, 600_000)

afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true, force: true })
})

/** A part of a manifest. */
const part = (value: unknown): Item => (isItem(value) ? value : {})

/** The manifest of an installed package. */
const installed = (name: string): Item =>
  part(JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')))

const data: Readonly<Record<string, readonly string[]>> = {
  core: ['crds'],
  ec2: ['crds', 'iam', 'rbac'],
  efs: ['crds', 'iam', 'rbac'],
  metrics: ['dashboards', 'rules'],
}

test.each(['cli', 'core', 'ec2', 'efs', 'metrics', 'simulation', 'simulator', 'testing'])(
  'the tarball of %s holds what users need, and no more',
  async (name) => {
    const list = await printed(folder, 'tar', '-tzf', tarballs.get(`@windlass/${name}`) ?? '')
    const paths = list.trim().split('\n')
    const top = ['LICENSE', 'README.md', 'dist', 'package.json', ...(data[name] ?? [])]
    expect([...new Set(paths.map((path) => path.split('/')[1]))].toSorted()).toEqual(top.toSorted())
    expect(paths.filter((path) => /test\.|test-d|tsbuildinfo|\.map$|(?<!\.d)\.ts$/.test(path))).toEqual([])
    const { engines, exports, scripts, devDependencies, ...more } = installed(`@windlass/${name}`)
    expect(engines).toEqual({ node: `>=${tools.node}` })
    expect(exports).toMatchObject({ './package.json': './package.json' })
    expect([scripts, devDependencies]).toEqual([undefined, undefined])
    expect(JSON.stringify(more)).not.toContain('workspace:')
  },
)

test('the ranges on the page are those of the versions packed', () => {
  const { dependencies, devDependencies } = part(JSON.parse(manifest))
  const ours = Object.entries({ ...part(dependencies), ...part(devDependencies) }).filter(([name]) =>
    tarballs.has(name),
  )
  expect(ours.length).toBeGreaterThan(5)
  for (const [name, range] of ours) expect(range).toBe(`^${String(installed(name).version)}`)
})

const loose = ['--module', 'esnext', '--moduleResolution', 'bundler', '--noEmit']

test.each([
  { compiler: tsc, resolution: 'nodenext', options: ['--noEmit'] },
  { compiler: tsc, resolution: 'bundler', options: loose },
  { compiler: 'node_modules/older/bin/tsc', resolution: 'nodenext', options: ['--noEmit'] },
  { compiler: 'node_modules/older/bin/tsc', resolution: 'bundler', options: loose },
])('a strict program has the types of the packages: $compiler, $resolution', async ({ compiler, options }) => {
  expect(await printed(folder, node, compiler, ...options)).toBe('')
})

test('a kind of one’s own and a shipped one are in sync on the oldest Node', async () => {
  expect(synced).toContain('CarrierGateway available, in sync')
  expect(await printed(folder, node, 'dist/stage.js')).toBe(synced)
})

test('a kind of one’s own survives a crash at every call', async () => {
  expect(await printed(folder, node, 'dist/crashes.js')).toBe(survived)
})

test('a kind of one’s own is brought to AWS without a cluster', async () => {
  const ports = ['kube', 'aws', 'my-ec2-metrics'].flatMap((name) => [`--${name}-port`, '0'])
  expect(await printed(folder, node, 'dist/play.js', '--once', ...ports)).toContain('All 2 objects are in sync')
}, 200_000)

test('the controller of one’s own says what it can be told', async () => {
  expect(await printed(folder, node, 'dist/main.js', '--help')).toContain('my-ec2-controller')
})

test('what a cluster and an account need follows from the kinds', async () => {
  const [, ...generate] = String(part(part(JSON.parse(manifest)).scripts).generate)
    .split(' && ')
    .at(-1)
    ?.split(' ') ?? ['']
  const windlass = join('node_modules/.bin', 'windlass')
  await printed(folder, node, windlass, ...generate)
  const written = (name: string) => readFileSync(join(folder, name), 'utf8')
  expect(written('crds/ec2.services.k8s.aws_carriergateways.yaml')).toContain('Describes a carrier gateway.')
  // The definitions of the kinds that are shipped are those that are shipped.
  const [, ...shipped] = written('node_modules/@windlass/ec2/crds/ec2.services.k8s.aws_vpcs.yaml').split('\n')
  expect(written('crds/ec2.services.k8s.aws_vpcs.yaml').split('\n').slice(1)).toEqual(shipped)
  expect(written('iam/full.json')).toContain('ec2:CreateCarrierGateway')
  expect(written('rbac/my-ec2-controller.yaml')).toContain('carriergateways/status')
  expect(await printed(folder, node, windlass, ...generate, '--check')).toBe('')
})

const commands = ['windlass', 'windlass-simulator', 'ec2-controller', 'efs-controller']

test.each(commands)('the command %s of the packages starts', async (command) => {
  expect(await printed(folder, node, join('node_modules/.bin', command), '--help')).toContain(`Usage: ${command} `)
})

const old = 'node_modules/old/bin/node'

test.each(commands)('the command %s says in one line which Node it needs', async (command) => {
  const said = await printed(folder, old, join('node_modules/.bin', command)).catch((error: unknown) => String(error))
  expect(said.trim().split('\n').at(-1)).toBe(
    `${command}: Node ${tools.node} or newer is needed, or Bun. This is Node 20.19.5.`,
  )
})

test('so does every package that is imported', async () => {
  const names = [
    'core',
    'core/cluster',
    'core/controller',
    'ec2',
    'efs',
    'metrics',
    'simulation',
    'simulator',
    'testing',
  ]
  const asked = names.map((name) => `import('@windlass/${name}').catch(({ message }) => message)`)
  const said = await printed(folder, old, '-e', `Promise.all([${asked}]).then((all) => console.log(new Set(all)))`)
  expect(said).toBe(`Set(1) {\n  'Node ${tools.node} or newer is needed, or Bun. This is Node 20.19.5.'\n}\n`)
})

test('declaring a kind loads neither what reads kubeconfigs nor what runs a controller', async () => {
  const program = `
    import { registerHooks } from 'node:module'
    const seen = []
    registerHooks({ resolve: (name, context, next) => (seen.push(name), next(name, context)) })
    await import('@windlass/core')
    console.log(seen.filter((name) => /^[@a-z]/.test(name) && !name.startsWith('node:')).join())`
  const seen = (await printed(folder, node, '--input-type=module', '-e', program)).trim().split(',')
  expect(seen).toContain('@smithy/core/schema')
  expect(seen.filter((name) => /^(undici|pino|commander|@kubernetes|@aws-sdk)/.test(name))).toEqual([])
})

test('code that is no ES module gets at the packages, and anybody at their files', async () => {
  const asked = [
    ...['core', 'ec2', 'efs', 'metrics', 'simulation', 'simulator', 'testing'].map(
      (name) => `require('@windlass/${name}')`,
    ),
    ...['ec2/crds/ec2.services.k8s.aws_vpcs.yaml', 'ec2/iam/full.json', 'efs/rbac/efs-controller.yaml'].map(resolved),
    ...['metrics/dashboards/fleet.json', 'metrics/rules/windlass.rules.yaml', 'cli/package.json'].map(resolved),
  ]
  const found = await printed(
    folder,
    node,
    '-p',
    `[${asked.join()}].filter((one) => typeof one === 'string').join('\\n')`,
  )
  const paths = found.trim().split('\n')
  expect(paths).toHaveLength(6)
  expect(paths.filter((path) => !existsSync(path))).toEqual([])
})

const resolved = (path: string) => `require.resolve('@windlass/${path}')`

test('Bun installs the tarballs too, and runs the sources as they stand', async () => {
  const other = folderOf(new Map([...files, ['package.json', fromTarballs(manifest, tarballs, {})]]))
  folders.push(other)
  await printed(other, process.execPath, 'install')
  expect(await printed(other, process.execPath, 'src/stage.ts')).toBe(synced)
})
