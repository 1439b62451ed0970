import type { Kind } from '@windlass/core'
import { crdOf } from '@windlass/core/generate'
import type { Stage } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { VPC } from '../../src/index.ts'
import { of, story, writes } from '../story.ts'
import { bareVpc, synced } from './ground.ts'

const pool = 'ipv4IPAMPoolID: ipam-pool-0123456789abcdef0, ipv4NetmaskLength: 24'

/** The VPC that stands in status. */
async function own(stage: Stage) {
  const id = (await stage.get('VPC', 'main'))?.status?.vpcID
  return stage.aws
    .at()
    .tables.vpcs.all()
    .find((row) => row.id === id)
}

describe.each([
  { spec: `{ ${pool} }`, because: 'cidrBlocks are left out' },
  { spec: `{ ${pool}, cidrBlocks: [] }`, because: 'cidrBlocks are empty' },
])('a VPC out of a pool of IPAM, when $because', ({ spec }) => {
  test('is created with the range that AWS chose, which status shows, and is left alone', async () => {
    const { stage } = await story()
    await stage.apply(of('VPC', spec))
    const { status } = await stage.synced('VPC', 'main')
    expect(status?.cidrBlockAssociationSet).toMatchObject([{ cidrBlock: '10.1.0.0/24' }])
    const before = writes(stage)
    await stage.clock.advance(600_000)
    expect(writes(stage)).toEqual(before)
  })

  test('can be edited later, also by further ranges behind its own', async () => {
    const { stage } = await story()
    await stage.apply(of('VPC', spec))
    await stage.synced('VPC', 'main')
    await stage.edit('VPC', 'main', { spec: { enableDNSHostnames: true, tags: [{ key: 'team', value: 'a' }] } })
    await stage.synced('VPC', 'main')
    expect((await own(stage))?.enableDnsHostnames).toBe(true)
    await stage.edit('VPC', 'main', { spec: { cidrBlocks: ['10.1.0.0/24', '10.200.0.0/24'] } })
    await stage.synced('VPC', 'main')
    const ranges = (await own(stage))?.CidrBlockAssociationSet?.map(({ CidrBlock }) => CidrBlock)
    expect(ranges).toEqual(['10.1.0.0/24', '10.200.0.0/24'])
    await stage.delete('VPC', 'main')
    await stage.gone('VPC', 'main')
  })
})

test('a subnet out of a pool gets a range of its VPC, and can be edited', async () => {
  const { stage, vpc, tables } = await story()
  await stage.apply(of('Subnet', `{ vpcID: ${vpc}, ${pool} }`))
  const { status } = await stage.synced('Subnet', 'main')
  expect(tables.subnets.all()).toMatchObject([{ id: status?.subnetID, CidrBlock: '10.0.0.0/24' }])
  await stage.edit('Subnet', 'main', { spec: { mapPublicIPOnLaunch: true } })
  await stage.synced('Subnet', 'main')
  expect(tables.subnets.all()[0]?.MapPublicIpOnLaunch).toBe(true)
})

test.each(['{}', '{ cidrBlocks: [] }'])('a new VPC with neither a range nor a pool is refused: %s', async (spec) => {
  const { stage } = await story()
  await expect(stage.apply(of('VPC', spec))).rejects.toThrow('Give cidrBlocks at least one range')
})

const crds = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
}

/** Has the cluster hold to what the definition of a kind says. */
async function define(stage: Stage, kind: Kind) {
  const { metadata, spec } = crdOf(kind)
  await stage.kube.mergePatch(crds, metadata, { spec: { versions: spec.versions } }, new AbortController().signal)
}

/** Puts an adopted VPC with an empty list into the cluster, as it was stored before that was refused. */
async function stored() {
  const { stage } = await story()
  const id = await bareVpc(stage, '10.9.0.0/16')
  const adopting = {
    'services.k8s.aws/adoption-policy': 'adopt',
    'services.k8s.aws/adoption-fields': JSON.stringify({ vpcID: id }),
  }
  await define(stage, { ...VPC, fresh: [], fixed: [] })
  await stage.apply(
    JSON.stringify({
      apiVersion: 'ec2.services.k8s.aws/v1alpha1',
      kind: 'VPC',
      metadata: { name: 'main', annotations: adopting },
      spec: { cidrBlocks: [], enableDNSSupport: true },
    }),
  )
  await define(stage, VPC)
  return { stage, id }
}

describe('a stored VPC with an empty list', () => {
  test('is in sync, keeps its range, and takes labels', async () => {
    const { stage, id } = await stored()
    await stage.synced('VPC', 'main')
    await stage.edit('VPC', 'main', { metadata: { labels: { team: 'a' } }, spec: { enableDNSHostnames: true } })
    await stage.clock.advance(600_000)
    expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'True' })
    expect(await own(stage)).toMatchObject({ id, CidrBlock: '10.9.0.0/16' })
    expect(stage.aws.journal.counts().DisassociateVpcCidrBlock).toBeUndefined()
  })

  test('takes a corrected spec', async () => {
    const { stage } = await stored()
    await stage.synced('VPC', 'main')
    await stage.edit('VPC', 'main', { spec: { cidrBlocks: ['10.9.0.0/16', '10.10.0.0/16'] } })
    await stage.synced('VPC', 'main')
    await expect(stage.edit('VPC', 'main', { spec: { cidrBlocks: [] } })).rejects.toThrow('primary range')
  })

  test('can be deleted', async () => {
    const { stage, id } = await stored()
    await stage.synced('VPC', 'main')
    await stage.delete('VPC', 'main')
    await stage.gone('VPC', 'main')
    expect(stage.aws.at().tables.vpcs.get(id)).toBeUndefined()
  })

  test('gives its finalizer to whoever takes it off', async () => {
    const { stage } = await stored()
    await stage.synced('VPC', 'main')
    await stage.edit('VPC', 'main', { metadata: { finalizers: null } })
    await stage.synced('VPC', 'main')
  })
})
