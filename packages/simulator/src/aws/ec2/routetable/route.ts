import type {
  CreateRouteRequest,
  CreateRouteResult,
  DeleteRouteRequest,
  ReplaceRouteRequest,
  Route,
} from '@aws-sdk/client-ec2'
import { type Block, contains, formatCidr, parseCidr } from '../../engine/cidr.ts'
import { AwsFault, invalidValue, missing } from '../../engine/fault.ts'
import { type Module, operation } from '../../engine/operation.ts'
import type { Region } from '../../engine/region.ts'
import { prefixListWeight } from '../prefixlist/prefixlist.ts'
import { ManagedPrefixLists } from '../prefixlist/row.ts'
import { ec2 } from '../service.ts'
import { Subnets } from '../subnet/row.ts'
import { type RouteTableRow, RouteTables } from './row.ts'
import { readTarget, targetMember } from './target.ts'

const propagated = 'EnableVgwRoutePropagation'
const destinations = ['DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId'] as const
type Destination = Pick<Route, (typeof destinations)[number]>

const labels = {
  DestinationCidrBlock: 'destination-cidr-block',
  DestinationIpv6CidrBlock: 'destination-ipv6-cidr-block',
  DestinationPrefixListId: 'destination-prefix-list-id',
} as const

function canonical(
  text: string,
  parameter: 'destinationCidrBlock' | 'destinationIpv6CidrBlock',
  bits: 32 | 128,
): string {
  const block = parseCidr(text)
  if (block?.bits === bits) return formatCidr(block)
  throw invalidValue(parameter, text, `This is not a valid ${bits === 32 ? '' : 'IPv6 '}CIDR block.`)
}

/** Where a route leads to, in canonical spelling. Throws unless the request names exactly one destination. */
function destinationOf(input: Destination): Destination {
  const given = destinations.filter((name) => input[name] !== undefined)
  if (given.length === 0) throw missing('destinationCidrBlock or destinationIpv6CidrBlock')
  if (given.length > 1)
    throw new AwsFault(
      'InvalidParameterCombination',
      'The request must contain exactly one of destinationCidrBlock, destinationIpv6CidrBlock, destinationPrefixListId',
    )
  const { DestinationCidrBlock: v4, DestinationIpv6CidrBlock: v6 } = input
  if (v4 !== undefined) return { DestinationCidrBlock: canonical(v4, 'destinationCidrBlock', 32) }
  if (v6 !== undefined) return { DestinationIpv6CidrBlock: canonical(v6, 'destinationIpv6CidrBlock', 128) }
  return { DestinationPrefixListId: input.DestinationPrefixListId }
}

function textOf(destination: Destination): string {
  return destinations.map((name) => destination[name]).find((value) => value !== undefined) ?? ''
}

function sameAs(destination: Destination): (route: Route) => boolean {
  return (route) => destinations.every((name) => route[name] === destination[name])
}

/** The route of a table to a destination: the static one before one that was learnt. */
function existing(table: RouteTableRow, destination: Destination): Route | undefined {
  const found = (table.Routes ?? []).filter(sameAs(destination))
  return found.find((one) => one.Origin !== propagated) ?? found[0]
}

function block(text: string | undefined): Block | undefined {
  return text === undefined ? undefined : parseCidr(text)
}

const inVpc = new Set(['NetworkInterfaceId', 'InstanceId', 'VpcEndpointId', 'NatGatewayId'])

function unsupported(): AwsFault {
  return new AwsFault(
    'InvalidParameterValue',
    'Route target is not supported. This route only supports interface and instance targets.',
  )
}

/** A route more specific than a local one must lead to a whole subnet, and through something in the VPC. */
function checkInside(region: Region, table: RouteTableRow, destination: Destination, input: CreateRouteRequest): void {
  const wanted = block(destination.DestinationCidrBlock ?? destination.DestinationIpv6CidrBlock)
  const inside = (table.Routes ?? [])
    .filter((route) => route.Origin === 'CreateRouteTable')
    .map((route) => block(route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock))
    .some((outer) => outer && wanted && contains(outer, wanted))
  if (!inside) return
  if (!inVpc.has(targetMember(input))) throw unsupported()
  const subnets = region
    .table(Subnets)
    .where('vpc', table.VpcId)
    .flatMap((row) => [row.CidrBlock, ...(row.Ipv6CidrBlockAssociationSet ?? []).map((one) => one.Ipv6CidrBlock)])
  if (!subnets.includes(textOf(destination)))
    throw new AwsFault('InvalidParameterValue', "Route destination doesn't match any subnet CIDR blocks.")
}

