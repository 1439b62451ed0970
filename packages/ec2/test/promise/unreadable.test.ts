import { expect, test } from 'vitest'
import { ground, synced, vpcManifest } from './ground.ts'

const broken = () => {
  throw new TypeError('cannot be read')
}

/** Replies to DescribeVpcs that no one can read. */
const replies: readonly (readonly [string, () => object])[] = [
  ['whose row throws when its id is read', () => ({ Vpcs: [Object.defineProperty({}, 'VpcId', { get: broken })] })],
  [
    'whose row throws when its tags are read',
    () => ({ Vpcs: [{ VpcId: 'vpc-1', Tags: [Object.defineProperty({}, 'Key', { enumerable: true, get: broken })] }] }),
  ],
  ['that throws when its page token is read', () => Object.defineProperty({}, 'NextToken', { get: broken })],
  ['with a row that is nothing', () => ({ Vpcs: [null] })],
  ['with a row that is text', () => ({ Vpcs: ['vpc-1'] })],
  ['whose row has no id', () => ({ Vpcs: [{ CidrBlock: '10.7.0.0/16', State: 'available' }] })],
  ['whose rows are no list', () => ({ Vpcs: 'none' })],
]

test.each(replies)('a reply %s is an error that names it, and never an absence', async (_, reply) => {
  const { stage } = await ground()
  stage.start()
  await stage.apply(vpcManifest)
  const id = (await stage.synced('VPC', 'main')).status?.vpcID
  await stage.clock.advance(400_000)
  const invoke = stage.aws.invoke.bind(stage.aws)
  stage.aws.invoke = async (service, operation, ...more) =>
    operation === 'DescribeVpcs' ? reply() : await invoke(service, operation, ...more)
  await stage.edit('VPC', 'main', { spec: { enableDNSHostnames: true } })
  await stage.clock.advance(400_000)
  const { status, message } = await synced(stage, 'VPC', 'main')
  expect({ status, message }).toEqual({ status: 'Unknown', message: expect.stringContaining('DescribeVpcs') })
  stage.aws.invoke = invoke
  expect((await stage.synced('VPC', 'main')).status?.vpcID).toBe(id)
  const vpcs = stage.aws.at().tables.vpcs.all()
  expect(vpcs.filter((row) => row.CidrBlock === '10.7.0.0/16')).toHaveLength(1)
})
