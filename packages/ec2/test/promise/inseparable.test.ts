import { Stage } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { kinds } from '../../src/index.ts'
import { adopting } from './world.ts'

const object = (kind: string, name: string, spec: object, annotations: object = {}) =>
  `${JSON.stringify({ apiVersion: 'ec2.services.k8s.aws/v1alpha1', kind, metadata: { name, annotations }, spec })}\n---\n`

const vpcRef = { from: { name: 'shop' } }

/** What AWS makes with every VPC and never deletes alone, by the kind and the field that names it. */
const made = [
  {
    kind: 'SecurityGroup',
    field: 'id',
    table: 'securityGroups',
    spec: { name: 'default', description: 'default VPC security group', vpcRef },
  },
  { kind: 'RouteTable', field: 'routeTableID', table: 'routeTables', spec: { vpcRef } },
] as const

/** A VPC by Kubernetes whose own group and table are adopted. */
async function adopted() {
  const stage = await Stage.open({ kinds })
  stage.start()
  await stage.apply(object('VPC', 'shop', { cidrBlocks: ['10.0.0.0/16'] }))
  await stage.synced('VPC', 'shop')
  const { tables } = stage.aws.at()
  const vpc = (await stage.get('VPC', 'shop'))?.status?.vpcID
  const idOf = (table: (typeof made)[number]['table']) =>
    tables[table].all().find(({ VpcId }) => VpcId === vpc)?.id ?? ''
  for (const { kind, field, table, spec } of made) {
    await stage.apply(object(kind, 'own', spec, adopting({ [field]: idOf(table) })))
    await stage.synced(kind, 'own')
  }
  const tags = (table: (typeof made)[number]['table']) =>
    tables[table].get(idOf(table))?.Tags?.map(({ Key }) => Key) ?? []
  return { stage, tables, tags, idOf }
}

// The default group and the main table cannot be deleted: VPC user guide; aws-controllers-k8s/community#1896.
describe('what AWS made with a VPC and never deletes alone', () => {
  test('goes with the VPC when all are deleted at once', async () => {
    const { stage, tables } = await adopted()
    for (const { kind } of made) await stage.delete(kind, 'own')
    await stage.delete('VPC', 'shop')
    for (const { kind } of made) await stage.gone(kind, 'own', 60_000)
    await stage.gone('VPC', 'shop', 60_000)
    expect([tables.vpcs.size, tables.securityGroups.size, tables.routeTables.size]).toEqual([0, 0, 0])
  })

  test('goes with the VPC when that is deleted first', async () => {
    const { stage, tables } = await adopted()
    await stage.delete('VPC', 'shop')
    await stage.clock.advance(5000)
    for (const { kind } of made) await stage.delete(kind, 'own')
    await stage.gone('VPC', 'shop', 60_000)
    expect(tables.vpcs.size).toBe(0)
  })

  test.each(made)('is let go when its $kind alone is deleted, and is nobody’s then', async ({ kind, table }) => {
    const { stage, tags, idOf, tables } = await adopted()
    expect(tags(table)).toContain('services.k8s.aws/uid')
    await stage.delete(kind, 'own')
    await stage.gone(kind, 'own', 60_000)
    expect(tables[table].get(idOf(table))).toBeDefined()
    expect(tags(table)).not.toContain('services.k8s.aws/uid')
    const refused = stage.aws.journal.entries().filter(({ mutates, error }) => mutates && error !== undefined)
    expect(refused).toEqual([])
  })
})
