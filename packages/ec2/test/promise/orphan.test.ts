import { at } from '@windlass/core'
import { silent } from '@windlass/core/controller'
import { expect, test } from 'vitest'
import { story } from '../story.ts'
import { events } from './ground.ts'

const namespaces = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false }

/** Long enough for three listings at ease and some in a hurry. */
const long = 1_200_000

const manifest = (annotations = '') => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata: { name: one, annotations: { ${annotations} } }
spec: { cidrBlocks: ["10.0.0.0/16"] }
`

test('what was kept when its object was deleted carries no owner tags any more, and is no orphan', async () => {
  const { stage } = await story()
  await stage.apply(manifest('services.k8s.aws/deletion-policy: retain'))
  await stage.synced('VPC', 'one')
  const kept = String((await stage.get('VPC', 'one'))?.status?.vpcID)
  await stage.delete('VPC', 'one')
  await stage.gone('VPC', 'one')
  const row = stage.aws.at().tables.vpcs.get(kept)
  expect(row).toBeDefined()
  expect(row?.Tags?.map(({ Key }) => Key) ?? []).not.toContain('services.k8s.aws/uid')
})

test('what is left of an object that is gone is counted and named, and not touched', async () => {
  const lines: string[] = []
  const counted: number[] = []
  const observer = {
    ...silent,
    log: ({ message }: { readonly message: string }) => lines.push(message),
    happened: (event: { readonly is: string; readonly kind?: string; readonly orphans?: number }) => {
      if (event.is === 'counted' && event.kind === 'VPC') counted.push(event.orphans ?? 0)
    },
  }
  const { stage, call } = await story({ observer })
  await stage.apply(manifest())
  await stage.synced('VPC', 'one')
  const cluster = (await stage.kube.get(namespaces, { name: 'kube-system' }, new AbortController().signal)).metadata.uid
  await call('CreateVpc', { CidrBlock: '10.9.0.0/16' })
  const orphan =
    stage.aws
      .at()
      .tables.vpcs.all()
      .find((row) => row.CidrBlock === '10.9.0.0/16')?.id ?? ''
  const Tags = [
    { Key: 'services.k8s.aws/uid', Value: 'of-nobody' },
    { Key: 'services.k8s.aws/cluster', Value: cluster },
  ]
  await call('CreateTags', { Resources: [orphan], Tags })
  await stage.clock.advance(long)
  expect(counted.at(-1)).toBe(1)
  expect(lines.filter((line) => line.startsWith('Orphans') && line.includes(orphan))).toHaveLength(1)
  const told = new RegExp(
    `^VPC in \\d{12}/us-west-2: AWS has ${orphan} with this cluster’s tag, and no object stands for it$`,
  )
  const notes = async () => (await events(stage, 'Orphan')).map((event) => at(event, 'note'))
  expect(await notes()).toEqual([expect.stringMatching(told)])
  await stage.clock.advance(2 * long)
  const repeated = await notes()
  expect(repeated.length).toBeGreaterThan(1)
  expect(repeated).toEqual(repeated.map(() => expect.stringMatching(told)))
  expect(lines.filter((line) => line.startsWith('Orphans'))).toHaveLength(1)
  expect(stage.aws.at().tables.vpcs.get(orphan)).toBeDefined()
  await call('DeleteVpc', { VpcId: orphan })
  await stage.clock.advance(2 * long)
  expect(counted.at(-1)).toBe(0)
  expect(await notes()).toEqual(repeated)
})
