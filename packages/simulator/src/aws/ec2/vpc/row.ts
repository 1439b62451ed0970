import type { NetworkAcl, Vpc } from '@aws-sdk/client-ec2'
import { type Stored, table } from '../../engine/table.ts'
import { ids } from '../ids.ts'

export type VpcRow = Stored<
  Vpc,
  {
    readonly VpcId: string
    readonly CidrBlock: string
    readonly enableDnsSupport: boolean
    readonly enableDnsHostnames: boolean
    readonly enableNetworkAddressUsageMetrics: boolean
  }
>

export const Vpcs = table<VpcRow>('vpcs', {
  ids: ids(
    'vpc',
    'vpc',
    ['InvalidVpcID.NotFound', "The vpc ID '{id}' does not exist"],
    'InvalidVpcID.Malformed',
    "Invalid Id: '{id}'",
  ),
})

export type NetworkAclRow = Stored<
  NetworkAcl,
  { readonly NetworkAclId: string; readonly VpcId: string; readonly IsDefault: boolean }
>

export const NetworkAcls = table<NetworkAclRow>('networkAcls', {
  indexes: { vpc: (row) => [row.VpcId] },
  ids: ids(
    'acl',
    'network-acl',
    ['InvalidNetworkAclID.NotFound', "The networkAcl ID '{id}' does not exist"],
    'InvalidNetworkAclId.Malformed',
  ),
})
