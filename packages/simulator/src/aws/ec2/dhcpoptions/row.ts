import type { DhcpOptions } from '@aws-sdk/client-ec2'
import { type Stored, table } from '../../engine/table.ts'
import { ids } from '../ids.ts'

export type DhcpOptionsRow = Stored<
  DhcpOptions,
  {
    readonly DhcpOptionsId: string
    readonly isDefault: boolean
    /** The VPCs that have taken other options a moment ago: AWS refuses the delete until it has noticed. */
    readonly leaving?: readonly string[] | undefined
  }
>

export const DhcpOptionSets = table<DhcpOptionsRow>('dhcpOptions', {
  ids: ids(
    'dopt',
    'dhcp-options',
    ['InvalidDhcpOptionID.NotFound', "The dhcpOption ID '{id}' does not exist"],
    'InvalidDhcpOptionsId.Malformed',
  ),
})
