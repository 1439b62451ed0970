import { AwsFault, missing } from '../../engine/fault.ts'
import type { Region } from '../../engine/region.ts'
import { createInterface, removeInterface } from '../interface/interface.ts'
import { NetworkInterfaces } from '../interface/row.ts'
import { Subnets } from '../subnet/row.ts'
import type { TransitGatewayAttachmentRow } from './row.ts'

/** Refuses subnets that an attachment of a VPC cannot have: none at all, one of another VPC, two of one zone. */
export function place(region: Region, vpcId: string, subnetIds: readonly string[]): void {
  if (subnetIds.length === 0) throw missing('SubnetIds')
  const subnets = subnetIds.map((id) => region.require(Subnets, id))
  const stranger = subnets.find((row) => row.VpcId !== vpcId)
  if (stranger !== undefined)
    throw new AwsFault('InvalidSubnetID.NotFound', `The subnet ID '${stranger.id}' does not exist in VPC ${vpcId}`)
  const zones = subnets.map((row) => row.AvailabilityZone)
  if (new Set(zones).size !== zones.length)
    throw new AwsFault('DuplicateSubnetsInSameZone', `Found duplicate subnets in same zone: ${subnetIds.join(', ')}`)
}

/** The members of an attachment that a change of its subnets alters. */
export function moveSubnets(
  region: Region,
  row: TransitGatewayAttachmentRow,
  come: readonly string[],
  go: readonly string[],
): Partial<TransitGatewayAttachmentRow> {
  if (come.length + go.length === 0) return {}
  const present = row.SubnetIds ?? []
  const absent = go.find((id) => !present.includes(id))
  if (absent !== undefined) throw Subnets.ids.notFound(absent)
  const fresh = come.filter((id) => !present.includes(id))
  const SubnetIds = [...present.filter((id) => !go.includes(id)), ...fresh]
  place(region, row.VpcId, SubnetIds)
  const interfaces = region.table(NetworkInterfaces)
  const leaving = row.NetworkInterfaceIds.filter((id) => go.includes(interfaces.get(id)?.SubnetId ?? ''))
  for (const id of leaving) removeInterface(region, id)
  const made = fresh.map((subnetId) => interfaceOf(region, row.id, subnetId))
  return { SubnetIds, NetworkInterfaceIds: [...row.NetworkInterfaceIds.filter((id) => !leaving.includes(id)), ...made] }
}

/** The interface of an attachment in a subnet. */
export function interfaceOf(region: Region, attachment: string, subnetId: string): string {
  return createInterface(region, {
    subnetId,
    description: `Network Interface for Transit Gateway Attachment ${attachment}`,
    type: 'transit_gateway',
    requester: region.account,
  }).id
}
