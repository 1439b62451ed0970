import { at, type Item } from '@windlass/core'
import { expect } from 'vitest'
import type { Backend, Story } from '../backend/backend.ts'
import { byHand, idOf, synced } from '../backend/state.ts'
import { ground } from './network.ts'

const gateway = `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: InternetGateway
metadata: { name: main }
spec: { vpcRef: { from: { name: main } } }
`
/** Destinations that differ in a digit or a letter only. */
const alike = ['172.16.0.0/12', '172.16.0.0/16', '172.16.0.0/17', '172.17.0.0/16']

const table = (routes: readonly Item[]) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: RouteTable
metadata: { name: main }
spec:
  vpcRef: { from: { name: main } }
  routes: ${JSON.stringify([...routes, { destinationCIDRBlock: '0.0.0.0/0', gatewayRef: { from: { name: 'main' } } }])}
`
const adopted = (id: string) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: RouteTable
metadata:
  name: taken
  annotations:
    services.k8s.aws/adoption-policy: adopt
    services.k8s.aws/adoption-fields: '{"routeTableID": "${id}"}'
spec: { vpcRef: { from: { name: main } } }
`
const through = (targets: readonly string[]) =>
  alike.map((destinationCIDRBlock, index) => ({
    destinationCIDRBlock,
    networkInterfaceID: targets[index % targets.length],
  }))

/** Destination and target of every route of the table that is not local. */
function routes({ aws }: Backend, id: string): Readonly<Record<string, string | undefined>> {
  const all = aws.at().tables.routeTables.get(id)?.Routes ?? []
  const own = all.filter((route) => route.GatewayId !== 'local')
  return Object.fromEntries(
    own.map((route) => [route.DestinationCidrBlock ?? '', route.NetworkInterfaceId ?? route.GatewayId]),
  )
}

/** A subnet with two interfaces that routes can lead to. */
async function interfaces(backend: Backend): Promise<readonly [string, string]> {
  await backend.apply(`${ground}---${gateway}`)
  await synced(backend, 'Subnet', 'one')
  await synced(backend, 'InternetGateway', 'main')
  const SubnetId = await idOf(backend, 'Subnet', 'one')
  const made = async () => {
    const { NetworkInterface } = await byHand(backend, 'CreateNetworkInterface', { SubnetId })
    return String(at(NetworkInterface, 'NetworkInterfaceId'))
  }
  return [await made(), await made()]
}

/** Route tables: look-alike routes were taken for one another, and an edit left a moment without the route. */
export const routeStories: readonly Story[] = [
  {
    name: 'look-alike routes are told apart; targets exchanged in place leave no moment without a route',
    async play(backend) {
      const [a, b] = await interfaces(backend)
      await backend.apply(table(through([a, b])))
      await synced(backend, 'RouteTable', 'main')
      const id = await idOf(backend, 'RouteTable', 'main')
      const before = routes(backend, id)
      expect(Object.keys(before).sort()).toEqual([...alike, '0.0.0.0/0'].sort())
      expect(alike.map((to) => before[to])).toEqual([a, b, a, b])
      const seen = new Set<string>()
      backend.afterEveryCall(() => seen.add(Object.keys(routes(backend, id)).sort().join()))
      await backend.apply(table(through([b, a])))
      await synced(backend, 'RouteTable', 'main')
      expect(alike.map((to) => routes(backend, id)[to])).toEqual([b, a, b, a])
      expect([...seen]).toEqual([Object.keys(before).sort().join()])
    },
  },
  {
    name: 'a route that widens is there before the narrow one goes',
    async play(backend) {
      const [a] = await interfaces(backend)
      await backend.apply(table([{ destinationCIDRBlock: '172.16.0.0/16', networkInterfaceID: a }]))
      await synced(backend, 'RouteTable', 'main')
      const id = await idOf(backend, 'RouteTable', 'main')
      const covered: boolean[] = []
      backend.afterEveryCall(() => {
        const now = routes(backend, id)
        covered.push((now['172.16.0.0/16'] ?? now['172.16.0.0/12']) === a)
      })
      await backend.apply(table([{ destinationCIDRBlock: '172.16.0.0/12', networkInterfaceID: a }]))
      await synced(backend, 'RouteTable', 'main')
      expect(Object.keys(routes(backend, id)).sort()).toEqual(['0.0.0.0/0', '172.16.0.0/12'])
      expect(covered).not.toContain(false)
      expect(covered.length).toBeGreaterThan(0)
    },
  },
  {
    name: 'routes that a user wrote and takes out again go, and five that adoption filled in stay',
    async play(backend) {
      const [a] = await interfaces(backend)
      await backend.apply(table(through([a])))
      await synced(backend, 'RouteTable', 'main')
      const id = await idOf(backend, 'RouteTable', 'main')
      expect(Object.keys(routes(backend, id))).toHaveLength(5)
      const VpcId = backend.aws.at().tables.routeTables.get(id)?.VpcId
      const { RouteTable } = await byHand(backend, 'CreateRouteTable', { VpcId })
      const other = String(at(RouteTable, 'RouteTableId'))
      for (const third of [1, 2, 3, 4, 5])
        await byHand(backend, 'CreateRoute', {
          RouteTableId: other,
          DestinationCidrBlock: `192.168.${third}.0/24`,
          NetworkInterfaceId: a,
        })
      await backend.apply(adopted(other))
      await synced(backend, 'RouteTable', 'taken')
      const filled = (await backend.get('RouteTable', 'taken'))?.spec?.routes
      expect(filled).toHaveLength(5)
      for (const name of ['main', 'taken']) await backend.edit('RouteTable', name, { spec: { routes: null } })
      await backend.until(() => Object.keys(routes(backend, id)).length === 0)
      await synced(backend, 'RouteTable', 'main')
      await synced(backend, 'RouteTable', 'taken')
      await backend.rest(130)
      expect(Object.keys(routes(backend, other))).toHaveLength(5)
    },
  },
]
