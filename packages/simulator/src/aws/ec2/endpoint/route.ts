import { AwsFault } from '../../engine/fault.ts'
import type { Region } from '../../engine/region.ts'
import { RouteTables } from '../routetable/row.ts'

/**
 * Writes the route of a gateway endpoint into a route table: the service's prefix list with the endpoint as its gateway.
 * Writing the same route again changes nothing. Throws `RouteAlreadyExists` when the table has another route to the list,
 * and `InvalidRouteTableID.NotFound` for an unknown table.
 */
export function addEndpointRoute(
  region: Region,
  routeTableId: string,
  prefixListId: string,
  vpcEndpointId: string,
): void {
  const table = region.require(RouteTables, routeTableId)
  const routes = table.Routes ?? []
  const present = routes.find((route) => route.DestinationPrefixListId === prefixListId)
  if (present?.GatewayId === vpcEndpointId) return
  if (present)
    throw new AwsFault(
      'RouteAlreadyExists',
      `route table ${routeTableId} already has a route with destination-prefix-list-id ${prefixListId}`,
    )
  const route = {
    DestinationPrefixListId: prefixListId,
    GatewayId: vpcEndpointId,
    Origin: 'CreateRoute',
    State: 'active',
  } as const
  region.table(RouteTables).update(table.id, { Routes: [...routes, route] })
}

/** Removes the prefix-list routes of a gateway endpoint from the named route tables, or from every table when none are named. */
export function removeEndpointRoutes(region: Region, vpcEndpointId: string, routeTableIds?: readonly string[]): void {
  for (const table of region.table(RouteTables).all()) {
    if (routeTableIds && !routeTableIds.includes(table.id)) continue
    const kept = (table.Routes ?? []).filter(
      (route) => route.GatewayId !== vpcEndpointId || route.DestinationPrefixListId === undefined,
    )
    if (kept.length !== table.Routes?.length) region.table(RouteTables).update(table.id, { Routes: kept })
  }
}
