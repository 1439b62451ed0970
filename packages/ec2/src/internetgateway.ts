import {
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  DeleteInternetGatewayCommand,
  DescribeInternetGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DetachInternetGatewayCommand,
  DisassociateRouteTableCommand,
  type InternetGateway as Gateway,
  ReplaceRouteTableAssociationCommand,
  type RouteTable,
} from '@aws-sdk/client-ec2'
import { byFilter, call, filtered, items, list, type Step, text } from '@windlass/core'
import { arnOf } from './arn.ts'
import { mapped } from './interface.ts'
import { ec2 } from './service.ts'
import { target } from './target.ts'
import { VPC } from './vpc.ts'

/** The VPC a gateway serves; one it is leaving no longer counts. */
const network = (gateway: Gateway) =>
  gateway.Attachments?.find(({ State }) => State !== 'detaching' && State !== 'detached')?.VpcId

interface Edge {
  readonly table: string
  readonly association: string
}

/** The route tables that traffic entering through a gateway follows. */
function edges(tables: readonly RouteTable[], gateway: string): readonly Edge[] {
  return tables
    .flatMap((table) => table.Associations ?? [])
    .filter((one) => one.GatewayId === gateway && !one.AssociationState?.State?.startsWith('disassociat'))
    .map((one) => ({ table: one.RouteTableId ?? '', association: one.RouteTableAssociationId ?? '' }))
}

function detach(id: string, vpc: string): Step {
  return {
    ...call(DetachInternetGatewayCommand, { InternetGatewayId: id, VpcId: vpc }),
    say: `detach it from ${vpc}`,
    effect: 'replace',
    done: ['Gateway.NotAttached'],
  }
}

function attach(id: string, vpc: string): Step {
  return {
    ...call(AttachInternetGatewayCommand, { InternetGatewayId: id, VpcId: vpc }),
    say: `attach it to ${vpc}`,
    effect: 'replace',
    follows: true,
    done: ['Resource.AlreadyAssociated'],
  }
}

function dissociate({ table, association }: Edge, effect: Step['effect']): Step {
  return {
    ...call(DisassociateRouteTableCommand, { AssociationId: association }),
    say: `dissociate ${table}`,
    effect,
    done: ['InvalidAssociationID.NotFound'],
  }
}

/** A gateway has room for few tables, so one that leaves gives its place to one that comes, in a single call. */
function associate(id: string, wanted: readonly string[], present: readonly Edge[]): readonly Step[] {
  const missing = wanted.filter((table) => !present.some((edge) => edge.table === table))
  const extra = present.filter((edge) => !wanted.includes(edge.table))
  const come = missing.map((table, index): Step => {
    const place = extra[index]
    const step = { say: `associate ${table}`, done: ['Resource.AlreadyAssociated'] }
    return place === undefined
      ? { ...call(AssociateRouteTableCommand, { RouteTableId: table, GatewayId: id }), ...step, effect: 'add' }
      : {
          ...call(ReplaceRouteTableAssociationCommand, { RouteTableId: table, AssociationId: place.association }),
          say: `${step.say} in place of ${place.table}`,
          effect: 'replace',
        }
  })
  return [...come, ...extra.slice(missing.length).map((edge) => dissociate(edge, 'remove'))]
}

export const InternetGateway = ec2.kind('InternetGateway', {
  id: 'InternetGatewayId',
  create: CreateInternetGatewayCommand,
  read: DescribeInternetGatewaysCommand,
  items: 'InternetGateways',
  notFound: ['InvalidInternetGatewayID.NotFound', 'InvalidInternetGateway.NotFound'],
  delete: DeleteInternetGatewayCommand,
  tagged: 'internet-gateway',
  fields: {
    vpc: text.doc('The VPC that the gateway connects to the internet. The empty text keeps it detached.'),
    routeTables: list(text).doc('The route tables that traffic entering the VPC through the gateway follows.'),
  },
  refs: {
    vpc: { target: () => VPC.target },
    routeTables: { target: () => target('RouteTable', 'routeTableID') },
  },
  busy: ({ item }) => {
    const moving = item.Attachments?.find(({ State }) => State === 'attaching' || State === 'detaching')
    return moving && `its attachment to ${moving.VpcId} is ${moving.State}`
  },
  views: {
    tables: {
      read: filtered({
        operation: DescribeRouteTablesCommand,
        items: 'RouteTables',
        filter: 'association.gateway-id',
        keys: (table) => table.Associations?.map((one) => one.GatewayId),
      }),
      // A gateway that leaves its VPC must free the tables there, whoever associated them.
      needed: () => true,
    },
  },
  facets: {
    vpc: {
      have: ({ item }) => network(item),
      met: (want, have) => want === (have ?? ''),
      steps: (want, have, { id, views }) => [
        ...(have === undefined
          ? []
          : [...edges(views.tables, id).map((edge) => dissociate(edge, 'replace')), detach(id, have)]),
        ...(want === '' ? [] : [attach(id, want)]),
      ],
    },
    routeTables: {
      have: ({ id, views }) => edges(views.tables, id).map(({ table }) => table),
      met: (want, have = []) => want.length === have.length && want.every((table) => have.includes(table)),
      steps: (want, _have, { id, views }) => associate(id, [...new Set(want)], edges(views.tables, id)),
    },
  },
  teardown: ({ id, item, views }) => {
    const vpc = network(item)
    const tables = edges(views.tables, id).map((edge) => dissociate(edge, 'remove'))
    return vpc === undefined ? tables : [...tables, detach(id, vpc)]
  },
  calls: [
    AttachInternetGatewayCommand,
    DetachInternetGatewayCommand,
    AssociateRouteTableCommand,
    ReplaceRouteTableAssociationCommand,
    DisassociateRouteTableCommand,
  ],
  blockers: [
    {
      noun: 'network interface',
      key: ({ item }) => network(item),
      read: byFilter({
        operation: DescribeNetworkInterfacesCommand,
        items: 'NetworkInterfaces',
        filter: 'vpc-id',
        keys: (one) => (typeof one.VpcId === 'string' ? [one.VpcId] : []),
      }),
      name: mapped,
    },
    {
      noun: 'route table',
      read: byFilter({
        operation: DescribeRouteTablesCommand,
        items: 'RouteTables',
        filter: 'association.gateway-id',
        keys: (one) =>
          items(one.Associations).flatMap(({ GatewayId }) => (typeof GatewayId === 'string' ? [GatewayId] : [])),
      }),
      name: ({ RouteTableId }) => (typeof RouteTableId === 'string' ? RouteTableId : undefined),
    },
  ],
  arn: arnOf('internet-gateway'),
  columns: [
    { name: 'ID', jsonPath: '.status.internetGatewayID' },
    { name: 'VPC', jsonPath: '.status.attachments[0].vpcID', priority: 1 },
  ],
})
