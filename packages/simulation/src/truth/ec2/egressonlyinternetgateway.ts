import { ec2 } from '@windlass/simulator'
import { truth } from '../truth.ts'

export const egressOnlyInternetGateway = truth(ec2.EgressOnlyInternetGateways, {
  kind: 'EgressOnlyInternetGateway',
  names: { vpcID: 'VPC' },
  fields: { vpcID: { have: (row) => row.Attachments[0]?.VpcId } },
})
