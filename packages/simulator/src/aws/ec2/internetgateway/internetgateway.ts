import type {
  AttachInternetGatewayRequest,
  CreateInternetGatewayRequest,
  DeleteInternetGatewayRequest,
  DetachInternetGatewayRequest,
} from '@aws-sdk/client-ec2'
import { describe } from '../../engine/describe.ts'
import { AwsFault } from '../../engine/fault.ts'
import { type Module, operation } from '../../engine/operation.ts'
import type { Region } from '../../engine/region.ts'
import { NetworkInterfaces } from '../interface/row.ts'
import { NatGateways } from '../natgateway/row.ts'
import { leaveGateway } from '../routetable/association.ts'
import { ec2 } from '../service.ts'
import { Vpcs } from '../vpc/row.ts'
import { InternetGateways } from './row.ts'

/** Whether a VPC has an internet gateway. */
export function hasInternetGateway(region: Region, vpcId: string): boolean {
  return region.table(InternetGateways).where('vpc', vpcId).length > 0
}

/** Whether public addresses are in use in a VPC: on network interfaces, or by a regional NAT gateway, which has none. */
function hasMappedAddress(region: Region, vpcId: string): boolean {
  const networkInterfaces = region.table(NetworkInterfaces)
  const natGateways = region.table(NatGateways)
  return (
    networkInterfaces
      .where('vpc', vpcId)
      .some((row) => row.PrivateIpAddresses?.some((one) => one.Association !== undefined)) ||
    natGateways
      .where('vpc', vpcId)
      .some((row) => row.State !== 'deleted' && row.NatGatewayAddresses?.some((one) => one.AssociationId !== undefined))
  )
}

function attach(input: AttachInternetGatewayRequest, region: Region): undefined {
  const gateway = region.require(InternetGateways, input.InternetGatewayId)
  const vpc = region.require(Vpcs, input.VpcId)
  const present = gateway.Attachments?.[0]
  if (present)
    throw new AwsFault(
      'Resource.AlreadyAssociated',
      `resource ${gateway.id} is already attached to network ${present.VpcId}`,
    )
  if (hasInternetGateway(region, vpc.id))
    throw new AwsFault('InvalidParameterValue', `Network ${vpc.id} already has an internet gateway attached`)
  region.table(InternetGateways).update(gateway.id, { Attachments: [{ VpcId: vpc.id, State: 'available' }] })
}

function detach(input: DetachInternetGatewayRequest, region: Region): undefined {
  const gateway = region.require(InternetGateways, input.InternetGatewayId)
  const vpc = region.require(Vpcs, input.VpcId)
  if (!gateway.Attachments?.some((one) => one.VpcId === vpc.id))
    throw new AwsFault('Gateway.NotAttached', `resource ${gateway.id} is not attached to network ${vpc.id}`)
  if (hasMappedAddress(region, vpc.id))
    throw new AwsFault(
      'DependencyViolation',
      `Network ${vpc.id} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
    )
  leaveGateway(region, gateway.id)
  region.table(InternetGateways).update(gateway.id, { Attachments: [] })
}

function remove(id: string | undefined, region: Region): undefined {
  const row = region.require(InternetGateways, id)
  if (row.Attachments?.length)
    throw new AwsFault('DependencyViolation', `The internetGateway '${row.id}' has dependencies and cannot be deleted.`)
  region.refuseWhileReferenced('internetGateway', row.id)
  region.table(InternetGateways).delete(row.id)
}

/** Internet gateways: at most one for a VPC, and one VPC for each. */
export const internetgateway: Module = {
  service: ec2,
  tables: [InternetGateways],
  quotas: {
    InternetGatewayLimitExceeded: { limit: 5, of: 'internet gateways' },
  },
  operations: {
    CreateInternetGateway: operation<CreateInternetGatewayRequest, object>({
      creates: InternetGateways,
      handle(_input, { region, tags }) {
        region.refuseOverQuota('InternetGatewayLimitExceeded', region.table(InternetGateways).size)
        const InternetGatewayId = region.newId('igw')
        return {
          InternetGateway: region.table(InternetGateways).put({
            id: InternetGatewayId,
            InternetGatewayId,
            OwnerId: region.account,
            Attachments: [],
            Tags: tags,
          }),
        }
      },
    }),
    DeleteInternetGateway: operation<DeleteInternetGatewayRequest, object>({
      ids: { InternetGatewayId: InternetGateways },
      handle: (input, { region }) => remove(input.InternetGatewayId, region),
    }),
    AttachInternetGateway: operation<AttachInternetGatewayRequest, object>({
      ids: { InternetGatewayId: InternetGateways, VpcId: Vpcs },
      handle: (input, { region }) => attach(input, region),
    }),
    DetachInternetGateway: operation<DetachInternetGatewayRequest, object>({
      ids: { InternetGatewayId: InternetGateways, VpcId: Vpcs },
      handle: (input, { region }) => detach(input, region),
    }),
    DescribeInternetGateways: describe({
      table: InternetGateways,
      items: 'InternetGateways',
      ids: 'InternetGatewayIds',
      page: { min: 5, max: 1000 },
      filters: {
        'attachment.state': 'Attachments.State',
        'attachment.vpc-id': 'Attachments.VpcId',
        'internet-gateway-id': 'InternetGatewayId',
        'owner-id': 'OwnerId',
      },
      view: (row) => row,
    }),
  },
}
