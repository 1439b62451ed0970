import { condition, Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { VPCEndpointServiceConfiguration } from '../index.ts'

const kind = 'VPCEndpointServiceConfiguration'
const balancer = (name: string, sort = 'net') =>
  `arn:aws:elasticloadbalancing:us-west-2:111122223333:loadbalancer/${sort}/${name}/0123456789abcdef`
const [a, b, gateway] = [balancer('a'), balancer('b'), balancer('g', 'gwy')]
const service = (spec: string) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: ${kind}
metadata: { name: pay }
spec: ${spec}
`

async function open() {
  const stage = await Stage.open({ kinds: [VPCEndpointServiceConfiguration] })
  stage.start()
  const { endpointServices, vpcEndpoints } = stage.aws.at().tables
  const call = (operation: string, input: object) => stage.aws.invoke('ec2', operation, input)
  const row = () => endpointServices.all().at(-1)
  const says = async (type: string) => condition((await stage.get(kind, 'pay'))!, type)
  return { stage, call, row, says, endpointServices, vpcEndpoints }
}

test('a service is made once with its permissions, and status has its id and name', async () => {
  const { stage, row, endpointServices } = await open()
  await stage.apply(
    service(`{ networkLoadBalancerARNs: ["${a}"], allowedPrincipals: ["*"], acceptanceRequired: false }`),
  )
  const { status, spec } = await stage.synced(kind, 'pay')
  expect(endpointServices.size).toBe(1)
  expect(row()?.allowed.map(({ Principal }) => Principal)).toEqual(['*'])
  expect(status).toMatchObject({ serviceID: row()?.id, serviceName: row()?.ServiceName, serviceState: 'Available' })
  // The manifests of this API group count on it being filled in.
  expect(spec?.supportedRegions).toEqual(['us-west-2'])
})

test.each([
  { spec: '{ acceptanceRequired: true }', because: 'no load balancer' },
  {
    spec: `{ networkLoadBalancerARNs: ["${a}"], gatewayLoadBalancerARNs: ["${gateway}"] }`,
    because: 'load balancers of both sorts',
  },
])('the API server refuses a service with $because', async ({ spec }) => {
  const { stage } = await open()
  await expect(stage.apply(service(spec))).rejects.toThrow(/one or more of exactly one sort/)
})

test('load balancers, address types, acceptance, regions and permissions change by what comes and goes', async () => {
  const { stage, row } = await open()
  await stage.apply(
    service(`{ networkLoadBalancerARNs: ["${a}"], allowedPrincipals: ["arn:aws:iam::444455556666:root"] }`),
  )
  await stage.synced(kind, 'pay')
  await stage.apply(
    service(`{ networkLoadBalancerARNs: ["${b}"], acceptanceRequired: false, supportedIPAddressTypes: [ipv4, ipv6],
      supportedRegions: [us-east-1], allowedPrincipals: ["arn:aws:iam::777788889999:root"] }`),
  )
  await stage.until(async () => row()?.NetworkLoadBalancerArns?.[0] === b, 60_000)
  await stage.synced(kind, 'pay')
  expect(row()).toMatchObject({
    NetworkLoadBalancerArns: [b],
    AcceptanceRequired: false,
    SupportedIpAddressTypes: ['ipv4', 'ipv6'],
    SupportedRegions: [
      { Region: 'us-west-2', ServiceState: 'Available' },
      { Region: 'us-east-1', ServiceState: 'Available' },
    ],
    allowed: [{ Principal: 'arn:aws:iam::777788889999:root' }],
  })
})

test('a permission that somebody takes away comes back, and one that somebody adds goes', async () => {
  const { stage, call, row } = await open()
  await stage.apply(
    service(`{ networkLoadBalancerARNs: ["${a}"], allowedPrincipals: ["arn:aws:iam::444455556666:root"] }`),
  )
  await stage.synced(kind, 'pay')
  await call('ModifyVpcEndpointServicePermissions', {
    ServiceId: row()?.id,
    AddAllowedPrincipals: ['*'],
    RemoveAllowedPrincipals: ['arn:aws:iam::444455556666:root'],
  })
  await stage.until(async () => row()?.allowed[0]?.Principal !== '*', 900_000)
  expect(row()?.allowed.map(({ Principal }) => Principal)).toEqual(['arn:aws:iam::444455556666:root'])
})

// Source: PrivateDnsNameConfiguration and StartVpcEndpointServicePrivateDnsVerification in the EC2 API reference.
test('whether the private name is verified stands beside in sync, with the record to create', async () => {
  const { stage, call, row, says, endpointServices } = await open()
  await stage.apply(service(`{ networkLoadBalancerARNs: ["${a}"], privateDNSName: pay.example.com }`))
  await stage.synced(kind, 'pay')
  const { Name, Value } = row()?.PrivateDnsNameConfiguration ?? {}
  const record = `the TXT record ${Name} with the value ${Value}`
  expect(await says('Healthy')).toMatchObject({
    status: 'Unknown',
    reason: 'VerificationPending',
    message: expect.stringContaining(record),
  })
  const verify = async () => {
    await call('StartVpcEndpointServicePrivateDnsVerification', { ServiceId: row()?.id })
    await stage.clock.advance(200_000)
  }
  await verify()
  expect(await says('Healthy')).toMatchObject({ status: 'False', message: expect.stringContaining(record) })
  endpointServices.update(row()!.id, { recorded: true })
  await verify()
  expect(await says('Healthy')).toMatchObject({ status: 'True', reason: 'Verified' })
  expect(await says('ACK.ResourceSynced')).toMatchObject({ status: 'True' })
})

test('the private name goes when the spec says so with the empty text, and nothing is said of its health then', async () => {
  const { stage, row, says } = await open()
  await stage.apply(service(`{ networkLoadBalancerARNs: ["${a}"], privateDNSName: pay.example.com }`))
  await stage.synced(kind, 'pay')
  await stage.apply(service(`{ networkLoadBalancerARNs: ["${a}"], privateDNSName: "" }`))
  await stage.until(async () => row()?.PrivateDnsName === undefined, 60_000)
  await stage.synced(kind, 'pay')
  expect(await says('Healthy')).toBeUndefined()
})

// Source: DeleteVpcEndpointServiceConfigurations in the EC2 API reference: connections must be rejected before.
test('a service that is to be deleted names the endpoints connected to it, and rejects none by itself', async () => {
  const { stage, call, row, says, vpcEndpoints } = await open()
  await stage.apply(service(`{ networkLoadBalancerARNs: ["${a}"], acceptanceRequired: false }`))
  await stage.synced(kind, 'pay')
  const vpc = await call('CreateVpc', { CidrBlock: '10.0.0.0/16' })
  const VpcId = stage.aws.at().tables.vpcs.all()[0]?.id
  expect(vpc).toBeDefined()
  await call('CreateSubnet', { VpcId, CidrBlock: '10.0.0.0/24' })
  await call('CreateVpcEndpoint', {
    VpcId,
    VpcEndpointType: 'Interface',
    ServiceName: row()?.ServiceName,
    SubnetIds: [stage.aws.at().tables.subnets.all()[0]?.id],
  })
  await stage.clock.advance(60_000)
  const endpoint = vpcEndpoints.all()[0]
  await stage.delete(kind, 'pay')
  await stage.clock.advance(60_000)
  expect(await says('ACK.ResourceSynced')).toMatchObject({
    reason: 'BlockedByDependents',
    message: expect.stringContaining(`endpoint connection ${endpoint?.id}`),
  })
  expect(vpcEndpoints.get(endpoint?.id ?? '')?.State).toBe('available')
  await call('RejectVpcEndpointConnections', { ServiceId: row()?.id, VpcEndpointIds: [endpoint?.id] })
  await stage.until(async () => (await stage.get(kind, 'pay')) === undefined, 900_000)
})

test('a value as long as a book is named by its beginning in what is said of it', async () => {
  const { stage, says } = await open()
  const long = 'x'.repeat(8192)
  await stage.apply(service(`{ networkLoadBalancerARNs: ["${a}"], allowedPrincipals: ["${long}"] }`))
  await stage.clock.advance(60_000)
  const message = String((await says('ACK.ResourceSynced'))?.message)
  expect(message).toContain('cannot add the permission of xxx')
  expect(message.length).toBeLessThan(2048)
})
