import type { CreateRouteRequest, Route, RouteState } from '@aws-sdk/client-ec2'
import { AwsFault } from '../../engine/fault.ts'
import type { Region } from '../../engine/region.ts'
import type { AnyTable, Row } from '../../engine/table.ts'
import { record } from '../../schema/schema.ts'
import { EgressOnlyInternetGateways } from '../egressonlyinternetgateway/row.ts'
import { VpcEndpoints } from '../endpoint/row.ts'
import { NetworkInterfaces } from '../interface/row.ts'
import { InternetGateways } from '../internetgateway/row.ts'
import { NatGateways } from '../natgateway/row.ts'
import { over } from '../transitgateway/lifecycle.ts'
import { TransitGatewayAttachments, TransitGateways } from '../transitgateway/row.ts'
import type { RouteTableRow } from './row.ts'

/** The members of a request of which exactly one names a route's target. */
export const targetMembers = [
  'GatewayId',
  'NatGatewayId',
  'NetworkInterfaceId',
  'VpcEndpointId',
  'InstanceId',
  'TransitGatewayId',
  'VpcPeeringConnectionId',
  'EgressOnlyInternetGatewayId',
  'LocalGatewayId',
  'CarrierGatewayId',
  'CoreNetworkArn',
  'OdbNetworkArn',
] as const

export type TargetMember = (typeof targetMembers)[number]

/** The prefixes of ids whose kinds may have no table: their ids are taken by shape. */
const prefixes: Partial<Record<TargetMember, readonly [prefix: string, code: string]>> = {
  InstanceId: ['i', 'InvalidInstanceID.Malformed'],
  VpcPeeringConnectionId: ['pcx', 'InvalidVpcPeeringConnectionId.Malformed'],
  LocalGatewayId: ['lgw', 'InvalidLocalGatewayID.Malformed'],
  CarrierGatewayId: ['cagw', 'InvalidCarrierGatewayID.Malformed'],
}

const dead = new Set(['deleted', 'failed', 'rejected', 'expired', 'terminated'])

function tableOf(region: Region, id: string): AnyTable | undefined {
  const prefix = id.slice(0, id.lastIndexOf('-'))
  return region.every().find(({ definition }) => definition.ids.prefix === prefix)
}

function stateOf(row: Row): string {
  const { State: state, Status: status } = { State: undefined, Status: undefined, ...record(row) }
  const found = record(state)?.Name ?? record(status)?.Code ?? state ?? status
  return typeof found === 'string' ? found.toLowerCase() : ''
}

function attachedHere(region: Region, gateway: string, vpcId: string): boolean {
  const attachments = region.table(InternetGateways).get(gateway)?.Attachments ?? []
  return attachments.some((one) => one.VpcId === vpcId && !/^detach/.test(one.State ?? ''))
}

function elsewhere(table: RouteTableRow, what: string, id: string): AwsFault {
  return new AwsFault('InvalidParameterValue', `route table ${table.id} and ${what} ${id} belong to different networks`)
}

function checkGateway(region: Region, table: RouteTableRow, id: string): void {
  const vpn = /^vgw-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)
  if (vpn && tableOf(region, id) === undefined) return
  if (!vpn && !region.table(InternetGateways).get(id))
    throw new AwsFault('InvalidGatewayID.NotFound', `The gateway ID '${id}' does not exist`)
  if (!vpn && !attachedHere(region, id, table.VpcId)) throw elsewhere(table, 'network gateway', id)
}

function checkNat(region: Region, table: RouteTableRow, id: string): void {
  if (!NatGateways.ids.fits(id))
    throw new AwsFault('InvalidNatGatewayID.Malformed', `Invalid id: "${id}" (expecting "nat-...")`)
  const row = region.table(NatGateways).get(id)
  if (!row || ['deleting', 'deleted', 'failed'].includes(row.State ?? ''))
    throw new AwsFault('InvalidNatGatewayID.NotFound', `The natGateway ID '${id}' does not exist`)
  if (row.VpcId !== table.VpcId) throw elsewhere(table, 'nat gateway', id)
}

function checkEndpoint(region: Region, table: RouteTableRow, id: string): void {
  if (!VpcEndpoints.ids.fits(id)) throw VpcEndpoints.ids.malformed(id)
  const row = region.require(VpcEndpoints, id)
  if (dead.has(stateOf(row))) throw VpcEndpoints.ids.notFound(id)
  if (row.VpcId !== table.VpcId) throw elsewhere(table, 'vpc endpoint', id)
  if (row.VpcEndpointType !== 'GatewayLoadBalancer')
    throw new AwsFault(
      'InvalidParameterValue',
      `The VPC endpoint '${id}' is not of type GatewayLoadBalancer and cannot be the target of a route`,
    )
}

