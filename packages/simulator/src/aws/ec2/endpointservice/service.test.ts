import { seeded } from '@windlass/core/time'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../../time/virtual.ts'
import { AwsWorld } from '../../world/world.ts'

const arn = 'arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/net/one/0123456789abcdef'

async function make(input: object = {}) {
  const clock = new VirtualClock()
  const world = new AwsWorld({ clock, random: seeded(13) })
  const ec2 = (operation: string, request: object) => world.invoke('ec2', operation, request)
  const { tables } = world.at()
  await ec2('CreateVpcEndpointServiceConfiguration', { NetworkLoadBalancerArns: [arn], ...input })
  const service = () => tables.endpointServices.all()[0]!
  const pending = service().ServiceState
  await clock.advance(2000)
  const ServiceId = service().id
  await ec2('CreateVpc', { CidrBlock: '10.0.0.0/16' })
  const VpcId = tables.vpcs.all()[0]!.id
  const connect = async () =>
    await ec2('CreateVpcEndpoint', { VpcId, VpcEndpointType: 'Interface', ServiceName: service().ServiceName })
  const endpoint = () => tables.vpcEndpoints.all()[0]!
  return { clock, ec2, tables, service, ServiceId, pending, VpcId, connect, endpoint }
}

test('a service is pending, then available in its home region, and listed among the services', async () => {
  const { ec2, service, pending } = await make({ AcceptanceRequired: false })
  expect(pending).toBe('Pending')
  expect(service()).toMatchObject({
    ServiceState: 'Available',
    ServiceType: [{ ServiceType: 'Interface' }],
    SupportedIpAddressTypes: ['ipv4'],
    SupportedRegions: [{ Region: 'us-west-2', ServiceState: 'Available' }],
  })
  const ServiceNames = [service().ServiceName]
  expect(await ec2('DescribeVpcEndpointServices', { ServiceNames })).toMatchObject({
    ServiceNames,
    ServiceDetails: [{ ServiceId: service().id, AcceptanceRequired: false }],
  })
})

test('an endpoint waits for acceptance, is accepted, available, and can be rejected afterwards', async () => {
  const { clock, ec2, ServiceId, connect, endpoint } = await make()
  await connect()
  const VpcEndpointIds = [endpoint().id]
  expect(await ec2('DescribeVpcEndpointConnections', {})).toMatchObject({
    VpcEndpointConnections: [{ ServiceId, VpcEndpointId: endpoint().id, VpcEndpointState: 'pendingAcceptance' }],
  })
  await clock.advance(3_600_000)
  const seen = [endpoint().State]
  await ec2('AcceptVpcEndpointConnections', { ServiceId, VpcEndpointIds })
  seen.push(endpoint().State)
  await clock.advance(20_000)
  seen.push(endpoint().State)
  expect(await ec2('AcceptVpcEndpointConnections', { ServiceId, VpcEndpointIds })).toMatchObject({
    Unsuccessful: [{ ResourceId: endpoint().id, Error: { Code: 'InvalidState' } }],
  })
  await ec2('RejectVpcEndpointConnections', { ServiceId, VpcEndpointIds })
  expect([...seen, endpoint().State]).toEqual(['pendingAcceptance', 'pending', 'available', 'rejected'])
})

test('a rejected endpoint stays rejected, and one nobody answers expires after seven days', async () => {
  const { clock, ec2, tables, ServiceId, connect, endpoint } = await make()
  await connect()
  await connect()
  await ec2('RejectVpcEndpointConnections', { ServiceId, VpcEndpointIds: [endpoint().id] })
  await clock.advance(7 * 86_400_000)
  expect(tables.vpcEndpoints.all().map((row) => row.State)).toEqual(['rejected', 'expired'])
})

test('a service without acceptance lets endpoints in by itself', async () => {
  const { clock, ec2, service, connect, endpoint } = await make({ AcceptanceRequired: false })
  await connect()
  await clock.advance(60_000)
  expect(endpoint().State).toBe('available')
  await ec2('ModifyVpcEndpointServiceConfiguration', { ServiceId: service().id, AcceptanceRequired: true })
  await connect()
  expect(service().AcceptanceRequired).toBe(true)
})

