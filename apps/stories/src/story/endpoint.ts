import { expect } from 'vitest'
import { byHand, gone, says, statusText, synced } from '../theatre/seeing.ts'
import type { Story, Theatre } from '../theatre/theatre.ts'
import { ground } from './network.ts'

const endpoint = (service: string) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPCEndpoint
metadata: { name: private }
spec:
  vpcRef: { from: { name: main } }
  serviceName: ${service}
  vpcEndpointType: Interface
  subnetRefs: [{ from: { name: one } }]
`
const balancer = 'arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/net/one/0123456789abcdef'

const rows = ({ aws }: Theatre) => aws.at().tables.vpcEndpoints.all()
const state = (theatre: Theatre) => statusText(theatre, 'VPCEndpoint', 'private', 'state')

/** Seconds from the moment AWS shows the state until status does. */
async function lag(theatre: Theatre, shown: string): Promise<number> {
  await theatre.until(() => rows(theatre).some((row) => row.State === shown))
  return await theatre.until(async () => (await state(theatre)) === shown)
}

/** An endpoint that waits for the owner of a service, and the owner's answers. */
async function knock(theatre: Theatre) {
  await byHand(theatre, 'CreateVpcEndpointServiceConfiguration', {
    NetworkLoadBalancerArns: [balancer],
    AcceptanceRequired: true,
  })
  const service = theatre.aws.at().tables.endpointServices.all()[0]
  await theatre.until(() => theatre.aws.at().tables.endpointServices.all()[0]?.ServiceState === 'Available')
  await theatre.apply(`${ground}---${endpoint(service?.ServiceName ?? '')}`)
  expect(await lag(theatre, 'pendingAcceptance')).toBeLessThanOrEqual(2)
  const answer = (operation: 'AcceptVpcEndpointConnections' | 'RejectVpcEndpointConnections') =>
    byHand(theatre, operation, { ServiceId: service?.id, VpcEndpointIds: [rows(theatre)[0]?.id] })
  return { answer }
}

/** VPC endpoints: status stood still for hours while AWS moved on. */
export const endpointStories: readonly Story[] = [
  {
    name: 'an endpoint that turns available is in sync within two seconds',
    async play(theatre) {
      await theatre.apply(`${ground}---${endpoint('com.amazonaws.us-west-2.sqs')}`)
      expect(await lag(theatre, 'available')).toBeLessThanOrEqual(2)
      const { status } = await synced(theatre, 'VPCEndpoint', 'private', 5)
      expect(status?.vpcEndpointID).toBe(rows(theatre)[0]?.id)
    },
  },
  {
    name: 'an endpoint waits for acceptance and says so; accepted, it is in sync within seconds',
    async play(theatre) {
      const { answer } = await knock(theatre)
      expect(await says(theatre, 'VPCEndpoint', 'private')).toMatchObject({ status: 'False', reason: 'Waiting' })
      await answer('AcceptVpcEndpointConnections')
      expect(await lag(theatre, 'available')).toBeLessThanOrEqual(2)
      await synced(theatre, 'VPCEndpoint', 'private', 5)
    },
  },
  {
    name: 'an endpoint that has waited for half an hour is in sync fifteen seconds after it is accepted at the latest',
    virtual: true,
    async play(theatre) {
      const { answer } = await knock(theatre)
      await theatre.rest(1800)
      const reads = () => theatre.aws.journal.counts().DescribeVpcEndpoints?.calls ?? 0
      const before = reads()
      await theatre.rest(300)
      expect(reads() - before).toBeLessThanOrEqual(300 / 15 + 6)
      await answer('AcceptVpcEndpointConnections')
      expect(await lag(theatre, 'available')).toBeLessThanOrEqual(15)
      await synced(theatre, 'VPCEndpoint', 'private', 20)
    },
  },
  {
    name: 'a rejected endpoint is a failure within two seconds, and can be deleted',
    async play(theatre) {
      const { answer } = await knock(theatre)
      await answer('RejectVpcEndpointConnections')
      expect(await lag(theatre, 'rejected')).toBeLessThanOrEqual(2)
      expect(await says(theatre, 'VPCEndpoint', 'private')).toMatchObject({ status: 'False', reason: 'FailedState' })
      expect(rows(theatre)).toHaveLength(1)
      await theatre.delete('VPCEndpoint', 'private')
      await gone(theatre, 'VPCEndpoint', 'private')
    },
  },
  {
    name: 'an endpoint deleted by hand is made anew, once',
    async play(theatre) {
      await theatre.apply(`${ground}---${endpoint('com.amazonaws.us-west-2.sqs')}`)
      await synced(theatre, 'VPCEndpoint', 'private')
      const first = rows(theatre)[0]?.id
      await byHand(theatre, 'DeleteVpcEndpoints', { VpcEndpointIds: [first] })
      const renewed = async () => {
        const id = await statusText(theatre, 'VPCEndpoint', 'private', 'vpcEndpointID')
        return id !== first && (await says(theatre, 'VPCEndpoint', 'private'))?.status === 'True'
      }
      await theatre.until(renewed)
      await theatre.rest(150)
      const living = rows(theatre).filter((row) => row.State === 'available')
      expect(living.map((row) => row.id)).toEqual([
        await statusText(theatre, 'VPCEndpoint', 'private', 'vpcEndpointID'),
      ])
      expect(theatre.aws.journal.counts().CreateVpcEndpoint?.calls).toBe(2)
    },
  },
]
