import { at } from '@windlass/core'
import { expect } from 'vitest'
import type { Backend, Story } from '../backend/backend.ts'
import { byHand, says, synced } from '../backend/state.ts'
import { ground } from './network.ts'

const subnet = (name: string, spec: string) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: ${name} }
spec: { ${spec} }
`
const rows = ({ aws }: Backend) => aws.at().tables.subnets.all()

/** Manifests that cannot be carried out. */
export const wrongStories: readonly Story[] = [
  {
    name: 'what cannot change, or cannot be together, is refused by the API server in a sentence that says what to do',
    async play(backend) {
      await backend.apply(ground)
      await synced(backend, 'Subnet', 'one')
      await expect(backend.edit('Subnet', 'one', { spec: { cidrBlock: '10.0.9.0/24' } })).rejects.toThrow(
        /cidrBlock is immutable: AWS cannot change it on an existing Subnet\. Put the old value back/,
      )
      await expect(backend.edit('VPC', 'main', { spec: { cidrBlocks: ['10.9.0.0/16'] } })).rejects.toThrow(
        /The first of cidrBlocks is the primary range and is immutable/,
      )
      const both = subnet('two', 'cidrBlock: 10.0.2.0/24, vpcID: vpc-1, vpcRef: { from: { name: main } }')
      await expect(backend.apply(both)).rejects.toThrow(/Set vpcID or vpcRef, not both/)
      await expect(backend.apply(subnet('two', 'cidrBlock: [1], vpcID: vpc-1'))).rejects.toThrow(/cidrBlock/)
      expect(await backend.get('Subnet', 'two')).toBeUndefined()
      await backend.edit('Subnet', 'one', { spec: { mapPublicIPOnLaunch: true } })
      await synced(backend, 'Subnet', 'one')
      expect(rows(backend)).toMatchObject([{ CidrBlock: '10.0.1.0/24', MapPublicIpOnLaunch: true }])
    },
  },
  {
    name: 'what AWS refuses is said in its words within seconds, and mended by an edit, without a second object',
    async play(backend) {
      await backend.apply(`${ground}---${subnet('two', 'cidrBlock: 10.9.1.0/24, vpcRef: { from: { name: main } }')}`)
      await synced(backend, 'Subnet', 'one')
      const terminal = async () => (await says(backend, 'Subnet', 'two', 'ACK.Terminal'))?.status === 'True'
      await backend.until(terminal, 10)
      expect((await says(backend, 'Subnet', 'two', 'ACK.Terminal'))?.message).toContain(
        "InvalidSubnet.Range: The CIDR '10.9.1.0/24' is invalid",
      )
      await backend.edit('Subnet', 'two', { spec: { cidrBlock: '10.0.2.0/24' } })
      await synced(backend, 'Subnet', 'two', 15)
      expect(rows(backend).map((row) => row.CidrBlock)).toEqual(['10.0.1.0/24', '10.0.2.0/24'])
      expect(await says(backend, 'Subnet', 'two', 'ACK.Terminal')).toBeUndefined()
    },
  },
  {
    name: 'what AWS refused and somebody has mended in AWS is noticed without touching the object',
    virtual: true,
    async play(backend) {
      const { Vpc } = await byHand(backend, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })
      const VpcId = String(at(Vpc, 'VpcId'))
      await backend.rest(5)
      await backend.apply(subnet('two', `cidrBlock: 10.9.1.0/24, vpcID: ${VpcId}`))
      await backend.until(async () => (await says(backend, 'Subnet', 'two', 'ACK.Terminal')) !== undefined, 5)
      await backend.rest(1800)
      await byHand(backend, 'AssociateVpcCidrBlock', { VpcId, CidrBlock: '10.9.0.0/16' })
      await synced(backend, 'Subnet', 'two', 900)
      expect(rows(backend)).toHaveLength(1)
    },
  },
]
