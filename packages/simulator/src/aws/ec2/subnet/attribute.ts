import type { ModifySubnetAttributeRequest } from '@aws-sdk/client-ec2'
import { AwsFault, invalidValue, missing } from '../../engine/fault.ts'
import { record } from '../../schema/schema.ts'
import type { SubnetRow } from './row.ts'

/** Members of the request that belong to one attribute together. */
const pairs: Readonly<Record<string, string>> = {
  CustomerOwnedIpv4Pool: 'MapCustomerOwnedIpOnLaunch',
  DisableLniAtDeviceIndex: 'EnableLniAtDeviceIndex',
}

/** A member of the request as AWS writes it in its sentences. */
const spelled = (member: string) => member.charAt(0).toLowerCase() + member.slice(1)

function hasBlock(row: SubnetRow): boolean {
  return (row.Ipv6CidrBlockAssociationSet ?? []).some((one) => /^associat/.test(one.Ipv6CidrBlockState?.State ?? ''))
}

function hostname(input: ModifySubnetAttributeRequest, row: SubnetRow): Partial<SubnetRow> {
  const options = { ...row.PrivateDnsNameOptionsOnLaunch }
  const type = input.PrivateDnsHostnameTypeOnLaunch
  if (type !== undefined && type !== 'ip-name' && type !== 'resource-name')
    throw invalidValue('privateDnsHostnameTypeOnLaunch', type)
  if (type === 'ip-name' && row.Ipv6Native)
    throw new AwsFault('InvalidParameterValue', 'The hostname type ip-name cannot be used with an IPv6-only subnet')
  return {
    PrivateDnsNameOptionsOnLaunch: {
      HostnameType: type ?? options.HostnameType,
      EnableResourceNameDnsARecord:
        input.EnableResourceNameDnsARecordOnLaunch?.Value ?? options.EnableResourceNameDnsARecord,
      EnableResourceNameDnsAAAARecord:
        input.EnableResourceNameDnsAAAARecordOnLaunch?.Value ?? options.EnableResourceNameDnsAAAARecord,
    },
  }
}

function customerOwned(input: ModifySubnetAttributeRequest): Partial<SubnetRow> {
  const { CustomerOwnedIpv4Pool: pool } = input
  const on = input.MapCustomerOwnedIpOnLaunch?.Value
  if (pool !== undefined && !/^ipv4pool-coip-([0-9a-f]{8}|[0-9a-f]{17})$/.test(pool))
    throw new AwsFault(
      'InvalidCustomerOwnedIpv4PoolID.Malformed',
      `Invalid id: "${pool}" (expecting "ipv4pool-coip-...")`,
    )
  if (on === true && pool === undefined) throw missing('customerOwnedIpv4Pool')
  if (on === undefined) throw missing('mapCustomerOwnedIpOnLaunch')
  throw new AwsFault('UnsupportedOperation', 'Customer-owned addresses can be mapped only for subnets on an Outpost')
}

/**
 * The members of a subnet that a ModifySubnetAttribute changes. Throws `InvalidParameterCombination` for none or several attributes
 * and AWS's faults for values a subnet cannot take.
 */
export function changesOf(input: ModifySubnetAttributeRequest, row: SubnetRow): Partial<SubnetRow> {
  const given = Object.keys(record(input) ?? {}).filter((key) => key !== 'SubnetId')
  const groups = [...new Set(given.map((key) => pairs[key] ?? key))]
  if (groups.length === 0) throw new AwsFault('InvalidParameterCombination', 'No attributes specified.')
  if (groups.length > 1)
    throw new AwsFault(
      'InvalidParameterCombination',
      `Fields for multiple attribute types specified: ${groups.map(spelled).join(', ')}`,
    )
  switch (groups[0]) {
    case 'MapPublicIpOnLaunch':
      return { MapPublicIpOnLaunch: input.MapPublicIpOnLaunch?.Value }
    case 'AssignIpv6AddressOnCreation':
      if (input.AssignIpv6AddressOnCreation?.Value && !hasBlock(row))
        throw new AwsFault(
          'InvalidParameterValue',
          `Invalid value 'true' for assign-ipv6-address-on-creation. Cannot set assign-ipv6-address-on-creation to true unless the subnet (${row.id}) has an IPv6 CIDR block associated with it.`,
        )
      return { AssignIpv6AddressOnCreation: input.AssignIpv6AddressOnCreation?.Value }
    case 'EnableDns64':
      if (input.EnableDns64?.Value && !hasBlock(row))
        throw new AwsFault('InvalidParameterValue', 'DNS64 cannot be enabled for a subnet without an IPv6 CIDR block')
      return { EnableDns64: input.EnableDns64?.Value }
    case 'EnableLniAtDeviceIndex':
      return { EnableLniAtDeviceIndex: input.DisableLniAtDeviceIndex?.Value ? undefined : input.EnableLniAtDeviceIndex }
    case 'MapCustomerOwnedIpOnLaunch':
      return input.MapCustomerOwnedIpOnLaunch?.Value === false
        ? { MapCustomerOwnedIpOnLaunch: false, CustomerOwnedIpv4Pool: undefined }
        : customerOwned(input)
    default:
      return hostname(input, row)
  }
}
