import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { anchor, anchorDefinition } from '../../../test/harbour.ts'
import { ClusterWorld } from '../world.ts'
import { writeKubeconfig } from './kubeconfig.ts'
import { type KubeListener, listenKube } from './listener.ts'

const assets = process.env.KUBEBUILDER_ASSETS ?? ''
const run = promisify(execFile)

interface Said {
  readonly out: string
  readonly err: string
  readonly code: number
}

if (assets === '') console.warn('kubectl is not tried: KUBEBUILDER_ASSETS names no folder that holds it.')

describe.skipIf(assets === '')('an unmodified kubectl', () => {
  const folder = mkdtempSync(join(tmpdir(), 'windlass-kubectl-'))
  const file = (name: string) => join(folder, name)
  let listener: KubeListener

  async function kubectl(...words: string[]): Promise<Said> {
    const env = { ...process.env, KUBECONFIG: file('kubeconfig'), HOME: folder, EDITOR: 'sed -i s/iron/rope/' }
    try {
      const { stdout, stderr } = await run(join(assets, 'kubectl'), words, { env, timeout: 20_000 })
      return { out: stdout, err: stderr, code: 0 }
    } catch (error) {
      const failed = error as { stdout?: string; stderr?: string; code?: number }
      return { out: failed.stdout ?? '', err: failed.stderr ?? '', code: failed.code ?? 1 }
    }
  }

  function write(name: string, value: unknown): string {
    writeFileSync(file(name), stringify(value))
    return file(name)
  }

  beforeAll(async () => {
    listener = await listenKube(new ClusterWorld())
    writeKubeconfig(file('kubeconfig'), listener.url)
    await kubectl('apply', '-f', write('definition.yaml', anchorDefinition))
  })

  afterAll(async () => {
    await listener.close()
    rmSync(folder, { recursive: true })
  })

  test('applies, again and changed, on the client side', async () => {
    const path = write('a.yaml', anchor('a', { chain: ['iron'] }))
    expect((await kubectl('apply', '-f', path)).out).toContain('created')
    expect((await kubectl('apply', '-f', path)).out).toContain('unchanged')
    write('a.yaml', anchor('a', { chain: ['iron'], depth: 3 }))
    expect((await kubectl('diff', '-f', path)).out).toContain('+  depth: 3')
    expect((await kubectl('apply', '-f', path)).out).toContain('configured')
  })

  test('applies on the server side, and is told of conflicts', async () => {
    const path = write('b.yaml', anchor('b', { chain: ['iron'] }))
    expect((await kubectl('apply', '--server-side', '-f', path)).out).toContain('serverside-applied')
    write('b.yaml', anchor('b', { chain: ['rope'] }))
    const refused = await kubectl('apply', '--server-side', '--field-manager=other', '-f', path)
    expect(refused.err).toContain('Apply failed with 1 conflict: conflict with "kubectl": .spec.chain')
    expect(
      (await kubectl('apply', '--server-side', '--field-manager=other', '--force-conflicts', '-f', path)).code,
    ).toBe(0)
  })

  test('gets tables, wide tables, YAML, JSON and names, by labels and by fields', async () => {
    await kubectl('label', 'anchor', 'b', 'tier=x', '--overwrite')
    expect((await kubectl('get', 'an')).out).toMatch(/^NAME +READY +AGE\n/)
    expect((await kubectl('get', 'anchors', '-o', 'wide', '-n', 'default')).code).toBe(0)
    expect((await kubectl('get', 'anchor', 'b', '-o', 'yaml')).out).toContain('kind: Anchor')
    expect((await kubectl('get', 'anchors', '-l', 'tier=x', '-o', 'name')).out).toBe('anchor.harbour.test/b\n')
    expect((await kubectl('get', 'anchors', '--field-selector', 'metadata.name=b', '-o', 'name')).out).toBe(
      'anchor.harbour.test/b\n',
    )
  })

  test('edits, patches, waits and describes', async () => {
    await kubectl('apply', '-f', write('c.yaml', anchor('c', { chain: ['iron'] })))
    expect((await kubectl('edit', 'anchor', 'c')).out).toContain('edited')
    expect((await kubectl('get', 'anchor', 'c', '-o', 'jsonpath={.spec.chain[0]}')).out).toBe('rope')
    const status = '{"status":{"conditions":[{"type":"Ready","status":"True"}]}}'
    await kubectl('patch', 'anchor', 'c', '--subresource=status', '--type=merge', '-p', status)
    expect((await kubectl('wait', '--for=condition=Ready', 'anchor/c', '--timeout=5s')).out).toContain('condition met')
    expect((await kubectl('describe', 'anchor', 'c')).out).toMatch(/Type: +Ready/)
  })

  test('watches until an object is gone', async () => {
    await kubectl('apply', '-f', write('d.yaml', anchor('d', undefined, { finalizers: ['a.test/b'] })))
    await kubectl('delete', 'anchor', 'd', '--wait=false')
    const gone = kubectl('wait', '--for=delete', 'anchor/d', '--timeout=10s')
    await kubectl('patch', 'anchor', 'd', '--type=merge', '-p', '{"metadata":{"finalizers":null}}')
    expect((await gone).code).toBe(0)
  })

  test('creates and edits what is built in, and deletes a namespace with all of it', async () => {
    expect((await kubectl('create', 'namespace', 'team')).out).toBe('namespace/team created\n')
    expect((await kubectl('create', 'configmap', 'm', '--from-literal=a=iron', '-n', 'team')).out).toContain('created')
    expect((await kubectl('create', 'secret', 'generic', 's', '--from-literal=a=b', '-n', 'team')).out).toContain(
      'created',
    )
    expect((await kubectl('edit', 'configmap', 'm', '-n', 'team')).out).toContain('edited')
    expect((await kubectl('get', 'cm,secret', '-n', 'team')).out).toContain('configmap/m')
    expect((await kubectl('delete', 'namespace', 'team')).out).toContain('deleted')
    expect((await kubectl('get', 'cm', '-A')).err).toContain('No resources found')
  })

  test('knows the kinds and explains their fields', async () => {
    expect((await kubectl('api-resources')).out).toMatch(/anchors +an +harbour\.test\/v1 +true +Anchor/)
    expect((await kubectl('explain', 'anchor.spec.tags')).out).toContain('key\t<string> -required-')
    expect((await kubectl('auth', 'can-i', 'create', 'anchors')).out).toBe('yes\n')
  })

  test('refuses what is invalid and what is not there, in the words people know', async () => {
    const bad = await kubectl('apply', '-f', write('e.yaml', anchor('e', {})))
    expect(bad.err).toContain('spec.chain: Required value')
    expect((await kubectl('get', 'pods')).err).toContain('doesn\'t have a resource type "pods"')
    expect((await kubectl('create', 'deployment', 'x', '--image=y')).err).toContain(
      'could not find the requested resource',
    )
  })
})
