import { at } from '@windlass/core'
import { expect } from 'vitest'
import { byHand, says, synced } from '../theatre/seeing.ts'
import type { Story, Theatre } from '../theatre/theatre.ts'
import { ground } from './network.ts'

const subnet = (name: string, spec: string) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: ${name} }
spec: { ${spec} }
`
const rows = ({ aws }: Theatre) => aws.at().tables.subnets.all()

/** Manifests that cannot be carried out. */
export const wrongStories: readonly Story[] = [
  {
    name: 'what cannot change, or cannot be together, is refused by the API server in a sentence that says what to do',
    async play(theatre) {
      await theatre.apply(ground)
      await synced(theatre, 'Subnet', 'one')
      await expect(theatre.edit('Subnet', 'one', { spec: { cidrBlock: '10.0.9.0/24' } })).rejects.toThrow(
        /cidrBlock is immutable: AWS cannot change it on an existing Subnet\. Put the old value back/,
      )
      await expect(theatre.edit('VPC', 'main', { spec: { cidrBlocks: ['10.9.0.0/16'] } })).rejects.toThrow(
        /The first of cidrBlocks is the primary range and is immutable/,
      )
      const both = subnet('two', 'cidrBlock: 10.0.2.0/24, vpcID: vpc-1, vpcRef: { from: { name: main } }')
      await expect(theatre.apply(both)).rejects.toThrow(/Set vpcID or vpcRef, not both/)
      await expect(theatre.apply(subnet('two', 'cidrBlock: [1], vpcID: vpc-1'))).rejects.toThrow(/cidrBlock/)
      expect(await theatre.get('Subnet', 'two')).toBeUndefined()
      await theatre.edit('Subnet', 'one', { spec: { mapPublicIPOnLaunch: true } })
      await synced(theatre, 'Subnet', 'one')
      expect(rows(theatre)).toMatchObject([{ CidrBlock: '10.0.1.0/24', MapPublicIpOnLaunch: true }])
    },
  },
  {
    name: 'what AWS refuses is said in its words within seconds, and mended by an edit, without a second object',
    async play(theatre) {
      await theatre.apply(`${ground}---${subnet('two', 'cidrBlock: 10.9.1.0/24, vpcRef: { from: { name: main } }')}`)
      await synced(theatre, 'Subnet', 'one')
      const terminal = async () => (await says(theatre, 'Subnet', 'two', 'ACK.Terminal'))?.status === 'True'
      await theatre.until(terminal, 10)
      expect((await says(theatre, 'Subnet', 'two', 'ACK.Terminal'))?.message).toContain(
        "InvalidSubnet.Range: The CIDR '10.9.1.0/24' is invalid",
      )
      await theatre.edit('Subnet', 'two', { spec: { cidrBlock: '10.0.2.0/24' } })
      await synced(theatre, 'Subnet', 'two', 15)
      expect(rows(theatre).map((row) => row.CidrBlock)).toEqual(['10.0.1.0/24', '10.0.2.0/24'])
      expect(await says(theatre, 'Subnet', 'two', 'ACK.Terminal')).toBeUndefined()
    },
  },
  {
    name: 'what AWS refused and somebody has mended in AWS is noticed without touching the object',
    virtual: true,
    async play(theatre) {
      const { Vpc } = await byHand(theatre, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })
      const VpcId = String(at(Vpc, 'VpcId'))
      await theatre.rest(5)
      await theatre.apply(subnet('two', `cidrBlock: 10.9.1.0/24, vpcID: ${VpcId}`))
      await theatre.until(async () => (await says(theatre, 'Subnet', 'two', 'ACK.Terminal')) !== undefined, 5)
      await theatre.rest(1800)
      await byHand(theatre, 'AssociateVpcCidrBlock', { VpcId, CidrBlock: '10.9.0.0/16' })
      await synced(theatre, 'Subnet', 'two', 900)
      expect(rows(theatre)).toHaveLength(1)
    },
  },
]
