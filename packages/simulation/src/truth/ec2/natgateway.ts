import { ec2 } from '@windlass/simulator'
import { objects, texts } from '../spelling.ts'
import { truth } from '../truth.ts'

const zones = 'availabilityZoneAddresses[]'

export const natGateway = truth(ec2.NatGateways, {
  kind: 'NATGateway',
  state: ({ State }) => State,
  settled: ['available'],
  moving: ({ NatGatewayAddresses = [] }) => {
    const one = NatGatewayAddresses.find(({ Status }) => Status !== undefined && Status !== 'succeeded')
    return one && `an address is ${one.Status}`
  },
  names: {
    allocationID: 'ElasticIPAddress',
    subnetID: 'Subnet',
    vpcID: 'VPC',
    [`${zones}.allocationIDs`]: 'ElasticIPAddress',
  },
  fields: {
    subnetID: {},
    vpcID: {},
    availabilityMode: {},
    connectivityType: {},
    allocationID: {
      have: ({ NatGatewayAddresses = [] }) => NatGatewayAddresses.find((one) => one.IsPrimary !== false)?.AllocationId,
    },
    // Without any, AWS chooses the zones and the addresses.
    availabilityZoneAddresses: {
      want: (value) =>
        objects(value).length === 0
          ? undefined
          : objects(value).flatMap(({ allocationIDs, ...zone }) =>
              texts(allocationIDs).map((allocationID) => ({ ...zone, allocationID })),
            ),
      have: ({ NatGatewayAddresses: all = [] }) => all,
    },
  },
})
