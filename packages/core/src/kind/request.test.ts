import { expect, test } from 'vitest'
import { NATGateway, RouteTable, Subnet } from '../../test/kinds.ts'
import type { Item } from '../schema/json.ts'
import type { Kind } from './kind.ts'
import { createRequest } from './request.ts'

test.each<{ because: string; kind: Kind; spec: Item; request: Item }>([
  {
    because: "members are sent in AWS's spelling",
    kind: Subnet,
    spec: { vpcID: 'vpc-1', ipv6CIDRBlock: '::/64', ipv6Native: false },
    request: { VpcId: 'vpc-1', Ipv6CidrBlock: '::/64', Ipv6Native: false },
  },
  {
    because: 'extra fields, tags and references are not members of the request',
    kind: Subnet,
    spec: { mapPublicIPOnLaunch: true, tags: [{ key: 'a', value: 'b' }], vpcRef: { from: { name: 'v' } } },
    request: {},
  },
  {
    because: 'a renamed field is sent under the name AWS knows',
    kind: NATGateway,
    spec: { connectivity: 'private', subnetID: 'subnet-1' },
    request: { ConnectivityType: 'private', SubnetId: 'subnet-1', AvailabilityMode: 'zonal' },
  },
  {
    because: "the kind's own request has the last word, also to leave something out",
    kind: NATGateway,
    spec: { vpcID: 'vpc-1', availabilityMode: 'zonal' },
    request: { AvailabilityMode: 'regional' },
  },
  {
    because: 'what a facet brings is not sent',
    kind: RouteTable,
    spec: { vpcID: 'v', routes: [{}] },
    request: { VpcId: 'v' },
  },
])('$because', ({ kind, spec, request }) => {
  expect(createRequest(kind, spec)).toEqual(request)
})
