import type {
  AvailabilityZone,
  DescribeAccountAttributesRequest,
  DescribeAccountAttributesResult,
  DescribeAvailabilityZonesRequest,
  DescribeAvailabilityZonesResult,
  DescribeRegionsRequest,
  DescribeRegionsResult,
} from '@aws-sdk/client-ec2'
import { describe } from '../../engine/describe.ts'
import { AwsFault, invalidValue } from '../../engine/fault.ts'
import { filterRows } from '../../engine/filter.ts'
import { type Module, operation } from '../../engine/operation.ts'
import type { Region } from '../../engine/region.ts'
import { ec2 } from '../service.ts'
import { DhcpOptionSets } from './row.ts'

const names = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-north-1',
  'ap-northeast-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'sa-east-1',
]

/** The zone prefix in ids, such as `usw2` for `us-west-2`. */
function short(region: string): string {
  const [area = '', side = '', number = ''] = region.split('-')
  const compass = side
    .replace('north', 'n')
    .replace('south', 's')
    .replace('east', 'e')
    .replace('west', 'w')
    .replace('central', 'c')
  return `${area}${compass}${number}`
}

/** The four zones of a region, `a` to `d`. */
export function zonesOf(region: Region): { AvailabilityZone: string; AvailabilityZoneId: string }[] {
  return ['a', 'b', 'c', 'd'].map((letter, i) => ({
    AvailabilityZone: `${region.name}${letter}`,
    AvailabilityZoneId: `${short(region.name)}-az${i + 1}`,
  }))
}

function describeZones(input: DescribeAvailabilityZonesRequest, region: Region): DescribeAvailabilityZonesResult {
  const all = zonesOf(region).map(
    ({ AvailabilityZone: ZoneName, AvailabilityZoneId: ZoneId }): AvailabilityZone => ({
      ZoneName,
      ZoneId,
      RegionName: region.name,
      GroupName: `${region.name}-zg-1`,
      NetworkBorderGroup: region.name,
      OptInStatus: 'opt-in-not-required',
      State: 'available',
      ZoneType: 'availability-zone',
      Messages: [],
    }),
  )
  for (const name of input.ZoneNames ?? [])
    if (!all.some((zone) => zone.ZoneName === name))
      throw new AwsFault('InvalidParameterValue', `Invalid availability zone: [${name}]`)
  const test = filterRows<AvailabilityZone>(
    input.Filters,
    {
      'zone-name': 'ZoneName',
      'zone-id': 'ZoneId',
      'zone-type': 'ZoneType',
      'region-name': 'RegionName',
      state: 'State',
      'group-name': 'GroupName',
      'opt-in-status': 'OptInStatus',
      message: 'Messages.Message',
    },
    region,
  )
  const asked = (zone: AvailabilityZone) =>
    (!input.ZoneNames?.length || input.ZoneNames.includes(zone.ZoneName ?? '')) &&
    (!input.ZoneIds?.length || input.ZoneIds.includes(zone.ZoneId ?? ''))
  return { AvailabilityZones: all.filter((zone) => asked(zone) && test(zone)) }
}

function describeRegions(input: DescribeRegionsRequest, region: Region): DescribeRegionsResult {
  const all = names.map((RegionName) => ({
    RegionName,
    Endpoint: `ec2.${RegionName}.amazonaws.com`,
    OptInStatus: 'opt-in-not-required',
  }))
  for (const name of input.RegionNames ?? [])
    if (!names.includes(name)) throw new AwsFault('InvalidParameterValue', `Invalid region name: [${name}]`)
  const filters = { 'region-name': 'RegionName', endpoint: 'Endpoint', 'opt-in-status': 'OptInStatus' }
  const test = filterRows<(typeof all)[number]>(input.Filters, filters, region)
  return {
    Regions: all.filter(
      (one) => (!input.RegionNames?.length || input.RegionNames.includes(one.RegionName)) && test(one),
    ),
  }
}

function accountAttributes(input: DescribeAccountAttributesRequest): DescribeAccountAttributesResult {
  const all: Readonly<Record<string, string>> = {
    'supported-platforms': 'VPC',
    'default-vpc': 'none',
    'max-instances': '20',
    'vpc-max-security-groups-per-interface': '5',
    'max-elastic-ips': '5',
    'vpc-max-elastic-ips': '5',
  }
  for (const name of input.AttributeNames ?? []) if (all[name] === undefined) throw invalidValue('attributeName', name)
  const wanted = input.AttributeNames?.length ? input.AttributeNames : Object.keys(all)
  return {
    AccountAttributes: wanted.map((AttributeName) => ({
      AttributeName,
      AttributeValues: [{ AttributeValue: all[AttributeName] }],
    })),
  }
}

/** Puts the default set of DHCP options into a new region. */
export function prepareDhcpOptions(region: Region): void {
  const DhcpOptionsId = region.newId('dopt')
  const domain = region.name === 'us-east-1' ? 'ec2.internal' : `${region.name}.compute.internal`
  region.table(DhcpOptionSets).put({
    id: DhcpOptionsId,
    DhcpOptionsId,
    OwnerId: region.account,
    isDefault: true,
    DhcpConfigurations: [
      { Key: 'domain-name', Values: [{ Value: domain }] },
      { Key: 'domain-name-servers', Values: [{ Value: 'AmazonProvidedDNS' }] },
    ],
    Tags: [],
  })
}

/** What an account and a region are: zones, regions, account attributes, the default DHCP options. */
export const zone: Module = {
  service: ec2,
  tables: [DhcpOptionSets],
  prepare: prepareDhcpOptions,
  operations: {
    DescribeAvailabilityZones: operation<DescribeAvailabilityZonesRequest, DescribeAvailabilityZonesResult>({
      mutates: false,
      handle: (input, { region }) => describeZones(input, region),
    }),
    DescribeRegions: operation<DescribeRegionsRequest, DescribeRegionsResult>({
      mutates: false,
      handle: (input, { region }) => describeRegions(input, region),
    }),
    DescribeAccountAttributes: operation<DescribeAccountAttributesRequest, DescribeAccountAttributesResult>({
      mutates: false,
      handle: (input) => accountAttributes(input),
    }),
    DescribeDhcpOptions: describe({
      table: DhcpOptionSets,
      items: 'DhcpOptions',
      ids: 'DhcpOptionsIds',
      page: { min: 5, max: 1000 },
      filters: {
        'dhcp-options-id': 'DhcpOptionsId',
        key: 'DhcpConfigurations.Key',
        value: 'DhcpConfigurations.Values.Value',
        'owner-id': 'OwnerId',
      },
      view: (row) => row,
    }),
  },
}
