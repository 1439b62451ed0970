import { control } from '@windlass/simulator'
import { expect } from 'vitest'
import { byHand, idOf, says, synced } from '../theatre/seeing.ts'
import type { Story, Theatre } from '../theatre/theatre.ts'
import { ground } from './network.ts'

const gateway = `${ground}---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: InternetGateway
metadata: { name: main }
spec: { vpcRef: { from: { name: main } } }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: ElasticIPAddress
metadata: { name: nat }
spec: {}
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: NATGateway
metadata: { name: nat }
spec: { subnetRef: { from: { name: one } }, allocationRef: { from: { name: nat } } }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: RouteTable
metadata: { name: private }
spec:
  vpcRef: { from: { name: main } }
  routes: [{ destinationCIDRBlock: 0.0.0.0/0, natGatewayRef: { from: { name: nat } } }]
`

const rows = ({ aws }: Theatre) => aws.at().tables.natGateways.all()

/** Where the private route table sends what leaves the network. */
function leads({ aws }: Theatre, table: string): string | undefined {
  const routes = aws.at().tables.routeTables.get(table)?.Routes ?? []
  return routes.find((route) => route.DestinationCidrBlock === '0.0.0.0/0')?.NatGatewayId
}

/** Everything in sync: the ids of the gateway and of the table that leads through it. */
async function settled(theatre: Theatre) {
  await theatre.apply(gateway)
  await synced(theatre, 'RouteTable', 'private')
  await synced(theatre, 'NATGateway', 'nat')
  const nat = await idOf(theatre, 'NATGateway', 'nat')
  const table = await idOf(theatre, 'RouteTable', 'private')
  expect(leads(theatre, table)).toBe(nat)
  return { nat, table }
}

/** A new gateway is in sync, alone, and the route leads through it. */
async function replaced(theatre: Theatre, before: string, table: string): Promise<string> {
  await theatre.until(async () => {
    const id = await idOf(theatre, 'NATGateway', 'nat')
    return id !== '' && id !== before && leads(theatre, table) === id
  }, 150)
  await synced(theatre, 'NATGateway', 'nat')
  await synced(theatre, 'RouteTable', 'private')
  await theatre.rest(120)
  const id = await idOf(theatre, 'NATGateway', 'nat')
  expect(rows(theatre).filter((row) => row.State !== 'deleted')).toMatchObject([{ id, State: 'available' }])
  return id
}

/** NAT gateways: those deleted by hand were never made again, or again and again. */
export const natStories: readonly Story[] = [
  {
    name: 'a gateway deleted by hand, still listed as deleted, is replaced by one, and its routes follow',
    async play(theatre) {
      const { nat, table } = await settled(theatre)
      await byHand(theatre, 'DeleteNatGateway', { NatGatewayId: nat })
      const next = await replaced(theatre, nat, table)
      expect(rows(theatre).map((row) => [row.id, row.State])).toEqual([
        [nat, 'deleted'],
        [next, 'available'],
      ])
      await control(theatre.aws, { do: 'remove', id: nat })
      await theatre.rest(120)
      expect(rows(theatre).map((row) => row.id)).toEqual([next])
      expect(await says(theatre, 'NATGateway', 'nat')).toMatchObject({ status: 'True' })
    },
  },
  {
    name: 'a gateway whose record is purged before anybody looks is replaced by one, and its routes follow',
    async play(theatre) {
      const { nat, table } = await settled(theatre)
      await theatre.kill()
      await byHand(theatre, 'DeleteNatGateway', { NatGatewayId: nat })
      await theatre.until(() => rows(theatre)[0]?.State === 'deleted')
      await control(theatre.aws, { do: 'remove', id: nat })
      await theatre.start()
      await replaced(theatre, nat, table)
      expect(rows(theatre)).toHaveLength(1)
    },
  },
]
