import type { RouteTable, RouteTableAssociation } from '@aws-sdk/client-ec2'
import { type Stored, table } from '../../engine/table.ts'
import { ids } from '../ids.ts'

/** `Associations` are not kept here: they are rows of their own. */
export type RouteTableRow = Stored<RouteTable, { readonly RouteTableId: string; readonly VpcId: string }>

export const RouteTables = table<RouteTableRow>('routeTables', {
  indexes: { vpc: (row) => [row.VpcId] },
  ids: ids(
    'rtb',
    'route-table',
    ['InvalidRouteTableID.NotFound', "The routeTable ID '{id}' does not exist"],
    'InvalidRouteTableId.Malformed',
  ),
})

export type RouteTableAssociationRow = Stored<
  RouteTableAssociation,
  { readonly RouteTableId: string; readonly Main: boolean }
>

export const RouteTableAssociations = table<RouteTableAssociationRow>('routeTableAssociations', {
  indexes: { table: (row) => [row.RouteTableId], subnet: (row) => [row.SubnetId] },
  ids: ids(
    'rtbassoc',
    undefined,
    ['InvalidAssociationID.NotFound', "The association ID '{id}' does not exist"],
    'InvalidAssociationId.Malformed',
  ),
})
