import { silent, warnOfSelectors } from '@windlass/core/controller'
import { iamRoleSelector } from '@windlass/core/generate'
import { KubeClient } from '@windlass/core/kube'
import { condition, type Stage } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { ground, synced, vpcManifest } from './ground.ts'

const signal = new AbortController().signal
const definitions = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
}
const selectors = {
  group: 'services.k8s.aws',
  version: 'v1alpha1',
  plural: 'iamroleselectors',
  kind: 'IAMRoleSelector',
  namespaced: false,
}
const namespaces = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false }
const arn = 'arn:aws:iam::123456789012:role/tenant'
const labelled = vpcManifest.replace('name: main', 'name: main, labels: { team: a }')

/** A stage whose cluster knows IAMRoleSelectors. */
async function installed() {
  const { stage } = await ground()
  const { name } = iamRoleSelector.metadata
  await stage.kube.apply(definitions, { name }, { ...iamRoleSelector }, { fieldManager: 'stage', force: true }, signal)
  return stage
}

async function select(stage: Stage, spec: object, name = 'tenants') {
  await stage.kube.create(selectors, { metadata: { name }, spec: { arn, ...spec } }, signal)
  await stage.clock.settle()
}

const made = (stage: Stage) =>
  stage.aws
    .at()
    .tables.vpcs.all()
    .filter(({ CidrBlock }) => CidrBlock === '10.7.0.0/16').length

// Source of the rules: the reference of ACK's IAMRoleSelector: blocks are ANDed, entries ORed, an empty block matches all.
describe('with the gate on, an object that an IAMRoleSelector covers is refused', () => {
  test.each([
    { spec: {}, covers: true, because: 'nothing is asked for' },
    {
      spec: { namespaceSelector: { names: ['other', 'default'] } },
      covers: true,
      because: 'one of the names is enough',
    },
    { spec: { namespaceSelector: { names: ['other'] } }, covers: false, because: 'its namespace is another' },
    {
      spec: { namespaceSelector: { names: [], labelSelector: { matchLabels: { tier: 'x' } } } },
      covers: false,
      because: 'its namespace has no such label',
    },
    {
      spec: {
        resourceTypeSelector: [
          { group: 'x', version: '', kind: '' },
          { group: '', version: '', kind: 'VPC' },
        ],
      },
      covers: true,
      because: 'one of the types is enough',
    },
    {
      spec: { resourceTypeSelector: [{ group: 'efs.services.k8s.aws', version: '', kind: 'VPC' }] },
      covers: false,
      because: 'each word of a type must fit',
    },
    { spec: { resourceLabelSelector: { matchLabels: { team: 'a' } } }, covers: true, because: 'it has the label' },
    {
      spec: { resourceLabelSelector: { matchLabels: { team: 'a', tier: 'x' } } },
      covers: false,
      because: 'it lacks one of the labels',
    },
    {
      spec: {
        namespaceSelector: { names: ['default'] },
        resourceTypeSelector: [{ group: '', version: '', kind: 'Subnet' }],
      },
      covers: false,
      because: 'every block must fit',
    },
  ])('$covers, $because', async ({ spec, covers }) => {
    const stage = await installed()
    await select(stage, spec)
    stage.start({ roleSelectors: true })
    await stage.apply(labelled)
    await stage.clock.advance(10_000)
    expect(made(stage)).toBe(covers ? 0 : 1)
    const { status, reason, message } = await synced(stage, 'VPC', 'main')
    expect({ status, reason }).toEqual(
      covers ? { status: 'Unknown', reason: 'RoleUnavailable' } : { status: 'True', reason: 'InSync' },
    )
    if (covers) expect(message).toMatch(/IAMRoleSelector tenants covers this object and gives it the role arn:aws:iam/)
  })

  test('by two as well, and both are named', async () => {
    const stage = await installed()
    await select(stage, {})
    await select(stage, {}, 'all')
    stage.start({ roleSelectors: true })
    await stage.apply(labelled)
    await stage.clock.advance(10_000)
    expect((await synced(stage, 'VPC', 'main')).message).toContain('all, tenants covers')
  })

  test('as soon as it is covered, and no longer than it is', async () => {
    const stage = await installed()
    stage.start({ roleSelectors: true })
    await stage.apply(labelled)
    await stage.synced('VPC', 'main')
    await select(stage, { namespaceSelector: { names: [], labelSelector: { matchLabels: { tier: 'x' } } } })
    await stage.clock.advance(2000)
    expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'True' })
    await stage.kube.mergePatch(namespaces, { name: 'default' }, { metadata: { labels: { tier: 'x' } } }, signal)
    await stage.clock.advance(2000)
    expect(await synced(stage, 'VPC', 'main')).toMatchObject({ reason: 'RoleUnavailable' })
    await stage.kube.delete(selectors, { name: 'tenants' }, {}, signal)
    await stage.clock.advance(2000)
    expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'True' })
  })

  test('until the selectors are known nothing is done at all', async () => {
    const stage = await installed()
    await select(stage, {})
    stage.cluster.faults.refuse({ status: 503, times: 20, match: ({ path }) => path.includes('iamroleselectors') })
    stage.start({ roleSelectors: true })
    await stage.apply(labelled)
    await stage.clock.advance(120_000)
    expect(made(stage)).toBe(0)
  })

  test('a cluster without the definition has no selectors', async () => {
    const { stage } = await ground()
    stage.start({ roleSelectors: true })
    await stage.apply(labelled)
    expect(condition(await stage.synced('VPC', 'main'), 'Ready')).toMatchObject({ status: 'True' })
  })
})

describe('with the gate off', () => {
  /** What is said at start. */
  async function said(stage: Stage) {
    const lines: string[] = []
    const client = new KubeClient({ transport: stage.cluster.transport('controller'), clock: stage.clock })
    const observer = { ...silent, log: ({ message }: { message: string }) => lines.push(message) }
    await warnOfSelectors(client, observer, signal)
    return lines
  }

  test('selectors are not acted upon, and one line says so', async () => {
    const stage = await installed()
    await select(stage, {})
    stage.start()
    await stage.apply(labelled)
    await stage.synced('VPC', 'main')
    expect(await said(stage)).toEqual([expect.stringMatching(/IAMRoleSelectors tenants are not acted upon/)])
  })

  test('without selectors, and without their definition, nothing is said', async () => {
    expect(await said(await installed())).toEqual([])
    expect(await said((await ground()).stage)).toEqual([])
  })
})
