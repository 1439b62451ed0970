import { ec2 } from '@windlass/simulator'
import { truth } from '../truth.ts'

export const elasticIPAddress = truth(ec2.Addresses, {
  kind: 'ElasticIPAddress',
  fields: {
    address: { have: ({ CustomerOwnedIp, PublicIp }) => CustomerOwnedIp ?? PublicIp },
    customerOwnedIPv4Pool: {},
    networkBorderGroup: {},
    publicIPv4Pool: {},
  },
})
