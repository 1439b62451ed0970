import { DescribeVpcAttributeCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { DescribeFileSystemsCommand, EFSClient } from '@aws-sdk/client-efs'
import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../time/virtual.ts'
import { control } from '../control/control.ts'
import { requestHandler } from '../http/handler.ts'
import { AwsWorld } from './world.ts'

/** Three VPCs and a file system, and the SDK's own clients. */
async function make() {
  const world = new AwsWorld({ clock: new VirtualClock(), random: seeded(1) })
  for (const n of [1, 2, 3]) await world.invoke('ec2', 'CreateVpc', { CidrBlock: `10.${n}.0.0/16` })
  await world.invoke('efs', 'CreateFileSystem', { CreationToken: 'a' })
  const credentials = { accessKeyId: world.account, secretAccessKey: 'x' }
  const config = { region: world.region, credentials, requestHandler: requestHandler(world) }
  return { world, ec2: new EC2Client(config), efs: new EFSClient(config) }
}

test.each([
  ['listless', undefined, undefined],
  ['empty', 0, 0],
  ['half', 1, 0],
] as const)('under %s a client of AWS sees %s VPCs and %s file systems', async (fault, vpcs, fileSystems) => {
  const { world, ec2, efs } = await make()
  await control(world, { do: 'fault', fault, times: 2 })
  expect((await ec2.send(new DescribeVpcsCommand({}))).Vpcs?.length).toBe(vpcs)
  // EFS answers JSON, in which a list that is left out is left out.
  expect((await efs.send(new DescribeFileSystemsCommand({}))).FileSystems?.length).toBe(fileSystems)
  expect((await ec2.send(new DescribeVpcsCommand({}))).Vpcs).toHaveLength(3)
})

test('what is no list, and what changes something, is answered as ever', async () => {
  const { world, ec2 } = await make()
  await control(world, { do: 'fault', fault: 'listless' })
  const VpcId = world.at().tables.vpcs.all()[0]?.id
  const answer = await ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: 'enableDnsSupport' }))
  expect(answer.EnableDnsSupport?.Value).toBe(true)
  expect(await world.invoke('ec2', 'CreateVpc', { CidrBlock: '10.9.0.0/16' })).toMatchObject({
    Vpc: { CidrBlockAssociationSet: [{}] },
  })
})
