import type { ManagerConfig } from '@windlass/core/controller'
import type { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { events, ground, vpcManifest } from './ground.ts'
import { annotated } from './weather.ts'

const policy = 'services.k8s.aws/deletion-policy'

interface Wishes {
  readonly namespace?: string
  readonly own?: string
  readonly config?: Partial<ManagerConfig>
}

/** Makes a VPC, deletes it in Kubernetes, and says whether AWS still has it. */
async function ended({
  namespace,
  own,
  config = {},
}: Wishes): Promise<{ readonly stage: Stage; readonly left: boolean }> {
  const { stage } = await ground()
  if (namespace !== undefined) await annotated(stage, 'default', { [`ec2.${policy}`]: namespace })
  stage.start(config)
  const annotations = own === undefined ? '' : `, annotations: { ${policy}: ${own} }`
  await stage.apply(vpcManifest.replace('name: main', `name: main${annotations}`))
  const id = String((await stage.synced('VPC', 'main')).status?.vpcID)
  await stage.delete('VPC', 'main')
  await stage.gone('VPC', 'main', 60_000)
  return { stage, left: stage.aws.at().tables.vpcs.get(id) !== undefined }
}

test.each<Wishes & { readonly left: boolean; readonly because: string }>([
  { namespace: 'retain', own: 'delete', left: true, because: 'a tenant cannot loosen what the namespace keeps' },
  { namespace: 'delete', own: 'retain', left: true, because: 'a tenant may keep more than the namespace does' },
  { namespace: 'retain', left: true, because: 'the namespace speaks for objects that say nothing' },
  {
    namespace: 'delete',
    config: { deletionPolicy: 'retain' },
    left: false,
    because: 'the namespace goes before the flag',
  },
  { own: 'delete', config: { deletionPolicy: 'retain' }, left: false, because: 'the object goes before the flag' },
  { namespace: 'Delete', own: 'delete', left: true, because: 'a value that is not understood keeps' },
  { namespace: '', own: 'delete', left: true, because: 'an empty value is not understood either' },
  {
    namespace: 'retain',
    own: 'delete',
    config: { namespaceDeletionPolicy: 'default' },
    left: false,
    because: 'a flag gives the order of ACK',
  },
])('namespace $namespace, object $own: $because', async ({ left, because: _, ...wishes }) => {
  expect((await ended(wishes)).left).toBe(left)
})

test('an object that the namespace keeps against its own annotation says so in an Event', async () => {
  const { stage } = await ended({ namespace: 'retain', own: 'delete' })
  const said = await events(stage, 'Retained')
  expect(said).toHaveLength(1)
  expect(said[0]).toMatchObject({ note: expect.stringContaining('ec2.services.k8s.aws/deletion-policy') })
})

test('an object that is kept as it asks has nothing to say about it', async () => {
  const { stage } = await ended({ namespace: 'retain' })
  expect(await events(stage, 'Retained')).toEqual([])
})
