import {
  CreateRouteCommand,
  CreateRouteTableCommand,
  DeleteRouteCommand,
  DeleteRouteTableCommand,
  DescribeRouteTablesCommand,
  ReplaceRouteCommand,
  type Route,
} from '@aws-sdk/client-ec2'
import { byFilter, call, items, list, type Read, requested, rows, type Step } from '@windlass/core'
import { arnOf } from './arn.ts'
import { canonicalRange } from './cidr.ts'
import { ec2 } from './service.ts'
import { target } from './target.ts'
import { VPC } from './vpc.ts'

const route = requested(CreateRouteCommand, ['RouteTableId', 'DryRun'])

/** A route as the spec gives it, in AWS's spelling. */
type Wanted = ReturnType<typeof route.toAWS>
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

/** Where a route leads, in AWS's spelling: what identifies it in its table. */
function destination(of: Destination): Destination {
  const { DestinationCidrBlock: v4, DestinationIpv6CidrBlock: v6, DestinationPrefixListId } = of
  if (v4 !== undefined) return { DestinationCidrBlock: canonicalRange(v4) }
  return v6 !== undefined ? { DestinationIpv6CidrBlock: canonicalRange(v6) } : { DestinationPrefixListId }
}

const key = (of: Destination): string => Object.values(destination(of)).join() || 'no destination'

/** The target of a route: AWS shows a VPC endpoint as a gateway. The first member that is set names it. */
function targetOf(of: Wanted | Route): string {
  const endpoint = 'VpcEndpointId' in of ? of.VpcEndpointId : undefined
  return endpoint ?? targets.map((member) => of[member]).find((value) => value !== undefined) ?? 'no target'
}

/** Whether a route leads where it should. Of an instance and its interface AWS shows both. */
function leads(wanted: Wanted, have: Route): boolean {
  if (wanted.VpcEndpointId !== undefined) return have.GatewayId === wanted.VpcEndpointId
  return targets.every((member) => wanted[member] === undefined || wanted[member] === have[member])
}

/** A gateway endpoint keeps its routes itself. */
const ofEndpoint = ({ DestinationPrefixListId, GatewayId }: Route) =>
  DestinationPrefixListId !== undefined && GatewayId?.startsWith('vpce-') === true

/** The routes that a user may have set: neither learnt from a gateway nor kept by an endpoint. */
const settable = (routes: readonly Route[]) =>
  routes.filter((one) => one.Origin !== 'EnableVgwRoutePropagation' && !ofEndpoint(one))

/** Whether a route is as it is in a new table. */
const untouched = (one: Route) => one.Origin === 'CreateRouteTable' && one.GatewayId === 'local'

/** What brings the routes of a table in line: new ones and new targets first, each in one call, then what must go. */
function steps(table: string, wanted: readonly Wanted[], routes: readonly Route[]): readonly Step[] {
  const have = new Map(settable(routes).map((one) => [key(one), one]))
  const asked = new Map<string, string>()
  const come = wanted.flatMap((one): readonly Step[] => {
    const [at, to] = [key(one), targetOf(one)]
    const other = asked.get(at)
    // Two targets for one destination: the second is sent all the same, and AWS says what is wrong with it.
    if (other !== undefined) return other === to ? [] : [added(table, one)]
    asked.set(at, to)
    const now = have.get(at)
    if (now === undefined) return [added(table, one)]
    return leads(one, now) ? [] : [replaced(table, one, now)]
  })
  const go = [...have].filter(([at, one]) => !asked.has(at) && !untouched(one)).map(([, one]) => removed(table, one))
  return [...come, ...go]
}

function added(table: string, one: Wanted): Step {
  return {
    ...call(CreateRouteCommand, { ...one, ...destination(one), RouteTableId: table }),
    effect: 'add',
    say: `add the route ${key(one)} to ${targetOf(one)}`,
  }
}

