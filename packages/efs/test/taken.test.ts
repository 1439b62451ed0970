import { condition } from '@windlass/testing'
import { expect, test } from 'vitest'
import { manifest, network, story } from './story.ts'

const fileSystemRef = { from: { name: 'shared' } }

/** A mount target that was deleted by hand, and whose address a network interface of somebody else has by now. */
async function lost(spec: object) {
  const world = await story()
  const { stage, tables, call } = world
  const { a } = await network(stage)
  await stage.apply(manifest('FileSystem', 'shared', {}))
  await stage.apply(manifest('MountTarget', 'one', { fileSystemRef, subnetID: a, ...spec }))
  await stage.synced('MountTarget', 'one')
  const address = async () => (await stage.get('MountTarget', 'one'))?.spec?.ipAddress
  await stage.until(async () => (await address()) !== undefined)
  const first = String(await address())
  const [row] = tables.mountTargets.all()
  await call('DeleteMountTarget', { MountTargetId: row?.id })
  await stage.until(async () => tables.networkInterfaces.size === 0)
  await stage.aws.invoke('ec2', 'CreateNetworkInterface', { SubnetId: a, PrivateIpAddress: first })
  return { ...world, first, address, live: () => tables.mountTargets.all().filter((one) => one.id !== row?.id) }
}

// Addresses that were filled in and are taken: aws-controllers-k8s/community#2496, villasv/aws-airflow-stack#11.
test('a mount target whose filled-in address is taken by now gets a new one, and the spec says which', async () => {
  const { stage, first, address, live } = await lost({})
  await stage.until(async () => live()[0]?.IpAddress !== undefined, 300_000)
  const [made] = live()
  expect(made?.IpAddress).not.toBe(first)
  await stage.until(async () => (await address()) === made?.IpAddress, 300_000)
  await stage.synced('MountTarget', 'one')
  expect(live()).toHaveLength(1)
})

test('an address that the user asked for is asked for again, and that it is taken is said', async () => {
  const { stage, live } = await lost({ ipAddress: '10.0.0.77' })
  await stage.clock.advance(300_000)
  expect(live()).toEqual([])
  const object = await stage.get('MountTarget', 'one')
  expect(object && condition(object, 'ACK.ResourceSynced')).toMatchObject({ status: 'False' })
  expect(JSON.stringify(object?.status)).toContain('choose another ipAddress')
})
