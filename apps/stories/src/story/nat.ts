import { control } from '@windlass/simulator'
import { expect } from 'vitest'
import type { Backend, Story } from '../backend/backend.ts'
import { byHand, idOf, says, synced } from '../backend/state.ts'
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

const rows = ({ aws }: Backend) => aws.at().tables.natGateways.all()

/** Where the private route table sends what leaves the network. */
function leads({ aws }: Backend, table: string): string | undefined {
  const routes = aws.at().tables.routeTables.get(table)?.Routes ?? []
  return routes.find((route) => route.DestinationCidrBlock === '0.0.0.0/0')?.NatGatewayId
}

/** Everything in sync: the ids of the gateway and of the table that leads through it. */
async function settled(backend: Backend) {
  await backend.apply(gateway)
  await synced(backend, 'RouteTable', 'private')
  await synced(backend, 'NATGateway', 'nat')
  const nat = await idOf(backend, 'NATGateway', 'nat')
  const table = await idOf(backend, 'RouteTable', 'private')
  expect(leads(backend, table)).toBe(nat)
  return { nat, table }
}

/** A new gateway is in sync, alone, and the route leads through it. */
async function replaced(backend: Backend, before: string, table: string): Promise<string> {
  await backend.until(async () => {
    const id = await idOf(backend, 'NATGateway', 'nat')
    return id !== '' && id !== before && leads(backend, table) === id
  }, 150)
  await synced(backend, 'NATGateway', 'nat')
  await synced(backend, 'RouteTable', 'private')
  await backend.rest(120)
  const id = await idOf(backend, 'NATGateway', 'nat')
  expect(rows(backend).filter((row) => row.State !== 'deleted')).toMatchObject([{ id, State: 'available' }])
  return id
}

/** NAT gateways: those deleted by hand were never made again, or again and again. */
export const natStories: readonly Story[] = [
  {
    name: 'a gateway deleted by hand, still listed as deleted, is replaced by one, and its routes follow',
    async play(backend) {
      const { nat, table } = await settled(backend)
      await byHand(backend, 'DeleteNatGateway', { NatGatewayId: nat })
      const next = await replaced(backend, nat, table)
      expect(rows(backend).map((row) => [row.id, row.State])).toEqual([
        [nat, 'deleted'],
        [next, 'available'],
      ])
      await control(backend.aws, { do: 'remove', id: nat })
      await backend.rest(120)
      expect(rows(backend).map((row) => row.id)).toEqual([next])
      expect(await says(backend, 'NATGateway', 'nat')).toMatchObject({ status: 'True' })
    },
  },
  {
    name: 'a gateway whose record is purged before anybody looks is replaced by one, and its routes follow',
    async play(backend) {
      const { nat, table } = await settled(backend)
      await backend.kill()
      await byHand(backend, 'DeleteNatGateway', { NatGatewayId: nat })
      await backend.until(() => rows(backend)[0]?.State === 'deleted')
      await control(backend.aws, { do: 'remove', id: nat })
      await backend.start()
      await replaced(backend, nat, table)
      expect(rows(backend)).toHaveLength(1)
    },
  },
]
