import { control } from '@windlass/simulator'
import { expect, test } from 'vitest'
import { story } from '../story.ts'

const zones = ['a', 'b', 'c']

const object = (kind: string, name: string, spec: object) =>
  `---\n${JSON.stringify({ apiVersion: 'ec2.services.k8s.aws/v1alpha1', kind, metadata: { name }, spec })}\n`

/** A subnet, an address and a gateway in each of three zones. */
const network = (vpcID: string) =>
  object('InternetGateway', 'main', { vpc: vpcID }) +
  zones
    .map(
      (zone, place) =>
        object('Subnet', zone, { vpcID, cidrBlock: `10.0.${place}.0/24`, availabilityZone: `us-west-2${zone}` }) +
        object('ElasticIPAddress', zone, {}) +
        object('NATGateway', zone, {
          subnetRef: { from: { name: zone } },
          allocationRef: { from: { name: zone } },
        }),
    )
    .join('')

test.each([1, 3])(
  'three zones get three gateways though the first %i that AWS makes fail: a failed one is no gateway, and none too many is made',
  async (failing) => {
    const { stage, vpc, tables } = await story()
    const [code, message] = ['InternalError', 'Network interface could not be created']
    await control(stage.aws, { do: 'fail', transition: 'nat.available', code, message, times: failing })
    const living = () => tables.natGateways.all().filter(({ State }) => State === 'pending' || State === 'available')
    let most = 0
    const invoke = stage.aws.invoke.bind(stage.aws)
    stage.aws.invoke = async (...call) => {
      const answer = await invoke(...call)
      most = Math.max(most, living().length)
      return answer
    }
    await stage.apply(network(vpc))
    const ids: unknown[] = []
    for (const zone of zones) ids.push((await stage.synced('NATGateway', zone, 1_800_000)).status?.natGatewayID)
    await stage.clock.advance(300_000)
    const rows = living()
    expect(rows.map(({ id }) => id).sort()).toEqual(ids.sort())
    expect(new Set(rows.map(({ SubnetId }) => SubnetId)).size).toBe(3)
    expect({ most, failed: tables.natGateways.all().filter(({ State }) => State === 'failed').length }).toEqual({
      most: 3,
      failed: failing,
    })
  },
)