test('a service is not deleted while endpoints are connected, and lingers as deleted when it is', async () => {
  const { clock, ec2, tables, ServiceId, service, connect, endpoint } = await make()
  await connect()
  const remove = async () => await ec2('DeleteVpcEndpointServiceConfigurations', { ServiceIds: [ServiceId, 'odd'] })
  expect(await remove()).toMatchObject({
    Unsuccessful: [
      { ResourceId: ServiceId, Error: { Code: 'ExistingVpcEndpointConnections' } },
      { ResourceId: 'odd', Error: { Code: 'InvalidVpcEndpointServiceId.Malformed' } },
    ],
  })
  await ec2('RejectVpcEndpointConnections', { ServiceId, VpcEndpointIds: [endpoint().id] })
  expect(await remove()).toMatchObject({ Unsuccessful: [{ ResourceId: 'odd' }] })
  const seen = [service().ServiceState]
  await clock.advance(5000)
  seen.push(service().ServiceState)
  expect(seen).toEqual(['Deleting', 'Deleted'])
  await expect(connect()).rejects.toMatchObject({ name: 'InvalidServiceName' })
  await clock.advance(30_000)
  expect(tables.endpointServices.size).toBe(0)
  await expect(ec2('DescribeVpcEndpointServiceConfigurations', { ServiceIds: [ServiceId] })).rejects.toMatchObject({
    name: 'InvalidVpcEndpointServiceId.NotFound',
  })
})

test('principals are allowed once each, told apart by type, and taken away', async () => {
  const { ec2, ServiceId } = await make()
  const modify = async (input: object) => await ec2('ModifyVpcEndpointServicePermissions', { ServiceId, ...input })
  const root = 'arn:aws:iam::111122223333:root'
  const role = 'arn:aws:iam::111122223333:role/a'
  expect(await modify({ AddAllowedPrincipals: [root, role, '*'] })).toMatchObject({
    AddedPrincipals: [{ PrincipalType: 'Account' }, { PrincipalType: 'Role' }, { PrincipalType: 'All' }],
    ReturnValue: true,
  })
  await modify({ AddAllowedPrincipals: [root], RemoveAllowedPrincipals: ['*'] })
  await expect(modify({ AddAllowedPrincipals: ['odd'] })).rejects.toMatchObject({ name: 'InvalidPrincipal' })
  expect(await ec2('DescribeVpcEndpointServicePermissions', { ServiceId })).toMatchObject({
    AllowedPrincipals: [{ Principal: root }, { Principal: role }],
  })
  const Filters = [{ Name: 'principal-type', Values: ['Role'] }]
  expect(await ec2('DescribeVpcEndpointServicePermissions', { ServiceId, Filters })).toMatchObject({
    AllowedPrincipals: [{ Principal: role }],
  })
})

test('regions, address types, names and load balancers of a service change', async () => {
  const { clock, ec2, ServiceId, service } = await make()
  const modify = async (input: object) => await ec2('ModifyVpcEndpointServiceConfiguration', { ServiceId, ...input })
  const regions = () => service().SupportedRegions?.map((one) => `${one.Region} ${one.ServiceState}`)
  await modify({
    AddSupportedRegions: ['us-east-1'],
    AddSupportedIpAddressTypes: ['ipv6'],
    PrivateDnsName: 'a.example',
  })
  expect(regions()).toEqual(['us-west-2 Available', 'us-east-1 Pending'])
  await clock.advance(5000)
  expect(service()).toMatchObject({
    SupportedIpAddressTypes: ['ipv4', 'ipv6'],
    PrivateDnsNameConfiguration: { State: 'pendingVerification' },
    SupportedRegions: [{}, { Region: 'us-east-1', ServiceState: 'Available' }],
  })
  await modify({ RemoveSupportedRegions: ['us-east-1'], RemovePrivateDnsName: true })
  await clock.advance(5000)
  expect([regions(), service().PrivateDnsName]).toEqual([['us-west-2 Available'], undefined])
  await expect(modify({ RemoveNetworkLoadBalancerArns: [arn] })).rejects.toMatchObject({ name: 'InvalidParameter' })
  expect(service().NetworkLoadBalancerArns).toEqual([arn])
})

test.each([
  { input: { NetworkLoadBalancerArns: [] }, code: 'InvalidParameter', because: 'there is no load balancer' },
  { input: { NetworkLoadBalancerArns: ['odd'] }, code: 'InvalidParameter', because: 'that is no ARN' },
  { input: { SupportedIpAddressTypes: ['ipv5'] }, code: 'InvalidParameterValue', because: 'there is no such type' },
])('creating a service answers $code: $because', async ({ input, code }) => {
  await expect(make(input)).rejects.toMatchObject({ name: code })
})
