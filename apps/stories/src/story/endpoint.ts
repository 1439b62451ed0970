import { expect } from 'vitest'
import type { Backend, Story } from '../backend/backend.ts'
import { byHand, gone, says, statusText, synced } from '../backend/state.ts'
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

const rows = ({ aws }: Backend) => aws.at().tables.vpcEndpoints.all()
const state = (backend: Backend) => statusText(backend, 'VPCEndpoint', 'private', 'state')

/** Seconds from the moment AWS shows the state until status does. */
async function lag(backend: Backend, shown: string): Promise<number> {
  await backend.until(() => rows(backend).some((row) => row.State === shown))
  return await backend.until(async () => (await state(backend)) === shown)
}

/** An endpoint that waits for the owner of a service, and the owner's answers. */
async function knock(backend: Backend) {
  await byHand(backend, 'CreateVpcEndpointServiceConfiguration', {
    NetworkLoadBalancerArns: [balancer],
    AcceptanceRequired: true,
  })
  const service = backend.aws.at().tables.endpointServices.all()[0]
  await backend.until(() => backend.aws.at().tables.endpointServices.all()[0]?.ServiceState === 'Available')
  await backend.apply(`${ground}---${endpoint(service?.ServiceName ?? '')}`)
  expect(await lag(backend, 'pendingAcceptance')).toBeLessThanOrEqual(2)
  const answer = (operation: 'AcceptVpcEndpointConnections' | 'RejectVpcEndpointConnections') =>
    byHand(backend, operation, { ServiceId: service?.id, VpcEndpointIds: [rows(backend)[0]?.id] })
  return { answer }
}

/** VPC endpoints: status stood still for hours while AWS moved on. */
export const endpointStories: readonly Story[] = [
  {
    name: 'an endpoint that turns available is in sync within two seconds',
    async play(backend) {
      await backend.apply(`${ground}---${endpoint('com.amazonaws.us-west-2.sqs')}`)
      expect(await lag(backend, 'available')).toBeLessThanOrEqual(2)
      const { status } = await synced(backend, 'VPCEndpoint', 'private', 5)
      expect(status?.vpcEndpointID).toBe(rows(backend)[0]?.id)
    },
  },
  {
    name: 'an endpoint waits for acceptance and says so; accepted, it is in sync within seconds',
    async play(backend) {
      const { answer } = await knock(backend)
      expect(await says(backend, 'VPCEndpoint', 'private')).toMatchObject({
        status: 'False',
        reason: 'AwaitingAcceptance',
      })
      await answer('AcceptVpcEndpointConnections')
      expect(await lag(backend, 'available')).toBeLessThanOrEqual(2)
      await synced(backend, 'VPCEndpoint', 'private', 5)
    },
  },
  {
    name: 'an endpoint that has waited for half an hour is in sync fifteen seconds after it is accepted at the latest',
    virtual: true,
    async play(backend) {
      const { answer } = await knock(backend)
      await backend.rest(1800)
      const reads = () => backend.aws.journal.counts().DescribeVpcEndpoints?.calls ?? 0
      const before = reads()
      await backend.rest(300)
      expect(reads() - before).toBeLessThanOrEqual(300 / 15 + 6)
      await answer('AcceptVpcEndpointConnections')
      expect(await lag(backend, 'available')).toBeLessThanOrEqual(15)
      await synced(backend, 'VPCEndpoint', 'private', 20)
    },
  },
  {
    name: 'a rejected endpoint is a failure within two seconds, and can be deleted',
    async play(backend) {
      const { answer } = await knock(backend)
      await answer('RejectVpcEndpointConnections')
      expect(await lag(backend, 'rejected')).toBeLessThanOrEqual(2)
      expect(await says(backend, 'VPCEndpoint', 'private')).toMatchObject({ status: 'False', reason: 'FailedState' })
      expect(rows(backend)).toHaveLength(1)
      await backend.delete('VPCEndpoint', 'private')
      await gone(backend, 'VPCEndpoint', 'private')
    },
  },
  {
    name: 'an endpoint deleted by hand is made anew, once',
    async play(backend) {
      await backend.apply(`${ground}---${endpoint('com.amazonaws.us-west-2.sqs')}`)
      await synced(backend, 'VPCEndpoint', 'private')
      const first = rows(backend)[0]?.id
      await byHand(backend, 'DeleteVpcEndpoints', { VpcEndpointIds: [first] })
      const renewed = async () => {
        const id = await statusText(backend, 'VPCEndpoint', 'private', 'vpcEndpointID')
        return id !== first && (await says(backend, 'VPCEndpoint', 'private'))?.status === 'True'
      }
      await backend.until(renewed)
      await backend.rest(150)
      const living = rows(backend).filter((row) => row.State === 'available')
      expect(living.map((row) => row.id)).toEqual([
        await statusText(backend, 'VPCEndpoint', 'private', 'vpcEndpointID'),
      ])
      expect(backend.aws.journal.counts().CreateVpcEndpoint?.calls).toBe(2)
    },
  },
]
