import type {
  AvailabilityZone,
  DescribeAccountAttributesRequest,
  DescribeAccountAttributesResult,
  DescribeAvailabilityZonesRequest,
  DescribeAvailabilityZonesResult,
  DescribeRegionsRequest,
  DescribeRegionsResult,
} from '@aws-sdk/client-ec2'
import { AwsFault, invalidValue } from '../../engine/fault.ts'
import { filterRows } from '../../engine/filter.ts'
import { type Module, operation } from '../../engine/operation.ts'
import type { Region } from '../../engine/region.ts'
import { ec2 } from '../service.ts'

/** The regions, and the letters of the zones that an account of today sees in each. */
const zones: Readonly<Record<string, string>> = {
  'us-east-1': 'abcdef',
  'us-east-2': 'abc',
  'us-west-1': 'ac',
  'us-west-2': 'abcd',
  'ca-central-1': 'abd',
  'eu-central-1': 'abc',
  'eu-west-1': 'abc',
  'eu-west-2': 'abc',
  'eu-west-3': 'abc',
  'eu-north-1': 'abc',
  'ap-northeast-1': 'acd',
  'ap-southeast-1': 'abc',
  'ap-southeast-2': 'abc',
  'sa-east-1': 'abc',
}

const names = Object.keys(zones)

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

/** The zones of a region; one that the simulator does not know has `a` to `c`. */
export function zonesOf(region: Region): { AvailabilityZone: string; AvailabilityZoneId: string }[] {
  return [...(zones[region.name] ?? 'abc')].map((letter, i) => ({
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

/** What an account and a region are: zones, regions, account attributes. */
export const zone: Module = {
  service: ec2,
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
  },
}
