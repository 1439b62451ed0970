import type {
  CreateVpcEndpointServiceConfigurationRequest,
  CreateVpcEndpointServiceConfigurationResult,
  DeleteVpcEndpointServiceConfigurationsRequest,
  ModifyVpcEndpointServiceConfigurationRequest,
  ModifyVpcEndpointServiceConfigurationResult,
  ServiceConfiguration,
  UnsuccessfulItem,
} from '@aws-sdk/client-ec2'
import { describe } from '../../engine/describe.ts'
import { AwsFault, invalidValue, missing } from '../../engine/fault.ts'
import { type Module, operation } from '../../engine/operation.ts'
import type { Region } from '../../engine/region.ts'
import { transition } from '../../engine/transition.ts'
import { invalid } from '../endpoint/network.ts'
import { VpcEndpoints } from '../endpoint/row.ts'
import { ec2 } from '../service.ts'
import { zonesOf } from '../zone/zone.ts'
import { type EndpointServiceRow, EndpointServices } from './row.ts'

const open = ['pendingAcceptance', 'pending', 'available']

function checkBalancers(arns: readonly string[] | undefined, kind: 'net' | 'gwy'): void {
  const shape = new RegExp(
    `^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\\d{12}:loadbalancer/${kind}/[^/]+/[0-9a-f]+$`,
  )
  const wrong = arns?.find((arn) => !shape.test(arn))
  if (wrong !== undefined) throw invalid(`Invalid load balancer ARN: ${wrong}`)
}

function ipTypes(given: readonly string[] | undefined): ('ipv4' | 'ipv6')[] {
  return (given?.length ? given : ['ipv4']).map((type) => {
    if (type !== 'ipv4' && type !== 'ipv6') throw invalidValue('supportedIpAddressTypes', type)
    return type
  })
}

type Private = 'PrivateDnsName' | 'PrivateDnsNameConfiguration'

function names(region: Region, id: string, name: string | undefined): Pick<ServiceConfiguration, Private> {
  if (name === undefined) return { PrivateDnsName: undefined, PrivateDnsNameConfiguration: undefined }
  const mark = id.slice(-12)
  return {
    PrivateDnsName: name,
    PrivateDnsNameConfiguration: {
      State: 'pendingVerification',
      Type: 'TXT',
      Value: `vpce:${region.newId('v').slice(2)}`,
      Name: `_${mark}`,
    },
  }
}

function create(
  input: CreateVpcEndpointServiceConfigurationRequest,
  region: Region,
  Tags: EndpointServiceRow['Tags'],
): EndpointServiceRow {
  const { NetworkLoadBalancerArns: net = [], GatewayLoadBalancerArns: gwy = [] } = input
  if (net.length + gwy.length === 0)
    throw invalid('exactly one of network_load_balancer_arn or gateway_load_balancer_arn is a required member')
  if (net.length > 0 && gwy.length > 0)
    throw new AwsFault(
      'InvalidParameterCombination',
      'The parameter NetworkLoadBalancerArns cannot be used with the parameter GatewayLoadBalancerArns',
    )
  checkBalancers(net, 'net')
  checkBalancers(gwy, 'gwy')
  const ServiceId = region.newId('vpce-svc')
  const regions = [...new Set([region.name, ...(input.SupportedRegions ?? [])])]
  const zones = zonesOf(region)
  region.begin('endpointservice.available', ServiceId)
  return region.table(EndpointServices).put({
    id: ServiceId,
    ServiceId,
    ServiceName: `com.amazonaws.vpce.${region.name}.${ServiceId}`,
    ServiceType: [{ ServiceType: gwy.length > 0 ? 'GatewayLoadBalancer' : 'Interface' }],
    ServiceState: 'Pending',
    AvailabilityZones: zones.flatMap((one) => one.AvailabilityZone ?? []),
    AvailabilityZoneIds: zones.flatMap((one) => one.AvailabilityZoneId ?? []),
    AcceptanceRequired: input.AcceptanceRequired ?? true,
    ManagesVpcEndpoints: false,
    NetworkLoadBalancerArns: net,
    GatewayLoadBalancerArns: gwy,
    SupportedIpAddressTypes: ipTypes(input.SupportedIpAddressTypes),
    BaseEndpointDnsNames: [`${ServiceId}.${region.name}.vpce.amazonaws.com`],
    SupportedRegions: regions.map((Region) => ({ Region, ServiceState: 'Available' })),
    RemoteAccessEnabled: regions.length > 1,
    ...names(region, ServiceId, input.PrivateDnsName),
    allowed: [],
    Tags,
  })
}

