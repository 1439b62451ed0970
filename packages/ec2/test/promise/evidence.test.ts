import { AwsFault } from '@windlass/simulator'
import { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { ElasticIPAddress, Subnet, VPC } from '../../src/index.ts'
import { type Asked, instead, synced } from './ground.ts'

const vpcs = [1, 2, 3].map(
  (n) => `
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata: { name: vpc-${n} }
spec: { cidrBlocks: [10.${n}.0.0/16], tags: [{ key: team, value: a }] }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: ElasticIPAddress
metadata: { name: address-${n} }
spec: { tags: [{ key: team, value: a }] }
`,
)

/** A fleet that has been in sync for ten minutes. */
async function fleet() {
  const stage = await Stage.open({ kinds: [VPC, Subnet, ElasticIPAddress] })
  const actor = stage.start()
  await stage.apply(vpcs.join(''))
  for (const n of [1, 2, 3]) await stage.synced('VPC', `vpc-${n}`)
  for (const n of [1, 2, 3]) await stage.synced('ElasticIPAddress', `address-${n}`)
  await stage.clock.advance(600_000)
  return { stage, actor, before: ids(stage) }
}

/** Every id that AWS has, in its order. */
function ids(stage: Stage) {
  const { tables } = stage.aws.at()
  const own = tables.vpcs.all().filter(({ CidrBlock }) => /^10\./.test(CidrBlock ?? ''))
  return { vpcs: own.map(({ id }) => id), addresses: tables.addresses.all().map(({ id }) => id) }
}

const retagged = (value: string) => ({ spec: { tags: [{ key: 'team', value }] } })

/** Once AWS answers as it is, the first VPC comes in sync, and nothing was replaced, then or later. */
async function unharmed(stage: Stage, before: ReturnType<typeof ids>) {
  await stage.synced('VPC', 'vpc-1')
  await stage.clock.advance(1_200_000)
  expect(ids(stage)).toEqual(before)
}

/** The list of a Describe reply: `Vpcs` of DescribeVpcs. */
const listOf = (operation: string) => operation.replace(/^Describe/, '')

const unknown = (code: string) => new AwsFault(code, 'The ID does not exist', 400)
const notFound: Readonly<Record<string, string>> = {
  DescribeVpcs: 'InvalidVpcID.NotFound',
  DescribeAddresses: 'InvalidAllocationID.NotFound',
}
const byId = ({ input }: Asked) => 'VpcIds' in input || 'AllocationIds' in input

/** AWS says that it does not know the ids that it is asked for, in the words of the EC2 API reference, "Client error codes". */
const denying = (call: Asked) => {
  const code = notFound[call.operation]
  if (code === undefined) return undefined
  if (byId(call)) throw unknown(code)
  return { [listOf(call.operation)]: [] }
}

const replies: readonly (readonly [string, (call: Asked) => object | undefined])[] = [
  ['without their list', ({ operation }) => (operation.startsWith('Describe') ? {} : undefined)],
  ['with an empty list', ({ operation }) => (operation in notFound ? { [listOf(operation)]: [] } : undefined)],
]

test.each(replies)('replies %s for 70 seconds replace and release nothing', async (_, reply) => {
  const { stage, before } = await fleet()
  const over = instead(stage, reply)
  await stage.edit('VPC', 'vpc-1', retagged('b'))
  await stage.edit('ElasticIPAddress', 'address-1', retagged('b'))
  await stage.clock.advance(70_000)
  expect((await synced(stage, 'VPC', 'vpc-1')).status).not.toBe('True')
  over()
  await stage.synced('VPC', 'vpc-1')
  await stage.synced('ElasticIPAddress', 'address-1')
  await stage.clock.advance(1_200_000)
  expect(ids(stage)).toEqual(before)
})

test('a reply without its list says so in the condition', async () => {
  const { stage } = await fleet()
  instead(stage, ({ operation }) => (operation === 'DescribeVpcs' ? {} : undefined))
  await stage.edit('VPC', 'vpc-1', retagged('b'))
  await stage.clock.advance(10_000)
  const { status, message } = await synced(stage, 'VPC', 'vpc-1')
  expect({ status, message }).toEqual({ status: 'Unknown', message: expect.stringContaining('Vpcs is missing') })
})

test('lists that leave out one of three for 70 seconds replace nothing', async () => {
  const { stage, before } = await fleet()
  const { invoke } = stage.aws
  const real = invoke.bind(stage.aws)
  stage.aws.invoke = async (service, operation, input, caller) => {
    const reply = await real(service, operation, input, caller)
    if (operation !== 'DescribeVpcs' || !('Vpcs' in reply) || !Array.isArray(reply.Vpcs)) return reply
    return { ...reply, Vpcs: reply.Vpcs.slice(1) }
  }
  await stage.edit('VPC', 'vpc-1', retagged('b'))
  await stage.clock.advance(70_000)
  stage.aws.invoke = real
  await unharmed(stage, before)
})

test('AWS that denies a living object for 15 seconds, asked by its id too, is not believed', async () => {
  const { stage, before } = await fleet()
  const over = instead(stage, denying)
  await stage.edit('VPC', 'vpc-1', retagged('b'))
  await stage.clock.advance(15_000)
  over()
  await unharmed(stage, before)
})

test('what AWS says to a key of another account, or of one that nobody has named, states nothing', async () => {
  for (const account of ['999999999999', undefined]) {
    const { stage, before } = await fleet()
    const over = instead(stage, (call) => {
      const code = notFound[call.operation]
      if (code === undefined) return undefined
      const error = unknown(code)
      const $metadata = { ...error.$metadata, account }
      if (byId(call)) throw Object.assign(error, { $metadata })
      return { [listOf(call.operation)]: [], $metadata: { account } }
    })
    await stage.edit('VPC', 'vpc-1', retagged('b'))
    await stage.clock.advance(600_000)
    over()
    await unharmed(stage, before)
  }
})

test('an object that AWS shows again right before its replacement leaves is kept, and nothing is sent', async () => {
  const { stage, before } = await fleet()
  let asked = 0
  const over = instead(stage, (call) => {
    if (call.operation !== 'DescribeVpcs') return undefined
    if (!byId(call)) return { Vpcs: [] }
    if (++asked > 2) return undefined
    throw unknown('InvalidVpcID.NotFound')
  })
  await stage.edit('VPC', 'vpc-1', retagged('b'))
  await stage.clock.advance(40_000)
  expect(asked).toBeGreaterThan(2)
  over()
  const object = await stage.synced('VPC', 'vpc-1')
  expect(before.vpcs).toContain(object.status?.vpcID)
  await stage.clock.advance(1_200_000)
  expect(ids(stage)).toEqual(before)
})

test('an object deleted by hand is made anew once, after AWS has stated twice that it does not exist', async () => {
  const { stage, before } = await fleet()
  const id = String((await stage.get('VPC', 'vpc-1'))?.status?.vpcID)
  await stage.aws.invoke('ec2', 'DeleteVpc', { VpcId: id })
  const took = await stage.until(async () => (await stage.get('VPC', 'vpc-1'))?.status?.vpcID !== id, 120_000)
  expect(took).toBeGreaterThanOrEqual(20_000)
  await stage.synced('VPC', 'vpc-1')
  await stage.clock.advance(1_200_000)
  expect(ids(stage).vpcs).toHaveLength(3)
  expect(ids(stage).vpcs.filter((one) => before.vpcs.includes(one))).toHaveLength(2)
})

test('an object that only its id shows is looked at again with every sweep: its end is not missed', async () => {
  const { stage } = await fleet()
  const id = String((await stage.get('VPC', 'vpc-1'))?.status?.vpcID)
  const unlisted = instead(stage, (call) =>
    call.operation === 'DescribeVpcs' && !byId(call) ? { Vpcs: [] } : undefined,
  )
  await stage.edit('VPC', 'vpc-1', retagged('b'))
  await stage.clock.advance(300_000)
  expect((await stage.get('VPC', 'vpc-1'))?.status?.vpcID).toBe(id)
  await stage.aws.invoke('ec2', 'DeleteVpc', { VpcId: id })
  await stage.clock.advance(120_000)
  unlisted()
  expect((await stage.synced('VPC', 'vpc-1')).status?.vpcID).not.toBe(id)
})
