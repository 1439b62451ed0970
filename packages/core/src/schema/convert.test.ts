import {
  CreateFlowLogsCommand,
  CreateNetworkAclEntryCommand,
  DescribeNatGatewaysCommand,
  DescribeSpotFleetRequestsCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2'
import { describe, expect, test } from 'vitest'
import { toAWS, toKubernetes } from './convert.ts'
import { type Operation, type Shape, signature } from './shape.ts'

const input = (operation: Operation): Shape => signature(operation).input
const bytes: Shape = { is: 'bytes' }

const both: readonly { because: string; shape: Shape; kubernetes: unknown; aws: unknown }[] = [
  {
    because: 'members are renamed at every depth',
    shape: input(RunInstancesCommand),
    kubernetes: {
      imageID: 'ami-1',
      networkInterfaces: [{ subnetID: 'subnet-1', ipv6Addresses: [{ ipv6Address: '::1' }] }],
    },
    aws: { ImageId: 'ami-1', NetworkInterfaces: [{ SubnetId: 'subnet-1', Ipv6Addresses: [{ Ipv6Address: '::1' }] }] },
  },
  {
    because: 'Type is spelled type_',
    shape: input(CreateNetworkAclEntryCommand),
    kubernetes: { icmpTypeCode: { code: -1, type_: 8 } },
    aws: { IcmpTypeCode: { Code: -1, Type: 8 } },
  },
  {
    because: 'but for the retired accelerators, whose published spelling is kept',
    shape: input(RunInstancesCommand),
    kubernetes: { elasticGPUSpecification: [{ type: 'eg1' }], elasticInferenceAccelerators: [{ type_: 'eia1' }] },
    aws: { ElasticGpuSpecification: [{ Type: 'eg1' }], ElasticInferenceAccelerators: [{ Type: 'eia1' }] },
  },
  {
    because: 'a date is ISO text with whole seconds',
    shape: signature(DescribeNatGatewaysCommand).output,
    kubernetes: { natGateways: [{ createTime: '2030-01-31T12:00:00Z' }] },
    aws: { NatGateways: [{ CreateTime: new Date(Date.UTC(2030, 0, 31, 12)) }] },
  },
  {
    because: 'bytes are base64',
    shape: bytes,
    kubernetes: 'AP9/',
    aws: Uint8Array.from([0, 255, 127]),
  },
  {
    because: 'false, zero and the empty text are values',
    shape: input(RunInstancesCommand),
    kubernetes: { ebsOptimized: false, minCount: 0, keyName: '' },
    aws: { EbsOptimized: false, MinCount: 0, KeyName: '' },
  },
  {
    because: 'the keys of a map are not names',
    shape: { is: 'map', of: () => input(CreateNetworkAclEntryCommand) },
    kubernetes: { SubnetId: { ruleNumber: 1 } },
    aws: { SubnetId: { RuleNumber: 1 } },
  },
]

describe.each(both)('$because', ({ shape, kubernetes, aws }) => {
  test('on the way to AWS', () => {
    expect(toAWS(shape, kubernetes)).toEqual(aws)
  })

  test('on the way back', () => {
    expect(toKubernetes(shape, aws)).toEqual(kubernetes)
  })
})

test.each([
  { because: 'a member AWS does not have', value: { imageID: 'ami-1', subnetRef: { from: { name: 's' } } } },
  { because: "a member in AWS's spelling", value: { imageID: 'ami-1', SubnetId: 's' } },
  { because: 'null, which patches leave behind', value: { imageID: 'ami-1', keyName: null } },
  { because: 'a list that is none', value: { imageID: 'ami-1', securityGroupIDs: 'sg-1' } },
])('what AWS cannot take is not sent: $because', ({ value }) => {
  expect(toAWS(input(RunInstancesCommand), value)).toEqual({ ImageId: 'ami-1' })
})

test('an empty list is sent, because it may mean "none" where absence means "as it is"', () => {
  expect(toAWS(input(RunInstancesCommand), { securityGroupIDs: [] })).toEqual({ SecurityGroupIds: [] })
})

test.each([
  { because: 'an empty list stands for none', value: { NatGateways: [{ NatGatewayAddresses: [], State: 'x' }] } },
  { because: 'so does an empty object', value: { NatGateways: [{ ProvisionedBandwidth: {}, State: 'x' }] } },
  {
    because: 'and an object of empty members',
    value: { NatGateways: [{ ProvisionedBandwidth: { Status: undefined }, State: 'x' }] },
  },
  { because: 'a member of a newer AWS is not in the schema', value: { NatGateways: [{ Unheard: 1, State: 'x' }] } },
  { because: 'null is no value', value: { NatGateways: [{ VpcId: null, State: 'x' }] } },
])('status holds only what is there: $because', ({ value }) => {
  expect(toKubernetes(signature(DescribeNatGatewaysCommand).output, value)).toEqual({ natGateways: [{ state: 'x' }] })
})

test('a text that is no date is refused with a sentence, before it is sent', () => {
  const shape: Shape = { is: 'timestamp' }
  expect(() => toAWS(shape, 'tomorrow')).toThrow(
    '"tomorrow" is not a date and time such as 2030-01-31T12:00:00Z. Correct it in the spec.',
  )
})

test('every EC2 request the kinds could use survives the way there and back', () => {
  for (const operation of [RunInstancesCommand, CreateFlowLogsCommand, DescribeSpotFleetRequestsCommand]) {
    const shape = input(operation)
    const full = filled(shape, 0)
    expect(toAWS(shape, toKubernetes(shape, full))).toEqual(full)
  }
})

/** A value with every member set. */
function filled(shape: Shape, depth: number): unknown {
  switch (shape.is) {
    case 'structure':
      return Object.fromEntries(shape.members().map((member) => [member.name, filled(member.shape, depth + 1)]))
    case 'list':
      return [filled(shape.of(), depth + 1)]
    case 'map':
      return { key: filled(shape.of(), depth + 1) }
    case 'boolean':
      return true
    case 'number':
      return depth
    case 'timestamp':
      return new Date(depth * 1000)
    case 'bytes':
      return Uint8Array.from([depth])
    default:
      return `text at ${depth}`
  }
}
