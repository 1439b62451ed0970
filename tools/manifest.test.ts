import { expect, test } from 'vitest'
import { ManifestError, publicAddress, published } from './manifest.ts'

const versions = new Map([['@windlass/core', '0.3.1']])
const ranges = (own: string) => published({ dependencies: { '@windlass/core': own, yaml: '2.9.1' } }, versions)

// npm and Bun know no ranges of a workspace: Bun, "Workspaces", says what each becomes when a package is published.
test.each([
  { own: 'workspace:^', becomes: '^0.3.1' },
  { own: 'workspace:~', becomes: '~0.3.1' },
  { own: 'workspace:*', becomes: '0.3.1' },
  { own: 'workspace:>=0.2', becomes: '>=0.2' },
])('the range $own is published as $becomes', ({ own, becomes }) => {
  expect(ranges(own)).toEqual({ dependencies: { '@windlass/core': becomes, yaml: '2.9.1' } })
})

test('a package that is not published cannot be depended on', () => {
  expect(() => published({ dependencies: { '@windlass/stories': 'workspace:^' } }, versions)).toThrow(ManifestError)
})

test('scripts and what only tests need stay in the workspace; all else is published as it stands', () => {
  const kept = { name: '@windlass/own', engines: { node: '>=22.19.0' }, exports: { '.': './dist/index.js' } }
  const workspace = { scripts: { build: 'tsup' }, devDependencies: { '@windlass/stories': 'workspace:^' } }
  expect(published({ ...kept, ...workspace }, versions)).toEqual(kept)
})

test('where the sources are is said where it is known', () => {
  const repository = { url: 'https://git.example/windlass.git', directory: 'packages/core' }
  expect(published({ name: '@windlass/core' }, versions, repository)).toEqual({
    name: '@windlass/core',
    repository: { type: 'git', ...repository },
  })
})

// As publint takes it: "repository.url" of the npm documentation of package.json.
test.each([
  ['https://example.com/windlass/windlass', 'git+https://example.com/windlass/windlass.git'],
  ['https://name:secret@example.com/windlass.git/', 'git+https://example.com/windlass.git'],
  ['../windlass', undefined],
  ['file:///windlass', undefined],
  ['git@example.com:windlass.git', undefined],
])('what a checkout of %s is published to be made from is %s', (remote, address) => {
  expect(publicAddress(remote)).toBe(address)
})
