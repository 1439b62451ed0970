import { ec2 } from '@windlass/simulator'
import { range, sizeOf } from '../spelling.ts'
import { truth } from '../truth.ts'

const ipv6 = (row: ec2.SubnetRow) =>
  (row.Ipv6CidrBlockAssociationSet ?? []).filter((one) => one.Ipv6CidrBlockState?.State === 'associated')

export const subnet = truth(ec2.Subnets, {
  kind: 'Subnet',
  state: ({ State }) => State,
  settled: ['available'],
  names: { vpcID: 'VPC', routeTables: 'RouteTable' },
  fields: {
    vpcID: {},
    availabilityZone: {},
    availabilityZoneID: {},
    cidrBlock: { as: range },
    ipv4NetmaskLength: { have: (row) => sizeOf(row.CidrBlock) },
    ipv6CIDRBlock: { want: (value) => [value], have: (row) => ipv6(row).map((one) => one.Ipv6CidrBlock), as: range },
    ipv6NetmaskLength: { have: (row) => sizeOf(ipv6(row)[0]?.Ipv6CidrBlock), open: true },
    ipv6Native: {},
    ipv4IPAMPoolID: { hidden: 'AWS shows the range and not the pool' },
    ipv6IPAMPoolID: { hidden: 'AWS shows the range and not the pool' },
    outpostARN: {},
    assignIPv6AddressOnCreation: {},
    enableDNS64: {},
    mapPublicIPOnLaunch: {},
    customerOwnedIPv4Pool: { have: (row) => (row.MapCustomerOwnedIpOnLaunch ? row.CustomerOwnedIpv4Pool : undefined) },
    hostnameType: { have: (row) => row.PrivateDnsNameOptionsOnLaunch?.HostnameType },
    enableResourceNameDNSARecord: { have: (row) => row.PrivateDnsNameOptionsOnLaunch?.EnableResourceNameDnsARecord },
    enableResourceNameDNSAAAARecord: {
      have: (row) => row.PrivateDnsNameOptionsOnLaunch?.EnableResourceNameDnsAAAARecord,
    },
    routeTables: {
      have: (row, { place }) =>
        place
          .table(ec2.RouteTableAssociations)
          .where('subnet', row.id)
          .filter((one) => one.AssociationState?.State === 'associated')
          .map((one) => one.RouteTableId),
    },
  },
})
