import { control } from '@windlass/simulator'
import type { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { ground, instead, subnet, synced, vpcManifest } from './ground.ts'

const intent = 'windlass.dev/intent'
const subnets = {
  group: 'ec2.services.k8s.aws',
  version: 'v1alpha1',
  plural: 'subnets',
  kind: 'Subnet',
  namespaced: true,
}
const namespaces = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false }
const never = new AbortController().signal

/** A person strips our record off an object. */
const strip = (stage: Stage, kind: string, name: string) =>
  stage.edit(kind, name, { metadata: { annotations: { [intent]: null } } })

const living = (stage: Stage, region?: string) =>
  stage.aws
    .at(undefined, region)
    .tables.subnets.all()
    .map(({ SubnetId }) => SubnetId)

test('a subnet without record and status stays in the region where its process has made it, whatever its namespace says by now', async () => {
  const { stage, vpc } = await ground()
  control(stage.aws, { do: 'stale', byFilter: 60_000, byId: 60_000 })
  stage.start()
  await stage.apply(subnet(vpc))
  await stage.until(async () => living(stage).length === 1)
  const region = { metadata: { annotations: { 'services.k8s.aws/default-region': 'eu-west-1' } } }
  await stage.kube.mergePatch(namespaces, { name: 'default' }, region, never)
  const at = { name: 'one', namespace: 'default', subresource: 'status' as const }
  await stage.kube.mergePatch(subnets, at, { status: { subnetID: null, ackResourceMetadata: null } }, never)
  await strip(stage, 'Subnet', 'one')
  await stage.clock.advance(120_000)
  const object = await stage.synced('Subnet', 'one')
  expect(living(stage)).toEqual([object.status?.subnetID])
  expect(living(stage, 'eu-west-1')).toEqual([])
})

test('a replacement whose reply is lost and whose record is stripped is found, and no third one made', async () => {
  const { stage } = await ground()
  stage.start()
  await stage.apply(vpcManifest)
  const first = (await stage.synced('VPC', 'main')).status?.vpcID
  await stage.clock.advance(600_000)
  control(stage.aws, { do: 'fault', fault: 'drop', operation: 'CreateVpc', times: 1 })
  const over = instead(stage, ({ operation, input }) =>
    operation === 'DescribeVpcs' && JSON.stringify(input).includes('tag:') ? { Vpcs: [] } : undefined,
  )
  const vpcs = () =>
    stage.aws
      .at()
      .tables.vpcs.all()
      .flatMap(({ CidrBlock, VpcId }) => (CidrBlock === '10.7.0.0/16' ? [VpcId] : []))
  await stage.aws.invoke('ec2', 'DeleteVpc', { VpcId: first })
  await stage.until(async () => vpcs().length === 1, 120_000)
  await strip(stage, 'VPC', 'main')
  await stage.clock.advance(60_000)
  expect(vpcs()).toHaveLength(1)
  over()
  const object = await stage.synced('VPC', 'main')
  await stage.clock.advance(1_200_000)
  expect(vpcs()).toEqual([object.status?.vpcID])
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'True' })
})
