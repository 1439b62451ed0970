import { control } from '@windlass/simulator'
import { condition, Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { Subnet, VPC, VPCEndpoint } from '../../src/index.ts'

const networks = Array.from({ length: 14 }, (_, index) => index)
const services = ['s3', 'dynamodb']
const endpoints = networks.flatMap((network) => services.map((service) => `${service}-${network}`))

const quotas = { VpcLimitExceeded: 100, GatewayVpcEndpointLimitExceeded: 100 }

const object = (kind: string, name: string, spec: object) =>
  `---\n${JSON.stringify({ apiVersion: 'ec2.services.k8s.aws/v1alpha1', kind, metadata: { name }, spec })}\n`

/** What fourteen clusters need that are installed into one account at the same time. */
const installation = networks
  .map((network) => {
    const vpcRef = { from: { name: `vpc-${network}` } }
    const vpc = object('VPC', `vpc-${network}`, { cidrBlocks: [`10.${network}.0.0/16`] })
    const each = (service: string) =>
      object('VPCEndpoint', `${service}-${network}`, { vpcRef, serviceName: `com.amazonaws.us-west-2.${service}` })
    return vpc + services.map(each).join('')
  })
  .join('')

test('the endpoints of fourteen clusters that are made at once are not failed for good by RequestLimitExceeded', async () => {
  const stage = await Stage.open({ kinds: [VPC, Subnet, VPCEndpoint], aws: { throttling: true, quotas } })
  const { tables } = stage.aws.at()
  await control(stage.aws, { do: 'fault', fault: 'throttle', operation: 'CreateVpcEndpoint', forMs: 120_000 })
  stage.start()
  await stage.apply(installation)
  const given = new Set<string>()
  await stage.until(
    async () => {
      const objects = await stage.list('VPCEndpoint')
      const failed = objects.filter((each) => condition(each, 'ACK.Terminal')?.status === 'True')
      for (const { metadata } of failed) given.add(metadata.name)
      return objects.every((each) => condition(each, 'ACK.ResourceSynced')?.status === 'True')
    },
    900_000,
    2000,
  )
  expect([...given]).toEqual([])
  const refused = stage.aws.journal.entries().filter(({ error }) => error === 'RequestLimitExceeded')
  expect(refused.length).toBeGreaterThan(endpoints.length)
  const ids = (await stage.list('VPCEndpoint')).map(({ status }) => status?.vpcEndpointID)
  expect(
    tables.vpcEndpoints
      .all()
      .map(({ id }) => id)
      .sort(),
  ).toEqual([...ids].sort())
  expect(ids).toHaveLength(endpoints.length)
})
