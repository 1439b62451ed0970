import {
  DescribeRouteTablesCommand,
  DisassociateRouteTableCommand,
  ReplaceRouteTableAssociationCommand,
  type RouteTable,
  type RouteTableAssociation,
} from '@aws-sdk/client-ec2'
import { filtered, live } from '@windlass/core'

/** The member of an association that names what follows the table, and the filter of tables by it. */
const filters = { SubnetId: 'association.subnet-id', GatewayId: 'association.gateway-id' } as const

/** The associations of a subnet or a gateway with route tables that stand or come. */
export const associations = (member: keyof typeof filters, id: string, found: readonly RouteTable[]) =>
  live(
    found.flatMap(({ Associations = [] }) => Associations),
    'AssociationState.State',
  ).filter((one) => one[member] === id)

/** The tables of subnets or of gateways, as the entries of a field: one takes the place of another in a single call. */
export function tablesOf(member: keyof typeof filters) {
  return {
    from: filtered({
      operation: DescribeRouteTablesCommand,
      items: 'RouteTables',
      filter: filters[member],
      keys: ({ Associations = [] }) => Associations.map((one) => one[member]),
    }),
    have: ({ id }: { readonly id: string }, found: readonly RouteTable[]) => associations(member, id, found),
    want: (tables: readonly string[]) => tables.map((RouteTableId) => ({ RouteTableId })),
    spell: (all: readonly RouteTableAssociation[]) => all.flatMap(({ RouteTableId }) => RouteTableId ?? []),
    key: ({ RouteTableId = '' }: { readonly RouteTableId?: string | undefined }) => RouteTableId,
    noun: 'route table',
    busy: ({ RouteTableId, AssociationState: state }: RouteTableAssociation) =>
      state?.State === undefined || state.State === 'associated'
        ? undefined
        : `the association with route table ${RouteTableId} is ${[state.State, state.StatusMessage].filter(Boolean).join(': ')}`,
    swap: [
      ReplaceRouteTableAssociationCommand,
      ({ RouteTableId }: { readonly RouteTableId: string }, now: RouteTableAssociation) => ({
        RouteTableId,
        AssociationId: now.RouteTableAssociationId,
      }),
    ],
    remove: [
      DisassociateRouteTableCommand,
      (now: RouteTableAssociation) => ({ AssociationId: now.RouteTableAssociationId }),
    ],
    done: ['Resource.AlreadyAssociated'],
  } as const
}
