import {
  AssociateDhcpOptionsCommand,
  CreateDhcpOptionsCommand,
  CreateVpcCommand,
  DeleteDhcpOptionsCommand,
  DescribeDhcpOptionsCommand,
  DescribeVpcsCommand,
  EC2Client,
  type NewDhcpConfiguration,
} from '@aws-sdk/client-ec2'
import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../../time/virtual.ts'
import { requestHandler } from '../../http/handler.ts'
import { AwsWorld } from '../../world/world.ts'

/** The SDK's client, over the wire protocol, with a VPC. */
async function make() {
  const clock = new VirtualClock()
  const ec2 = new EC2Client({
    region: 'us-west-2',
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'x' },
    maxAttempts: 1,
    requestHandler: requestHandler(new AwsWorld({ clock, random: seeded(5) })),
  })
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))
  const VpcId = Vpc?.VpcId
  const create = (...DhcpConfigurations: NewDhcpConfiguration[]) => {
    const tags = [{ ResourceType: 'dhcp-options' as const, Tags: [{ Key: 'team', Value: 'a' }] }]
    return ec2.send(new CreateDhcpOptionsCommand({ DhcpConfigurations, TagSpecifications: tags }))
  }
  const use = (DhcpOptionsId: string | undefined) => ec2.send(new AssociateDhcpOptionsCommand({ VpcId, DhcpOptionsId }))
  const used = async () => {
    const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({ VpcIds: [`${VpcId}`] }))
    return Vpcs[0]?.DhcpOptionsId
  }
  const remove = (DhcpOptionsId: string | undefined) => ec2.send(new DeleteDhcpOptionsCommand({ DhcpOptionsId }))
  return { clock, ec2, create, use, used, remove, original: Vpc?.DhcpOptionsId }
}

const servers = { Key: 'domain-name-servers', Values: ['10.2.5.1', '10.2.5.2'] }

test('options are shown with their values in order, and with the tags that they were made with', async () => {
  const { ec2, create } = await make()
  const { DhcpOptions } = await create(servers, { Key: 'domain-name', Values: ['example.com'] })
  const ids = { DhcpOptionsIds: [`${DhcpOptions?.DhcpOptionsId}`] }
  expect((await ec2.send(new DescribeDhcpOptionsCommand(ids))).DhcpOptions).toMatchObject([
    {
      DhcpConfigurations: [
        { Key: 'domain-name-servers', Values: [{ Value: '10.2.5.1' }, { Value: '10.2.5.2' }] },
        { Key: 'domain-name', Values: [{ Value: 'example.com' }] },
      ],
      OwnerId: '123456789012',
      Tags: [{ Key: 'team', Value: 'a' }],
    },
  ])
})

// EC2 API reference, AssociateDhcpOptions: "default to associate no DHCP options with the VPC".
// Delete refused for seconds after: gruntwork-io/cloud-nuke#118, and the retry in hashicorp/terraform-provider-aws.
test('a VPC has one set, or none; options that it uses, or has used a moment ago, are not deleted', async () => {
  const { clock, create, use, used, remove, original } = await make()
  const { DhcpOptions } = await create(servers)
  const id = DhcpOptions?.DhcpOptionsId
  await use(id)
  expect(await used()).toBe(id)
  const name = 'DependencyViolation'
  await expect(remove(id)).rejects.toMatchObject({ name })
  await use('default')
  expect(await used()).toBe('default')
  await expect(remove(id)).rejects.toMatchObject({ name })
  await clock.advance(5000)
  await remove(id)
  await expect(use(id)).rejects.toMatchObject({ name: 'InvalidDhcpOptionID.NotFound' })
  await use(original)
  expect(await used()).toBe(original)
})

// EC2 API reference, CreateDhcpOptions: four name servers, eight NTP servers, NetBIOS node types 1, 2, 4 and 8.
test.each([
  { option: { Key: 'InvalidValue', Values: ['x'] }, says: /parameter name is invalid. Unknown DHCP option/ },
  { option: { Key: 'domain-name-servers', Values: ['1', '2', '3', '4', '5'] }, says: /at most 4/ },
  { option: { Key: 'netbios-node-type', Values: ['3'] }, says: /NetBIOS/ },
  { option: { Key: 'ntp-servers', Values: [] }, says: /no values/ },
])('$option.Key with $option.Values is refused', async ({ option, says }) => {
  const { create } = await make()
  await expect(create(option)).rejects.toMatchObject({
    name: 'InvalidParameterValue',
    message: expect.stringMatching(says),
  })
})
