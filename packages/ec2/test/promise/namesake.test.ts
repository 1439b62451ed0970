import { control } from '@windlass/simulator'
import { expect, test } from 'vitest'
import { events, ground, vpcManifest } from './ground.ts'

const uidOf = (
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
) => tags?.find(({ Key }) => Key === 'services.k8s.aws/uid')?.Value

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

const waiting = `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: one }
spec: { cidrBlock: 10.0.1.0/24, vpcRef: { from: { name: main } } }
`

test('an object that waits is told of as if none of its name had waited before it', async () => {
  const { stage } = await ground()
  control(stage.aws, { do: 'hold' })
  stage.start()
  await stage.apply(vpcManifest)
  await stage.apply(waiting)
  await stage.clock.advance(60_000)
  await stage.delete('Subnet', 'one')
  await stage.gone('Subnet', 'one')
  await stage.apply(waiting)
  await stage.clock.advance(5000)
  const next = await stage.get('Subnet', 'one')
  expect(next?.status).toBeUndefined()
  const told = (await events(stage, 'Waiting')).filter((event) =>
    JSON.stringify(event).includes(`${next?.metadata.uid}`),
  )
  expect(told).toHaveLength(1)
  await stage.clock.advance(30_000)
  expect((await stage.get('Subnet', 'one'))?.status).toBeDefined()
})
