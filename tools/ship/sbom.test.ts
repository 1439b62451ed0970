import { join } from 'node:path'
import { Spec, Validation } from '@cyclonedx/cyclonedx-library'
import { expect, test } from 'vitest'
import { executables } from './compile.ts'
import { lockOf, partsIn, partsOf, sbomOf } from './sbom.ts'

const root = join(import.meta.dirname, '../..')
const controller = () => partsIn(root, '@windlass/ec2-controller')

test('it is CycloneDX 1.6, by the schema of the format', async () => {
  const text = sbomOf('ec2-controller', '1.2.3', controller())
  expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)).toBeNull()
  expect(JSON.parse(text)).toMatchObject({
    bomFormat: 'CycloneDX',
    metadata: { component: { name: 'ec2-controller', version: '1.2.3' } },
  })
})

test('the same lock file gives the same text', () => {
  expect(sbomOf('a', '1', controller())).toBe(sbomOf('a', '1', controller()))
})

test('it has what runs, and what that needs, with the digest of the lock file; and nothing that is only for development', () => {
  const names = controller().map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['@windlass/core', '@aws-sdk/client-ec2', '@smithy/core', 'prom-client']),
  )
  for (const dev of ['vitest', '@aws-sdk/client-efs', '@windlass/simulator', 'typescript'])
    expect(names).not.toContain(dev)
  for (const { name, digest } of controller())
    if (!name.startsWith('@windlass/')) expect(Buffer.from(digest ?? '', 'base64')).toHaveLength(64)
})

test('of two versions of a package the nearer one is meant', () => {
  const lock = lockOf(`{
    "workspaces": { "": { "name": "root" }, "app": { "name": "app", "dependencies": { "@a/b": "1", "c": "1" } } },
    "packages": {
      "@a/b": ["@a/b@1.0.0", "", { "dependencies": { "c": "2", "core": "1" } }, "sha512-AA=="],
      "@a/b/c": ["c@2.0.0", "", {}, "sha512-AA=="],
      "@a/core": ["@a/core@9.0.0", "", {}, "sha512-AA=="],
      "c": ["c@1.0.0", "", {}, "sha512-AA=="],
      "core": ["core@1.0.0", "", {}, "sha512-AA=="],
    },
  }`)
  expect(partsOf(lock, 'app').map(({ name, version }) => `${name}@${version}`)).toEqual([
    '@a/b@1.0.0',
    'c@1.0.0',
    'c@2.0.0',
    'core@1.0.0',
  ])
})

test('every executable is of a member that the lock file has', () => {
  for (const name of Object.keys(executables)) {
    const member = name === 'windlass' ? '@windlass/cli' : `@windlass/${name}`
    expect(partsIn(root, member).length).toBeGreaterThan(5)
  }
})
