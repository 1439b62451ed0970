import { ec2 } from '@windlass/simulator'
import { truth } from '../truth.ts'

export const internetGateway = truth(ec2.InternetGateways, {
  kind: 'InternetGateway',
  names: { vpc: 'VPC', routeTables: 'RouteTable' },
  fields: {
    // The empty text keeps it detached.
    vpc: {
      want: (value) => (value === '' ? [] : [value]),
      have: (row) => (row.Attachments ?? []).map((one) => one.VpcId),
    },
    routeTables: {
      have: (row, { place }) =>
        place
          .table(ec2.RouteTableAssociations)
          .all()
          .filter((one) => one.GatewayId === row.id && one.AssociationState?.State === 'associated')
          .map((one) => one.RouteTableId),
    },
  },
})