function replaced(table: string, one: Wanted, now: Route): Step {
  const { VpcEndpointId, GatewayId, ...others } = one
  const local = GatewayId === 'local'
  return {
    ...call(ReplaceRouteCommand, {
      ...others,
      ...(VpcEndpointId === undefined ? {} : { VpcEndpointId }),
      ...(local ? { LocalTarget: true } : { GatewayId }),
      ...destination(one),
      RouteTableId: table,
    }),
    effect: 'replace',
    say: `replace the target ${targetOf(now)} of the route ${key(one)} by ${targetOf(one)}`,
  }
}

/** The local route cannot go: it is led back to where it was. */
function removed(table: string, now: Route): Step {
  const at = { ...destination(now), RouteTableId: table }
  if (now.Origin === 'CreateRouteTable')
    return {
      ...call(ReplaceRouteCommand, { ...at, LocalTarget: true }),
      effect: 'replace',
      say: `lead the local route ${key(now)} back to local`,
    }
  return {
    ...call(DeleteRouteCommand, at),
    effect: 'remove',
    say: `remove the route ${key(now)} to ${targetOf(now)}`,
    done: ['InvalidRoute.NotFound'],
  }
}

/** The route as the spec would give it. */
function spelled(one: Route) {
  const { GatewayId } = one
  const member = targets.find((name) => one[name] !== undefined)
  const endpoint = member === 'GatewayId' && GatewayId?.startsWith('vpce-')
  const to = endpoint ? { VpcEndpointId: GatewayId } : member === undefined ? {} : { [member]: one[member] }
  return route.toKubernetes({ ...destination(one), ...to })
}

/** The associations of a table one by one: what keeps it from being deleted. */
const associations: Read = {
  ...byFilter({
    operation: DescribeRouteTablesCommand,
    items: 'RouteTables',
    filter: 'route-table-id',
    keys: ({ RouteTableId }) => (typeof RouteTableId === 'string' ? [RouteTableId] : []),
  }),
  items: (output) => rows(output, 'RouteTables').flatMap((table) => items(table.Associations)),
}

export const RouteTable = ec2.kind('RouteTable', {
  id: 'RouteTableId',
  create: CreateRouteTableCommand,
  read: DescribeRouteTablesCommand,
  items: 'RouteTables',
  notFound: ['InvalidRouteTableID.NotFound', 'InvalidRouteTableId.NotFound'],
  delete: DeleteRouteTableCommand,
  tagged: 'route-table',
  fields: {
    routes: list(route).doc(
      'The routes of the table besides the local ones, each identified by its destination. Routes that gateways ' +
        'propagate and gateway endpoints keep are left alone.',
    ),
  },
  refs: {
    vpcID: { target: () => VPC.target },
    'routes[].gatewayID': { target: () => target('InternetGateway', 'internetGatewayID') },
    'routes[].natGatewayID': { target: () => target('NATGateway', 'natGatewayID') },
    'routes[].transitGatewayID': { target: () => target('TransitGateway', 'transitGatewayID') },
    'routes[].vpcEndpointID': { target: () => target('VPCEndpoint', 'vpcEndpointID') },
    'routes[].vpcPeeringConnectionID': {
      target: () => target('VPCPeeringConnection', 'vpcPeeringConnectionID'),
    },
  },
  facets: {
    routes: {
      have: ({ item }) =>
        settable(item.Routes ?? [])
          .filter((one) => !untouched(one))
          .map(spelled),
      met: (want, _have, { id, item }) => steps(id, want.map(route.toAWS), item.Routes ?? []).length === 0,
      steps: (want, _have, { id, item }) => steps(id, want.map(route.toAWS), item.Routes ?? []),
    },
  },
  calls: [CreateRouteCommand, ReplaceRouteCommand, DeleteRouteCommand],
  blockers: [
    {
      noun: 'association with',
      read: associations,
      name: ({ SubnetId, GatewayId }) => [SubnetId, GatewayId].find((one) => typeof one === 'string'),
    },
  ],
  statusRename: { Routes: 'routeStatuses' },
  arn: arnOf('route-table'),
})
