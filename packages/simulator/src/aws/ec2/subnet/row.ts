import type { Subnet } from '@aws-sdk/client-ec2'
import { type Stored, table } from '../../engine/table.ts'
import { ids } from '../ids.ts'

export type SubnetRow = Stored<
  Subnet,
  {
    readonly SubnetId: string
    readonly VpcId: string
    readonly CidrBlock: string | undefined
    readonly AvailabilityZone: string
  }
>

export const Subnets = table<SubnetRow>('subnets', {
  indexes: { vpc: (row) => [row.VpcId] },
  ids: ids(
    'subnet',
    'subnet',
    ['InvalidSubnetID.NotFound', "The subnet ID '{id}' does not exist"],
    'InvalidSubnetID.Malformed',
  ),
})
