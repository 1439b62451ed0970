import { CreateRouteCommand, type Route } from '@aws-sdk/client-ec2'
import { requested } from '@windlass/core'
import { canonicalRange } from '../service/cidr.ts'

/** A route as the spec gives it, and the way to AWS's spelling of it. */
export const route = requested(CreateRouteCommand, ['RouteTableId', 'DryRun'])

/** A route in AWS's spelling. */
export type Wanted = ReturnType<typeof route.toAWS>
type Destination = Pick<Wanted, 'DestinationCidrBlock' | 'DestinationIpv6CidrBlock' | 'DestinationPrefixListId'>

const targets = [
  'GatewayId',
  'NatGatewayId',
  'TransitGatewayId',
  'VpcPeeringConnectionId',
  'EgressOnlyInternetGatewayId',
  'NetworkInterfaceId',
  'InstanceId',
  'CarrierGatewayId',
  'LocalGatewayId',
  'CoreNetworkArn',
  'OdbNetworkArn',
] as const

/** Where a route leads from: what identifies it in its table. */
export function destination(of: Destination): Destination {
  const { DestinationCidrBlock: v4, DestinationIpv6CidrBlock: v6, DestinationPrefixListId } = of
  if (v4 !== undefined) return { DestinationCidrBlock: canonicalRange(v4) }
  return v6 !== undefined ? { DestinationIpv6CidrBlock: canonicalRange(v6) } : { DestinationPrefixListId }
}

/** The destination as one text. */
export const keyOf = (of: Destination): string => Object.values(destination(of)).join() || 'no destination'

/** The target of a route: AWS shows a VPC endpoint as a gateway. The first member that is set names it. */
export function targetOf(of: Wanted | Route): string {
  const endpoint = 'VpcEndpointId' in of ? of.VpcEndpointId : undefined
  return endpoint ?? targets.map((member) => of[member]).find((value) => value !== undefined) ?? 'no target'
}

/** Whether a route leads where it should. AWS shows a VPC endpoint as a gateway, and an instance with its interface. */
export function leads(wanted: Wanted, have: Route): boolean {
  if (wanted.VpcEndpointId !== undefined) return have.GatewayId === wanted.VpcEndpointId
  return targets.every((member) => wanted[member] === undefined || wanted[member] === have[member])
}

/** The route as the spec would give it. */
export function spelled(one: Route) {
  const { GatewayId } = one
  const member = targets.find((name) => one[name] !== undefined)
  const endpoint = member === 'GatewayId' && GatewayId?.startsWith('vpce-')
  const to = endpoint ? { VpcEndpointId: GatewayId } : member === undefined ? {} : { [member]: one[member] }
  return route.toKubernetes({ ...destination(one), ...to })
}

/** The target of a route in a request that replaces it: the local one has a member of its own. */
export function replacing({ GatewayId, VpcEndpointId, ...others }: Wanted) {
  const endpoint = VpcEndpointId === undefined ? {} : { VpcEndpointId }
  return { ...others, ...endpoint, ...(GatewayId === 'local' ? { LocalTarget: true } : { GatewayId }) }
}

/** What a route that somebody has set comes from, or the local one. Others are learnt: from a gateway, a route server. */
const origins: readonly (Route['Origin'] | undefined)[] = ['CreateRoute', 'CreateRouteTable']

/** The routes that a user may have set; a gateway endpoint keeps its own. */
export const settable = (routes: readonly Route[]) =>
  routes.filter(
    ({ Origin, DestinationPrefixListId, GatewayId }) =>
      origins.includes(Origin) && !(DestinationPrefixListId !== undefined && GatewayId?.startsWith('vpce-')),
  )
