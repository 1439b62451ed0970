import { control } from '@windlass/simulator'
import { expect, test } from 'vitest'
import { ground, vpcManifest } from './ground.ts'

const uidOf = (tags: readonly { readonly Key?: string; readonly Value?: string }[] | undefined) =>
  tags?.find(({ Key }) => Key === 'services.k8s.aws/uid')?.Value

test('an object whose name goes to another one while it is being made leaves nothing to it, and nothing behind', async () => {
  const { stage } = await ground()
  const vpcs = () =>
    stage.aws
      .at()
      .tables.vpcs.all()
      .filter((row) => row.CidrBlock === '10.7.0.0/16')
  control(stage.aws, { do: 'fault', fault: 'delay', operation: 'CreateVpc', ms: 5000, times: 1 })
  stage.start()
  await stage.apply(vpcManifest)
  await stage.clock.advance(1000)
  await stage.delete('VPC', 'main')
  await stage.edit('VPC', 'main', { metadata: { finalizers: null } })
  expect(await stage.get('VPC', 'main')).toBeUndefined()
  await stage.apply(vpcManifest)
  const object = await stage.synced('VPC', 'main')
  await stage.clock.advance(60_000)
  expect(vpcs().map(({ id }) => id)).toEqual([object.status?.vpcID])
  expect(uidOf(vpcs()[0]?.Tags)).toBe(object.metadata.uid)
})

test('what was learned about an object is not held to be true of the next one of its name', async () => {
  const { stage } = await ground()
  stage.start()
  control(stage.aws, { do: 'fault', fault: 'throttle', operation: 'CreateVpc', times: 1 })
  await stage.apply(vpcManifest)
  await stage.clock.advance(100)
  await stage.delete('VPC', 'main')
  await stage.gone('VPC', 'main')
  control(stage.aws, { do: 'fault', fault: 'drop', operation: 'CreateVpc', times: 1 })
  await stage.apply(vpcManifest)
  await stage.synced('VPC', 'main')
  const vpcs = stage.aws.at().tables.vpcs.all()
  expect(vpcs.filter((row) => row.CidrBlock === '10.7.0.0/16')).toHaveLength(1)
})
