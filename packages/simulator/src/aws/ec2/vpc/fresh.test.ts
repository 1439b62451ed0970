import { seeded } from '@windlass/core'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../../time/virtual.ts'
import { AwsWorld } from '../../world/world.ts'

function fresh(defaultVpc: boolean) {
  const world = new AwsWorld({ clock: new VirtualClock(), random: seeded(1), defaults: { defaultVpc } })
  const ec2 = (operation: string, input: object) => world.invoke('ec2', operation, input)
  return { world, ec2, tables: world.at().tables }
}

// Amazon VPC User Guide, "Default VPCs" and "Default subnets".
test('a fresh account has a default VPC with a subnet in each zone, a gateway and a route to it', async () => {
  const { ec2, tables } = fresh(true)
  const [vpc] = tables.vpcs.all()
  expect(vpc).toMatchObject({ CidrBlock: '172.31.0.0/16', IsDefault: true, State: 'available' })
  const subnets = await ec2('DescribeSubnets', { Filters: [{ Name: 'default-for-az', Values: ['true'] }] })
  const Subnets = ['0', '16', '32', '48'].map((third) => ({
    CidrBlock: `172.31.${third}.0/20`,
    MapPublicIpOnLaunch: true,
  }))
  expect(subnets).toMatchObject({ Subnets })
  const [gateway] = tables.internetGateways.where('vpc', vpc?.id)
  const main = await ec2('DescribeRouteTables', { Filters: [{ Name: 'association.main', Values: ['true'] }] })
  const Routes = [{ GatewayId: 'local' }, { DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway?.id }]
  expect(main).toMatchObject({ RouteTables: [{ Routes }] })
})

// The filter as AWS's own tutorials write it, beside the documented `is-default`.
test.each(['is-default', 'isDefault'])('the default VPC is found by the filter %s', async (Name) => {
  const { ec2 } = fresh(true)
  await ec2('CreateVpc', { CidrBlock: '10.0.0.0/16' })
  const found = await ec2('DescribeVpcs', { Filters: [{ Name, Values: ['true'] }] })
  expect(found).toMatchObject({ Vpcs: [{ CidrBlock: '172.31.0.0/16' }] })
})

test('a group that names no VPC goes into the default one, and is refused where there is none', async () => {
  const group = { GroupName: 'web', Description: 'web' }
  const { ec2, tables } = fresh(true)
  await ec2('CreateSecurityGroup', group)
  expect(tables.securityGroups.all().find(({ GroupName }) => GroupName === 'web')?.VpcId).toBe(tables.vpcs.all()[0]?.id)
  await expect(fresh(false).ec2('CreateSecurityGroup', group)).rejects.toMatchObject({ name: 'VPCIdNotSpecified' })
})

// Amazon EC2 API Reference, "Error codes": InvalidVpcID and InvalidSubnetID are written so in all calls but CreateVpcEndpoint.
test.each([
  ['CreateSubnet', { VpcId: 'odd', CidrBlock: '10.0.0.0/24' }, 'InvalidVpcID.Malformed'],
  ['DeleteSubnet', { SubnetId: 'odd' }, 'InvalidSubnetID.Malformed'],
  ['CreateVpcEndpoint', { VpcId: 'odd', ServiceName: 'com.amazonaws.us-west-2.s3' }, 'InvalidVpcId.Malformed'],
  // Verified against AWS by the authors of another emulator.
  ['DescribeSecurityGroupRules', { Filters: [{ Name: 'group-id', Values: ['foobar'] }] }, 'InvalidGroupId.Malformed'],
])('%s refuses a malformed id in the words of AWS', async (operation, input, name) => {
  await expect(fresh(false).ec2(operation, input)).rejects.toMatchObject({ name })
})

// Operators and Terraform's provider wait for this code; the reading call has another.
test('an endpoint service that is not there is refused with the code of the delete call', async () => {
  const ServiceIds = ['vpce-svc-00000000000000000']
  expect(await fresh(false).ec2('DeleteVpcEndpointServiceConfigurations', { ServiceIds })).toMatchObject({
    Unsuccessful: [{ Error: { Code: 'InvalidVpcEndpointService.NotFound' } }],
  })
})

// Tagging Amazon EC2 resources, "Tag restrictions": values have 256 characters at most.
test('the value of a tag has 256 characters at most', async () => {
  const { ec2, tables } = fresh(true)
  const tagged = async (length: number) =>
    await ec2('CreateTags', { Resources: [tables.vpcs.all()[0]?.id], Tags: [{ Key: 'a', Value: 'x'.repeat(length) }] })
  await tagged(256)
  await expect(tagged(257)).rejects.toMatchObject({ name: 'InvalidParameterValue' })
})
