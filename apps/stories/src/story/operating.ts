import { at, items } from '@windlass/core'
import { expect } from 'vitest'
import type { Backend, Story } from '../backend/backend.ts'
import { allSynced, atRest, byHand, idOf, says, synced } from '../backend/state.ts'
import { ground, parts, whole } from './network.ts'

const another = `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: two, annotations: { windlass.dev/mode: plan } }
spec: { cidrBlock: 10.0.2.0/24, vpcRef: { from: { name: main } } }
`

const subnets = ({ aws }: Backend) => aws.at().tables.subnets.all()
const teams = (backend: Backend) => subnets(backend).map((row) => row.Tags?.find(({ Key }) => Key === 'team')?.Value)
const team = (value: string) => ({ spec: { tags: [{ key: 'team', value }] } })
const note = (name: string, value: string | null) => ({
  metadata: { annotations: { [`windlass.dev/${name}`]: value } },
})

async function opened(backend: Backend): Promise<void> {
  await backend.apply(ground)
  await allSynced(backend, [
    { kind: 'VPC', name: 'main' },
    { kind: 'Subnet', name: 'one' },
  ])
}

/** Until the object says this reason in its Synced condition, for its present generation. */
async function untilSays(backend: Backend, name: string, reason: string, seconds = 30): Promise<string> {
  await backend.until(async () => {
    const said = await says(backend, 'Subnet', name)
    return said?.reason === reason && said.current
  }, seconds)
  return (await says(backend, 'Subnet', name))?.message ?? ''
}

/** What the on-call engineer does and meets. */
export const operatingStories: readonly Story[] = [
  {
    name: 'a paused object is left alone, in both directions, until it is paused no more',
    async play(backend) {
      await opened(backend)
      await backend.edit('Subnet', 'one', note('paused', 'true'))
      await untilSays(backend, 'one', 'Paused')
      await backend.edit('Subnet', 'one', team('b'))
      await byHand(backend, 'CreateTags', {
        Resources: [await idOf(backend, 'Subnet', 'one')],
        Tags: [{ Key: 'team', Value: 'x' }],
      })
      const before = backend.aws.journal.totals().mutating
      await backend.rest(150)
      expect(teams(backend)).toEqual(['x'])
      expect(backend.aws.journal.totals().mutating).toBe(before)
      await backend.edit('Subnet', 'one', note('paused', null))
      await synced(backend, 'Subnet', 'one', 15)
      expect(teams(backend)).toEqual(['b'])
    },
  },
  {
    name: 'plan mode says what would be done and does nothing, to a new object and to an edited one',
    async play(backend) {
      await opened(backend)
      await backend.edit('Subnet', 'one', { ...note('mode', 'plan'), ...team('b') })
      await backend.apply(another)
      expect(await untilSays(backend, 'one', 'Planned')).toMatch(/^Would .*team/)
      expect(await untilSays(backend, 'two', 'Planned')).toMatch(/^Would create it/)
      await backend.rest(150)
      expect(teams(backend)).toEqual(['a'])
      for (const name of ['one', 'two']) await backend.edit('Subnet', name, note('mode', null))
      for (const name of ['one', 'two']) await synced(backend, 'Subnet', name, 15)
      expect(teams(backend)).toEqual(['b', undefined])
    },
  },
  {
    name: 'bad credentials are said, lose nothing, and are forgotten once they are good again',
    async play(backend) {
      await opened(backend)
      const id = await idOf(backend, 'Subnet', 'one')
      await backend.credentials(false)
      await backend.edit('Subnet', 'one', team('b'))
      expect(await untilSays(backend, 'one', 'AccessDenied')).toContain('AuthFailure')
      await backend.rest(120)
      expect(await idOf(backend, 'Subnet', 'one')).toBe(id)
      expect(teams(backend)).toEqual(['a'])
      await backend.credentials(true)
      await synced(backend, 'Subnet', 'one')
      expect(subnets(backend).map((row) => row.id)).toEqual([id])
      expect(teams(backend)).toEqual(['b'])
    },
  },
  {
    name: 'an API server that goes away for a minute in the middle of it all is waited for: one of each, all in sync',
    async play(backend) {
      await backend.apply(whole)
      await backend.rest(2)
      await backend.apiServerAway(60)
      await allSynced(backend, parts)
      const { tables } = backend.aws.at()
      expect([tables.subnets.size, tables.natGateways.size, tables.fileSystems.size]).toEqual([2, 1, 1])
      const owned = items(at(await byHand(backend, 'DescribeVpcs', {}), 'Vpcs')).filter(({ Tags }) =>
        items(Tags).some(({ Key }) => Key === 'services.k8s.aws/uid'),
      )
      expect(owned).toHaveLength(1)
    },
  },
  {
    name: 'an API server that goes away for a minute at rest is not written to afterwards, and edits arrive as ever',
    async play(backend) {
      await opened(backend)
      const before = await atRest(backend)
      await backend.apiServerAway(60)
      await backend.rest(100)
      expect(await backend.writes()).toEqual(before)
      await backend.edit('Subnet', 'one', team('b'))
      await synced(backend, 'Subnet', 'one', 30)
      expect(teams(backend)).toEqual(['b'])
    },
  },
  {
    name: 'controllers killed and started again at rest verify everything and write nothing, to neither world',
    async play(backend) {
      await backend.apply(whole)
      await allSynced(backend, parts)
      const before = await atRest(backend)
      await backend.kill()
      const reads = backend.aws.journal.totals().reading
      await backend.start()
      await backend.rest(150)
      expect(backend.aws.journal.totals().reading).toBeGreaterThan(reads)
      expect(await backend.writes()).toEqual(before)
    },
  },
  {
    name: 'controllers killed while a network is made, and started again, make one of each',
    async play(backend) {
      await backend.apply(whole)
      await backend.until(() => backend.aws.at().tables.natGateways.size > 0)
      await backend.kill()
      await backend.start()
      await allSynced(backend, parts)
      const { tables } = backend.aws.at()
      expect([tables.subnets.size, tables.natGateways.size, tables.fileSystems.size]).toEqual([2, 1, 1])
      expect(items(at(await byHand(backend, 'DescribeSubnets', {}), 'Subnets'))).toHaveLength(2)
    },
  },
]
