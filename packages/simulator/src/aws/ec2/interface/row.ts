import type { NetworkInterface } from '@aws-sdk/client-ec2'
import { type Stored, table } from '../../engine/table.ts'
import { ids } from '../ids.ts'

/** Types and attachment states are wider here than in the SDK: AWS answers values its model does not list. */
export type NetworkInterfaceRow = Stored<
  Omit<NetworkInterface, 'InterfaceType' | 'TagSet'>,
  {
    readonly NetworkInterfaceId: string
    readonly SubnetId: string
    readonly VpcId: string
    readonly InterfaceType?: string
  }
>

export const NetworkInterfaces = table<NetworkInterfaceRow>('networkInterfaces', {
  indexes: {
    vpc: (row) => [row.VpcId],
    subnet: (row) => [row.SubnetId],
    group: (row) => (row.Groups ?? []).map((group) => group.GroupId),
  },
  ids: ids(
    'eni',
    'network-interface',
    ['InvalidNetworkInterfaceID.NotFound', "The networkInterface ID '{id}' does not exist"],
    'InvalidNetworkInterfaceId.Malformed',
  ),
})
