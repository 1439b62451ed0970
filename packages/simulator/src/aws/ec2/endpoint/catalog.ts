import type { DescribeVpcEndpointServicesRequest, DescribeVpcEndpointServicesResult } from '@aws-sdk/client-ec2'
import { AwsFault } from '../../engine/fault.ts'
import { filterRows } from '../../engine/filter.ts'
import { type Module, operation } from '../../engine/operation.ts'
import { paginate } from '../../engine/page.ts'
import type { Region } from '../../engine/region.ts'
import { EndpointServices } from '../endpointservice/row.ts'
import { ec2 } from '../service.ts'
import { zonesOf } from '../zone/zone.ts'

const names =
  'acm-pca athena autoscaling backup bedrock bedrock-runtime cloudformation cloudtrail codebuild codepipeline config ' +
  'dynamodb ec2 ec2messages ecr.api ecr.dkr ecs ecs-agent ecs-telemetry eks eks-auth elasticfilesystem ' +
  'elasticloadbalancing events execute-api glue guardduty-data kinesis-firehose kinesis-streams kms lambda logs ' +
  'monitoring rds rds-data s3 sagemaker.api sagemaker.runtime secretsmanager sns sqs ssm ssmmessages states sts ' +
  'synthetics transfer xray'

const gateways = ['s3', 'dynamodb']

/** A service that endpoints can be made for. */
export interface EndpointService {
  readonly name: string
  readonly types: readonly string[]
  /** The name under which the service is reached within endpoints' host names. */
  readonly baseDns: string
  /** The public name a private hosted zone can take over; absent when it has none. */
  readonly privateDns: string | undefined
  readonly acceptance: boolean
  /** The id of an endpoint service of this region; absent for AWS's own. */
  readonly serviceId: string | undefined
  readonly ipTypes: readonly string[]
}

function ownServices(region: Region): EndpointService[] {
  return names.split(' ').map((short) => {
    const label = short.split('.').reverse().join('.')
    return {
      name: `com.amazonaws.${region.name}.${short}`,
      types: gateways.includes(short) ? ['Gateway', 'Interface'] : ['Interface'],
      baseDns: `${label}.${region.name}.vpce.amazonaws.com`,
      privateDns: `${label}.${region.name}.amazonaws.com`,
      acceptance: false,
      serviceId: undefined,
      ipTypes: ['ipv4', 'ipv6'],
    }
  })
}

function servicesHere(region: Region): EndpointService[] {
  return region
    .table(EndpointServices)
    .all()
    .filter((row) => row.ServiceState === 'Available')
    .map((row) => ({
      name: row.ServiceName,
      types: (row.ServiceType ?? []).map((one) => String(one.ServiceType)),
      baseDns: row.BaseEndpointDnsNames?.[0] ?? '',
      privateDns: row.PrivateDnsNameConfiguration?.State === 'verified' ? row.PrivateDnsName : undefined,
      acceptance: row.AcceptanceRequired === true,
      serviceId: row.id,
      ipTypes: row.SupportedIpAddressTypes ?? [],
    }))
}

/** The service of a name; throws `InvalidServiceName`. */
export function requireService(region: Region, name: string): EndpointService {
  const found = [...ownServices(region), ...servicesHere(region)].find((one) => one.name === name)
  if (!found) throw new AwsFault('InvalidServiceName', `The Vpc Endpoint Service '${name}' does not exist`)
  return found
}

function detail(service: EndpointService, region: Region) {
  const zones = zonesOf(region)
  return {
    ServiceName: service.name,
    ServiceId: service.serviceId,
    ServiceType: service.types.map((type) => ({ ServiceType: type })),
    ServiceRegion: region.name,
    AvailabilityZones: zones.map((one) => one.AvailabilityZone),
    AvailabilityZoneIds: zones.map((one) => one.AvailabilityZoneId),
    Owner: service.serviceId === undefined ? 'amazon' : region.account,
    BaseEndpointDnsNames: [service.baseDns],
    PrivateDnsName: service.privateDns,
    PrivateDnsNames: service.privateDns === undefined ? [] : [{ PrivateDnsName: service.privateDns }],
    VpcEndpointPolicySupported: service.serviceId === undefined,
    AcceptanceRequired: service.acceptance,
    ManagesVpcEndpoints: false,
    SupportedIpAddressTypes: service.ipTypes,
    Tags: region.table(EndpointServices).get(service.serviceId)?.Tags ?? [],
  }
}

function list(input: DescribeVpcEndpointServicesRequest, region: Region): object {
  const named = (input.ServiceNames ?? []).map((name) => requireService(region, name))
  const services = named.length > 0 ? named : [...ownServices(region), ...servicesHere(region)]
  const details = services.map((one) => detail(one, region))
  const test = filterRows<(typeof details)[number]>(
    input.Filters,
    {
      owner: 'Owner',
      'service-name': 'ServiceName',
      'service-region': 'ServiceRegion',
      'service-type': 'ServiceType.ServiceType',
      'supported-ip-address-types': 'SupportedIpAddressTypes',
    },
    region,
  )
  const found = details.filter(test).map((row, i) => ({ order: i + 1, row }))
  const page = paginate(found, input.MaxResults, input.NextToken, { min: 1, max: 1000 })
  return {
    ServiceNames: page.rows.map((one) => one.ServiceName),
    ServiceDetails: page.rows,
    NextToken: page.NextToken,
  }
}

/** What endpoints can be made for. */
export const endpointcatalog: Module = {
  service: ec2,
  operations: {
    DescribeVpcEndpointServices: operation<DescribeVpcEndpointServicesRequest, DescribeVpcEndpointServicesResult>({
      mutates: false,
      handle: (input, { region }) => list(input, region),
    }),
  },
}
