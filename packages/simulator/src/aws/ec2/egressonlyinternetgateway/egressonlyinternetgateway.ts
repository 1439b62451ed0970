import type {
  CreateEgressOnlyInternetGatewayRequest,
  DeleteEgressOnlyInternetGatewayRequest,
  DeleteEgressOnlyInternetGatewayResult,
} from '@aws-sdk/client-ec2'
import { describe } from '../../engine/describe.ts'
import { AwsFault } from '../../engine/fault.ts'
import { type Module, operation } from '../../engine/operation.ts'
import { reference } from '../../engine/reference.ts'
import type { Region } from '../../engine/region.ts'
import { ec2 } from '../service.ts'
import { Vpcs } from '../vpc/row.ts'
import { type EgressOnlyInternetGatewayRow, EgressOnlyInternetGateways } from './row.ts'

/** A VPC has one at most. Source: VPC user guide, "Amazon VPC quotas". */
function create(vpcId: string, region: Region, Tags: EgressOnlyInternetGatewayRow['Tags']) {
  const gateways = region.table(EgressOnlyInternetGateways)
  if (gateways.where('vpc', vpcId).length > 0)
    throw new AwsFault('InvalidParameterValue', `Network ${vpcId} already has an egress only internet gateway attached`)
  const id = region.newId('eigw')
  const Attachments = [{ VpcId: vpcId, State: 'attached' }]
  return gateways.put({ id, EgressOnlyInternetGatewayId: id, Attachments, Tags })
}

/** Egress-only internet gateways: made for one VPC and attached to it for good. Routes that lead to one that is gone are black holes. */
export const egressonlyinternetgateway: Module = {
  service: ec2,
  tables: [EgressOnlyInternetGateways],
  operations: {
    CreateEgressOnlyInternetGateway: operation<CreateEgressOnlyInternetGatewayRequest, object>({
      creates: EgressOnlyInternetGateways,
      ids: { VpcId: Vpcs },
      handle: ({ VpcId = '', ClientToken }, { region, tags }) => ({
        ClientToken,
        EgressOnlyInternetGateway: create(VpcId, region, tags),
      }),
    }),
    DeleteEgressOnlyInternetGateway: operation<
      DeleteEgressOnlyInternetGatewayRequest,
      DeleteEgressOnlyInternetGatewayResult
    >({
      ids: { EgressOnlyInternetGatewayId: EgressOnlyInternetGateways },
      handle({ EgressOnlyInternetGatewayId: id }, { region }) {
        region.table(EgressOnlyInternetGateways).delete(id)
        return { ReturnCode: true }
      },
    }),
    // Its only filters are those by tags, and a page has 255 rows at most. Source: EC2 API reference.
    DescribeEgressOnlyInternetGateways: describe({
      table: EgressOnlyInternetGateways,
      items: 'EgressOnlyInternetGateways',
      ids: 'EgressOnlyInternetGatewayIds',
      page: { min: 5, max: 255 },
      filters: {},
      view: (row) => row,
    }),
  },
  references: [reference(EgressOnlyInternetGateways, (row) => row.Attachments.map((one) => one.VpcId))],
}
