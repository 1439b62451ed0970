import { describe, expect, test } from 'vitest'
import { NATGateway, Subnet } from '../../test/kinds.ts'
import type { Item } from '../schema/json.ts'
import type { Kind } from './kind.ts'
import { partitionOf, statusOf } from './project.ts'

const seen = (id: string, item: Item, region = 'eu-west-1') => ({
  id,
  item,
  spec: {},
  views: {},
  account: '123456789012',
  region,
})
const statusFor = (kind: Kind, item: Item) => {
  const { ackResourceMetadata, ...status } = statusOf(kind, seen('id-1', item))
  return status
}

test.each<{ because: string; kind: Kind; item: Item; status: Item }>([
  {
    because: 'what AWS answers is shown in the Kubernetes spelling',
    kind: Subnet,
    item: { SubnetId: 'subnet-1', State: 'available', AvailableIpAddressCount: 0, DefaultForAz: false },
    status: { subnetID: 'subnet-1', state: 'available', availableIPAddressCount: 0, defaultForAZ: false },
  },
  {
    because: 'what the spec says is not said twice, nor are tags',
    kind: Subnet,
    item: { SubnetId: 's', VpcId: 'v', CidrBlock: 'c', MapPublicIpOnLaunch: true, Tags: [{ Key: 'a', Value: 'b' }] },
    status: { subnetID: 's' },
  },
  {
    because: 'members may be renamed or left out, the spec field of another name is still a spec field',
    kind: NATGateway,
    item: { NatGatewayId: 'n', FailureMessage: 'no', DeleteTime: new Date(0), ConnectivityType: 'private' },
    status: { id: 'n', why: 'no', public: false },
  },
  {
    because: "the kind's own status has the last word, also to leave something out",
    kind: NATGateway,
    item: { NatGatewayId: 'n', CreateTime: new Date(0), ConnectivityType: 'public' },
    status: { id: 'n', public: true },
  },
])('$because', ({ kind, item, status }) => {
  expect(statusFor(kind, item)).toEqual(status)
})

describe('the resource metadata', () => {
  test('says where the object lives', () => {
    expect(statusOf(Subnet, seen('s', {})).ackResourceMetadata).toEqual({
      ownerAccountID: '123456789012',
      region: 'eu-west-1',
      partition: 'aws',
    })
  })

  test('has an ARN where the kind knows one', () => {
    const status = statusOf(NATGateway, seen('nat-1', {}, 'cn-north-1'))
    expect(status.ackResourceMetadata).toMatchObject({ arn: 'arn:aws:ec2:cn-north-1:nat/nat-1', partition: 'aws-cn' })
  })

  test.each([
    ['eu-west-1', 'aws'],
    ['cn-northwest-1', 'aws-cn'],
    ['us-gov-east-1', 'aws-us-gov'],
  ])('%s is in %s', (region, partition) => {
    expect(partitionOf(region)).toBe(partition)
  })
})