/** A list after removals and additions. */
function edited(present: readonly string[], add: readonly string[] = [], remove: readonly string[] = []): string[] {
  return [...new Set([...present.filter((one) => !remove.includes(one)), ...add])]
}

function balancers(input: ModifyVpcEndpointServiceConfigurationRequest, row: EndpointServiceRow) {
  checkBalancers(input.AddNetworkLoadBalancerArns, 'net')
  checkBalancers(input.AddGatewayLoadBalancerArns, 'gwy')
  const net = edited(
    row.NetworkLoadBalancerArns ?? [],
    input.AddNetworkLoadBalancerArns,
    input.RemoveNetworkLoadBalancerArns,
  )
  const gwy = edited(
    row.GatewayLoadBalancerArns ?? [],
    input.AddGatewayLoadBalancerArns,
    input.RemoveGatewayLoadBalancerArns,
  )
  if (net.length + gwy.length === 0) throw invalid('An endpoint service must have at least one load balancer.')
  if (net.length > 0 && gwy.length > 0) throw invalid('An endpoint service has load balancers of one type only.')
  return { NetworkLoadBalancerArns: net, GatewayLoadBalancerArns: gwy }
}

function regions(input: ModifyVpcEndpointServiceConfigurationRequest, row: EndpointServiceRow, region: Region) {
  const { AddSupportedRegions: add = [], RemoveSupportedRegions: remove = [] } = input
  if (remove.includes(region.name)) throw invalid(`The home region ${region.name} cannot be removed.`)
  const present = row.SupportedRegions ?? []
  const fresh = add.filter((name) => !present.some((one) => one.Region === name))
  for (const name of [...fresh, ...remove]) region.begin('endpointservice.region', row.id, name)
  return {
    SupportedRegions: [
      ...present.map((one) => (remove.includes(one.Region ?? '') ? { ...one, ServiceState: 'Deleting' } : one)),
      ...fresh.map((Region) => ({ Region, ServiceState: 'Pending' })),
    ],
  }
}

function modify(input: ModifyVpcEndpointServiceConfigurationRequest, region: Region): void {
  const row = region.require(EndpointServices, input.ServiceId)
  if (row.ServiceState === 'Deleting' || row.ServiceState === 'Deleted') throw EndpointServices.ids.notFound(row.id)
  if (input.PrivateDnsName !== undefined && input.RemovePrivateDnsName)
    throw new AwsFault(
      'InvalidParameterCombination',
      'The parameter PrivateDnsName cannot be used with the parameter RemovePrivateDnsName',
    )
  const types = edited(
    row.SupportedIpAddressTypes ?? [],
    input.AddSupportedIpAddressTypes,
    input.RemoveSupportedIpAddressTypes,
  )
  if (types.length === 0) throw invalid('An endpoint service must support at least one IP address type.')
  const named = input.PrivateDnsName !== undefined || input.RemovePrivateDnsName === true
  region.table(EndpointServices).update(row.id, {
    ...balancers(input, row),
    ...regions(input, row, region),
    ...(named ? names(region, row.id, input.PrivateDnsName) : {}),
    SupportedIpAddressTypes: ipTypes(types),
    AcceptanceRequired: input.AcceptanceRequired ?? row.AcceptanceRequired,
  })
}

