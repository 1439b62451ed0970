import { at, items } from '@windlass/core'
import { expect } from 'vitest'
import { allSynced, atRest, byHand, idOf, says, synced } from '../theatre/seeing.ts'
import type { Story, Theatre } from '../theatre/theatre.ts'
import { ground, parts, whole } from './network.ts'

const another = `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: two, annotations: { windlass.dev/mode: plan } }
spec: { cidrBlock: 10.0.2.0/24, vpcRef: { from: { name: main } } }
`

const subnets = ({ aws }: Theatre) => aws.at().tables.subnets.all()
const teams = (theatre: Theatre) => subnets(theatre).map((row) => row.Tags?.find(({ Key }) => Key === 'team')?.Value)
const team = (value: string) => ({ spec: { tags: [{ key: 'team', value }] } })
const note = (name: string, value: string | null) => ({
  metadata: { annotations: { [`windlass.dev/${name}`]: value } },
})

async function opened(theatre: Theatre): Promise<void> {
  await theatre.apply(ground)
  await allSynced(theatre, [
    { kind: 'VPC', name: 'main' },
    { kind: 'Subnet', name: 'one' },
  ])
}

/** Until the object says this reason in its Synced condition, for its present generation. */
async function untilSays(theatre: Theatre, name: string, reason: string, seconds = 30): Promise<string> {
  await theatre.until(async () => {
    const said = await says(theatre, 'Subnet', name)
    return said?.reason === reason && said.current
  }, seconds)
  return (await says(theatre, 'Subnet', name))?.message ?? ''
}

/** What the on-call engineer does and meets. */
export const operatingStories: readonly Story[] = [
  {
    name: 'a paused object is left alone, in both directions, until it is paused no more',
    async play(theatre) {
      await opened(theatre)
      await theatre.edit('Subnet', 'one', note('paused', 'true'))
      await untilSays(theatre, 'one', 'Paused')
      await theatre.edit('Subnet', 'one', team('b'))
      await byHand(theatre, 'CreateTags', {
        Resources: [await idOf(theatre, 'Subnet', 'one')],
        Tags: [{ Key: 'team', Value: 'x' }],
      })
      const before = theatre.aws.journal.totals().mutating
      await theatre.rest(150)
      expect(teams(theatre)).toEqual(['x'])
      expect(theatre.aws.journal.totals().mutating).toBe(before)
      await theatre.edit('Subnet', 'one', note('paused', null))
      await synced(theatre, 'Subnet', 'one', 15)
      expect(teams(theatre)).toEqual(['b'])
    },
  },
  {
    name: 'plan mode says what would be done and does nothing, to a new object and to an edited one',
    async play(theatre) {
      await opened(theatre)
      await theatre.edit('Subnet', 'one', { ...note('mode', 'plan'), ...team('b') })
      await theatre.apply(another)
      expect(await untilSays(theatre, 'one', 'Planned')).toMatch(/^Would .*team/)
      expect(await untilSays(theatre, 'two', 'Planned')).toMatch(/^Would create it/)
      await theatre.rest(150)
      expect(teams(theatre)).toEqual(['a'])
      for (const name of ['one', 'two']) await theatre.edit('Subnet', name, note('mode', null))
      for (const name of ['one', 'two']) await synced(theatre, 'Subnet', name, 15)
      expect(teams(theatre)).toEqual(['b', undefined])
    },
  },
  {
    name: 'bad credentials are said, lose nothing, and are forgotten once they are good again',
    async play(theatre) {
      await opened(theatre)
      const id = await idOf(theatre, 'Subnet', 'one')
      await theatre.credentials(false)
      await theatre.edit('Subnet', 'one', team('b'))
      expect(await untilSays(theatre, 'one', 'AccessDenied')).toContain('AuthFailure')
      await theatre.rest(120)
      expect(await idOf(theatre, 'Subnet', 'one')).toBe(id)
      expect(teams(theatre)).toEqual(['a'])
      await theatre.credentials(true)
      await synced(theatre, 'Subnet', 'one')
      expect(subnets(theatre).map((row) => row.id)).toEqual([id])
      expect(teams(theatre)).toEqual(['b'])
    },
  },
  {
    name: 'an API server that goes away for a minute in the middle of it all is waited for: one of each, all in sync',
    async play(theatre) {
      await theatre.apply(whole)
      await theatre.rest(2)
      await theatre.apiServerAway(60)
      await allSynced(theatre, parts)
      const { tables } = theatre.aws.at()
      expect([tables.subnets.size, tables.natGateways.size, tables.fileSystems.size]).toEqual([2, 1, 1])
      const owned = items(at(await byHand(theatre, 'DescribeVpcs', {}), 'Vpcs')).filter(({ Tags }) =>
        items(Tags).some(({ Key }) => Key === 'services.k8s.aws/uid'),
      )
      expect(owned).toHaveLength(1)
    },
  },
  {
    name: 'an API server that goes away for a minute at rest is not written to afterwards, and edits arrive as ever',
    async play(theatre) {
      await opened(theatre)
      const before = await atRest(theatre)
      await theatre.apiServerAway(60)
      await theatre.rest(100)
      expect(await theatre.writes()).toEqual(before)
      await theatre.edit('Subnet', 'one', team('b'))
      await synced(theatre, 'Subnet', 'one', 30)
      expect(teams(theatre)).toEqual(['b'])
    },
  },
  {
    name: 'controllers killed and started again at rest verify everything and write nothing, to neither world',
    async play(theatre) {
      await theatre.apply(whole)
      await allSynced(theatre, parts)
      const before = await atRest(theatre)
      await theatre.kill()
      const reads = theatre.aws.journal.totals().reading
      await theatre.start()
      await theatre.rest(150)
      expect(theatre.aws.journal.totals().reading).toBeGreaterThan(reads)
      expect(await theatre.writes()).toEqual(before)
    },
  },
  {
    name: 'controllers killed while a network is made, and started again, make one of each',
    async play(theatre) {
      await theatre.apply(whole)
      await theatre.until(() => theatre.aws.at().tables.natGateways.size > 0)
      await theatre.kill()
      await theatre.start()
      await allSynced(theatre, parts)
      const { tables } = theatre.aws.at()
      expect([tables.subnets.size, tables.natGateways.size, tables.fileSystems.size]).toEqual([2, 1, 1])
      expect(items(at(await byHand(theatre, 'DescribeSubnets', {}), 'Subnets'))).toHaveLength(2)
    },
  },
]