/** Targets that carry only one address family, and endpoints that cannot carry a prefix list. */
function checkFamily(destination: Destination, input: CreateRouteRequest): void {
  const member = targetMember(input)
  const { DestinationCidrBlock: v4, DestinationIpv6CidrBlock: v6, DestinationPrefixListId: list } = destination
  if (member === 'EgressOnlyInternetGatewayId' && v4 !== undefined)
    throw new AwsFault('InvalidParameterValue', 'An egress-only internet gateway carries IPv6 traffic only')
  if (member === 'NatGatewayId' && v6 !== undefined && v6 !== '64:ff9b::/96')
    throw new AwsFault('InvalidParameterValue', 'A NAT gateway carries IPv4 traffic and 64:ff9b::/96 only')
  if (member === 'VpcEndpointId' && list !== undefined)
    throw new AwsFault(
      'InvalidParameterValue',
      'Cannot create or replace a prefix list route targeting a VPC Endpoint.',
    )
}

function weight(region: Region, routes: readonly Route[]): number {
  return routes
    .filter((route) => route.Origin !== propagated)
    .reduce(
      (sum, { DestinationPrefixListId: list }) => sum + (list === undefined ? 1 : prefixListWeight(region, list)),
      0,
    )
}

function createRoute(input: CreateRouteRequest, region: Region): void {
  const table = region.require(RouteTables, input.RouteTableId)
  const destination = destinationOf(input)
  checkFamily(destination, input)
  const target = readTarget(region, table, input)
  const routes = table.Routes ?? []
  const same = sameAs(destination)
  if (routes.some((one) => same(one) && one.Origin !== propagated))
    throw new AwsFault('RouteAlreadyExists', `The route identified by ${textOf(destination)} already exists.`)
  checkInside(region, table, destination, input)
  const route = { ...destination, ...target, Origin: 'CreateRoute', State: 'active' } as const
  region.refuseOverQuota('RouteLimitExceeded', weight(region, [...routes, route]) - 1)
  region.table(RouteTables).update(table.id, { Routes: [...routes, route] })
}

function ofEndpoint(route: Route): boolean {
  return route.DestinationPrefixListId !== undefined && route.GatewayId?.startsWith('vpce-') === true
}

function replacement(input: ReplaceRouteRequest, region: Region, table: RouteTableRow, old: Route): Partial<Route> {
  const local = old.Origin === 'CreateRouteTable'
  if (input.LocalTarget) {
    if (!local) throw new AwsFault('InvalidParameterValue', 'Only the local route can be reset to the local target')
    return { GatewayId: 'local' }
  }
  if (local && !inVpc.has(targetMember(input))) throw unsupported()
  return readTarget(region, table, input)
}

function replaceRoute(input: ReplaceRouteRequest, region: Region): void {
  const table = region.require(RouteTables, input.RouteTableId)
  const destination = destinationOf(input)
  const old = existing(table, destination)
  if (!old || old.Origin === propagated)
    throw new AwsFault(
      'InvalidParameterValue',
      `There is no route defined for '${textOf(destination)}' in the route table. Use CreateRoute instead.`,
    )
  if (ofEndpoint(old))
    throw new AwsFault(
      'InvalidParameterValue',
      'Cannot create or replace a prefix list route targeting a VPC Endpoint.',
    )
  if (!input.LocalTarget) checkFamily(destination, input)
  const target = replacement(input, region, table, old)
  const route = { ...destination, ...target, Origin: old.Origin, State: 'active' } as const
  region.table(RouteTables).update(table.id, { Routes: table.Routes?.map((one) => (one === old ? route : one)) })
}

function deleteRoute(input: DeleteRouteRequest, region: Region): void {
  const table = region.require(RouteTables, input.RouteTableId)
  const destination = destinationOf(input)
  const text = textOf(destination)
  const old = existing(table, destination)
  const label = destinations.flatMap((name) => (destination[name] === undefined ? [] : labels[name])).join()
  if (!old) throw new AwsFault('InvalidRoute.NotFound', `no route with ${label} ${text} in route table ${table.id}`)
  const refused =
    old.Origin === 'CreateRouteTable'
      ? 'local'
      : old.Origin === propagated
        ? 'propagated'
        : ofEndpoint(old)
          ? 'VPC endpoint'
          : undefined
  if (refused !== undefined)
    throw new AwsFault('InvalidParameterValue', `cannot remove ${refused} route ${text} in route table ${table.id}`)
  region.table(RouteTables).update(table.id, { Routes: table.Routes?.filter((one) => one !== old) })
}

/** Routes of route tables. Their states are not kept but computed when a table is described. */
export const route: Module = {
  service: ec2,
  quotas: {
    RouteLimitExceeded: { limit: 500, of: 'routes' },
  },
  operations: {
    CreateRoute: operation<CreateRouteRequest, CreateRouteResult>({
      ids: { RouteTableId: RouteTables, DestinationPrefixListId: { table: ManagedPrefixLists, asked: false } },
      handle(input, { region }) {
        createRoute(input, region)
        return { Return: true }
      },
    }),
    ReplaceRoute: operation<ReplaceRouteRequest, object>({
      ids: { RouteTableId: RouteTables },
      handle(input, { region }) {
        replaceRoute(input, region)
        return undefined
      },
    }),
    DeleteRoute: operation<DeleteRouteRequest, object>({
      ids: { RouteTableId: RouteTables },
      handle(input, { region }) {
        deleteRoute(input, region)
        return undefined
      },
    }),
  },
}