function remove(region: Region, id: string): UnsuccessfulItem[] {
  const fault = (error: AwsFault) => [{ ResourceId: id, Error: { Code: error.code, Message: error.message } }]
  if (!EndpointServices.ids.fits(id)) return fault(EndpointServices.ids.malformed(id))
  const row = region.table(EndpointServices).get(id)
  if (!row || row.ServiceState === 'Deleted') {
    const { message } = EndpointServices.ids.notFound(id)
    return fault(new AwsFault('InvalidVpcEndpointService.NotFound', message))
  }
  if (
    region
      .table(VpcEndpoints)
      .all()
      .some((one) => one.serviceId === id && open.includes(one.State ?? ''))
  )
    return fault(
      new AwsFault('ExistingVpcEndpointConnections', 'Service has existing active VPC Endpoint connections!'),
    )
  if (row.ServiceState === 'Deleting') return []
  region.table(EndpointServices).update(id, { ServiceState: 'Deleting' })
  region.begin('endpointservice.deleted', id)
  return []
}

/** Endpoint services: what others connect to. Permissions and connections are in endpointconnection.ts. */
export const endpointservice: Module = {
  service: ec2,
  tables: [EndpointServices],
  buckets: {
    CreateVpcEndpointServiceConfiguration: { capacity: 10, refill: 1 },
    ModifyVpcEndpointServiceConfiguration: { capacity: 10, refill: 1 },
    DeleteVpcEndpointServiceConfigurations: { capacity: 10, refill: 1 },
  },
  operations: {
    CreateVpcEndpointServiceConfiguration: operation<
      CreateVpcEndpointServiceConfigurationRequest,
      CreateVpcEndpointServiceConfigurationResult
    >({
      creates: EndpointServices,
      handle(input, { region, tags }) {
        const row = create(input, region, tags)
        return { ServiceConfiguration: { ...row, Tags: tags }, ClientToken: input.ClientToken }
      },
    }),
    ModifyVpcEndpointServiceConfiguration: operation<
      ModifyVpcEndpointServiceConfigurationRequest,
      ModifyVpcEndpointServiceConfigurationResult
    >({
      ids: { ServiceId: EndpointServices },
      handle(input, { region }) {
        modify(input, region)
        return { Return: true }
      },
    }),
    DeleteVpcEndpointServiceConfigurations: operation<DeleteVpcEndpointServiceConfigurationsRequest, object>({
      about: ({ ServiceIds = [] }: DeleteVpcEndpointServiceConfigurationsRequest) => ServiceIds,
      handle(input, { region }) {
        const ids = input.ServiceIds ?? []
        if (ids.length === 0) throw missing('ServiceId')
        return { Unsuccessful: [...new Set(ids)].flatMap((id) => remove(region, id)) }
      },
    }),
    DescribeVpcEndpointServiceConfigurations: describe({
      table: EndpointServices,
      items: 'ServiceConfigurations',
      ids: 'ServiceIds',
      page: { min: 1, max: 1000 },
      filters: {
        'service-name': 'ServiceName',
        'service-id': 'ServiceId',
        'service-state': 'ServiceState',
        'supported-ip-address-types': 'SupportedIpAddressTypes',
      },
      view: (row) => row,
    }),
  },
  transitions: {
    'endpointservice.available': transition(EndpointServices, {
      after: 2000,
      apply: (row) => (row.ServiceState === 'Pending' ? { ServiceState: 'Available' as const } : undefined),
      fail: (row) => (row.ServiceState === 'Pending' ? { ServiceState: 'Failed' as const } : undefined),
    }),
    'endpointservice.region': transition(EndpointServices, {
      after: 5000,
      apply: (row, _region, key) => ({
        SupportedRegions: row.SupportedRegions?.filter(
          (one) => one.Region !== key || one.ServiceState !== 'Deleting',
        ).map((one) => (one.Region === key ? { ...one, ServiceState: 'Available' } : one)),
      }),
    }),
    'endpointservice.deleted': transition(EndpointServices, {
      after: 5000,
      apply: () => ({ ServiceState: 'Deleted' as const }),
      next: 'endpointservice.gone',
    }),
    'endpointservice.gone': transition(EndpointServices, { after: 30_000, apply: () => 'remove' }),
  },
}
