import type { Item } from '@windlass/core'
import { ec2 } from '@windlass/simulator'
import { objects } from '../spelling.ts'
import { truth } from '../truth.ts'

/** Options by their key, the values of each as one text: their order counts. */
const option = ({ key, values }: Item) => [String(key), Array.isArray(values) ? values.join(', ') : ''] as const

export const dhcpOptions = truth(ec2.DhcpOptionSets, {
  kind: 'DHCPOptions',
  names: { vpc: 'VPC' },
  fields: {
    dhcpConfigurations: {
      want: (value) => Object.fromEntries(objects(value).map(option)),
      have: ({ DhcpConfigurations = [] }) =>
        Object.fromEntries(
          DhcpConfigurations.map(({ Key, Values = [] }) =>
            option({ key: Key, values: Values.map(({ Value }) => Value) }),
          ),
        ),
    },
    vpc: {
      have: (row, { place }) =>
        place
          .table(ec2.Vpcs)
          .all()
          .filter((one) => one.DhcpOptionsId === row.id)
          .map(({ id }) => id),
    },
  },
})
