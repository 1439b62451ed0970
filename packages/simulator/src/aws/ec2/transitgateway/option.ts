import type {
  ModifyTransitGatewayOptions,
  TransitGatewayOptions,
  TransitGatewayRequestOptions,
} from '@aws-sdk/client-ec2'
import { parseCidr } from '../../engine/cidr.ts'
import { invalidValue } from '../../engine/fault.ts'
import type { Region } from '../../engine/region.ts'

/** Options whose values are `enable` and `disable`, with what a gateway is made with. Source: CreateTransitGateway, EC2 API reference. */
const switches = {
  AutoAcceptSharedAttachments: 'disable',
  DefaultRouteTableAssociation: 'enable',
  DefaultRouteTablePropagation: 'enable',
  VpnEcmpSupport: 'enable',
  DnsSupport: 'enable',
  SecurityGroupReferencingSupport: 'disable',
  MulticastSupport: 'disable',
} as const

function checkAsn(asn: number | undefined): void {
  const short = asn === undefined || (asn >= 64_512 && asn <= 65_534)
  if (!short && (asn < 4_200_000_000 || asn > 4_294_967_294)) throw invalidValue('AmazonSideAsn', asn)
}

function checkBlocks(blocks: readonly string[]): void {
  for (const text of blocks) {
    const block = parseCidr(text)
    if (block === undefined || block.prefix > (block.bits === 32 ? 24 : 64))
      throw invalidValue('TransitGatewayCidrBlocks', text, 'It must be /24 or larger for IPv4, /64 or larger for IPv6.')
  }
}

function checkSwitches(options: object): void {
  for (const [name, value] of Object.entries(options))
    if (name in switches && value !== 'enable' && value !== 'disable') throw invalidValue(name, value)
}

/** The options that a new gateway has. */
export function optionsOf(asked: TransitGatewayRequestOptions, region: Region): TransitGatewayOptions {
  checkAsn(asked.AmazonSideAsn)
  checkBlocks(asked.TransitGatewayCidrBlocks ?? [])
  checkSwitches(asked)
  const options: TransitGatewayOptions = {
    AmazonSideAsn: 64_512,
    ...switches,
    ...asked,
    EncryptionSupport: { EncryptionState: 'disabled' },
  }
  return withTables(options, region)
}

/** The default route table comes with the first of the options that use it. */
function withTables(options: TransitGatewayOptions, region: Region): TransitGatewayOptions {
  const made =
    options.AssociationDefaultRouteTableId ?? options.PropagationDefaultRouteTableId ?? region.newId('tgw-rtb')
  return {
    ...options,
    ...(options.DefaultRouteTableAssociation === 'enable' ? { AssociationDefaultRouteTableId: made } : {}),
    ...(options.DefaultRouteTablePropagation === 'enable' ? { PropagationDefaultRouteTableId: made } : {}),
  }
}

/** The options after a change. Ranges come and go by members of their own. */
export function changedOptions(
  before: TransitGatewayOptions,
  {
    AddTransitGatewayCidrBlocks: come = [],
    RemoveTransitGatewayCidrBlocks: go = [],
    ...rest
  }: ModifyTransitGatewayOptions,
  region: Region,
): TransitGatewayOptions {
  const { EncryptionSupport: _, ...plain } = rest
  checkAsn(plain.AmazonSideAsn)
  checkBlocks(come)
  checkSwitches(plain)
  const blocks = (before.TransitGatewayCidrBlocks ?? []).filter((one) => !go.includes(one))
  const set = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined))
  return withTables({ ...before, ...set, TransitGatewayCidrBlocks: [...new Set([...blocks, ...come])] }, region)
}