function checkEgress(region: Region, table: RouteTableRow, id: string): void {
  if (!EgressOnlyInternetGateways.ids.fits(id)) throw EgressOnlyInternetGateways.ids.malformed(id)
  const { Attachments } = region.require(EgressOnlyInternetGateways, id)
  if (!Attachments.some((one) => one.VpcId === table.VpcId)) throw elsewhere(table, 'egress only internet gateway', id)
}

/** To a VPC that is not attached to it, a gateway does not exist. Source: hashicorp/terraform-provider-aws#10025. */
function checkTransit(region: Region, table: RouteTableRow, id: string): void {
  if (!TransitGateways.ids.fits(id)) throw TransitGateways.ids.malformed(id)
  if (!attachedTo(region, id, table.VpcId))
    throw new AwsFault('InvalidTransitGatewayID.NotFound', `The transitGateway ID '${id}' does not exist.`)
}

function attachedTo(region: Region, gateway: string, vpcId: string): boolean {
  const attachments = region.table(TransitGatewayAttachments).where('vpc', vpcId)
  return attachments.some((row) => row.TransitGatewayId === gateway && !over(row) && row.State !== 'deleting')
}

function checkByShape(region: Region, member: TargetMember, id: string): void {
  const [prefix, code] = prefixes[member] ?? []
  if (prefix === undefined || code === undefined) return
  if (!new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`).test(id))
    throw new AwsFault(code, `Invalid id: "${id}" (expecting "${prefix}-...")`)
  const table = tableOf(region, id)
  const row = table?.get(id)
  if (table && (!row || dead.has(stateOf(row)))) throw table.definition.ids.notFound(id)
}

/** The member of a request that names the target. Throws unless there is exactly one. */
export function targetMember(input: CreateRouteRequest): TargetMember {
  const given = targetMembers.filter((name) => input[name] !== undefined)
  const lower = targetMembers.map((name) => name.charAt(0).toLowerCase() + name.slice(1))
  const [first] = given
  if (first === undefined)
    throw new AwsFault('MissingParameter', `The request must contain exactly one of ${lower.join(', ')}`)
  if (given.length > 1)
    throw new AwsFault('InvalidParameterCombination', `The request must contain exactly one of ${lower.join(', ')}`)
  return first
}

/** The members of a route that say where it leads, once the target is known to exist and to be in the table's VPC. */
export function readTarget(region: Region, table: RouteTableRow, input: CreateRouteRequest): Partial<Route> {
  const member = targetMember(input)
  const id = input[member] ?? ''
  if (member === 'GatewayId') checkGateway(region, table, id)
  else if (member === 'NatGatewayId') checkNat(region, table, id)
  else if (member === 'EgressOnlyInternetGatewayId') checkEgress(region, table, id)
  else if (member === 'VpcEndpointId') {
    checkEndpoint(region, table, id)
    return { GatewayId: id }
  } else if (member === 'NetworkInterfaceId') {
    if (!NetworkInterfaces.ids.fits(id)) throw NetworkInterfaces.ids.malformed(id)
    const eni = region.require(NetworkInterfaces, id)
    if (eni.VpcId !== table.VpcId) throw elsewhere(table, 'interface', id)
    const { InstanceId, InstanceOwnerId } = eni.Attachment ?? {}
    return { NetworkInterfaceId: id, ...(InstanceId === undefined ? {} : { InstanceId, InstanceOwnerId }) }
  } else if (member === 'TransitGatewayId') checkTransit(region, table, id)
  else checkByShape(region, member, id)
  return { [member]: id }
}

function alive(region: Region, id: string): boolean {
  const table = tableOf(region, id)
  const row = table?.get(id)
  return row ? !dead.has(stateOf(row)) : table === undefined
}

/**
 * Whether a route of a VPC leads anywhere now: `blackhole` when its gateway or transit gateway is detached or gone, its NAT gateway, endpoint or
 * peering is deleted or failed, or its network interface is gone or attached to nothing.
 */
export function routeState(region: Region, route: Route, vpcId: string): RouteState {
  const { GatewayId: gateway, NetworkInterfaceId: eni } = route
  if (gateway?.startsWith('igw-')) return attachedHere(region, gateway, vpcId) ? 'active' : 'blackhole'
  const { TransitGatewayId: transit } = route
  if (transit !== undefined) return attachedTo(region, transit, vpcId) ? 'active' : 'blackhole'
  if (eni !== undefined) {
    const row = region.table(NetworkInterfaces).get(eni)
    return row && (row.Status === 'in-use' || row.Attachment !== undefined) ? 'active' : 'blackhole'
  }
  const ids = [
    gateway === 'local' ? undefined : gateway,
    route.NatGatewayId,
    route.InstanceId,
    route.VpcPeeringConnectionId,
    route.EgressOnlyInternetGatewayId,
    route.LocalGatewayId,
    route.CarrierGatewayId,
  ].filter((id) => id !== undefined)
  return ids.every((id) => alive(region, id)) ? 'active' : 'blackhole'
}
