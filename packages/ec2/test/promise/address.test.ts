import type { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { ground, synced, vpcManifest } from './ground.ts'
import { annotated } from './weather.ts'

const annotation = 'services.k8s.aws/endpoint-url'
const address = 'https://ec2.aws.example.com'
const other = 'https://other.aws.example.com'
const namespaceEndpoints = { hosts: ['aws.example.com'], unsafe: false }

const calls = (stage: Stage) => stage.aws.journal.entries().length

test.each([
  ['without a flag', { hosts: [], unsafe: false }, address],
  ['outside the hosts that are allowed', namespaceEndpoints, 'https://evil.example.org'],
  ['over plain http', namespaceEndpoints, 'http://ec2.aws.example.com'],
  ['at the metadata service', { hosts: ['169.254.169.254'], unsafe: false }, 'https://169.254.169.254'],
])('an address of AWS that a namespace names %s gets no call, and its objects say so', async (_, rules, url) => {
  const { stage } = await ground()
  await annotated(stage, 'default', { [annotation]: url })
  const before = calls(stage)
  stage.start({ namespaceEndpoints: rules })
  await stage.apply(vpcManifest)
  await stage.untilCondition('VPC', 'main', 'ACK.Recoverable', 'True', 30_000)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({
    reason: 'EndpointRefused',
    message: expect.stringContaining(url),
  })
  await stage.clock.advance(600_000)
  expect(calls(stage)).toBe(before)
  await annotated(stage, 'default', { [annotation]: null })
  await stage.synced('VPC', 'main', 30_000)
})

/** A VPC in sync that was made while the namespace named this address. */
async function made(url: string | null) {
  const { stage } = await ground()
  await annotated(stage, 'default', { [annotation]: url })
  stage.start({ namespaceEndpoints })
  await stage.apply(vpcManifest)
  const id = String((await stage.synced('VPC', 'main')).status?.vpcID)
  await stage.clock.advance(60_000)
  return { stage, id }
}

test.each([
  [address, other],
  [address, null],
  [null, address],
])('an object that was made at %s is not looked for at %s', async (first, then) => {
  const { stage, id } = await made(first)
  await annotated(stage, 'default', { [annotation]: then })
  await stage.until(async () => (await synced(stage, 'VPC', 'main')).reason === 'PlacementChanged', 30_000)
  await stage.delete('VPC', 'main')
  await stage.clock.advance(300_000)
  expect(stage.aws.at().tables.vpcs.get(id)).toBeDefined()
  await annotated(stage, 'default', { [annotation]: first })
  await stage.gone('VPC', 'main', 60_000)
  expect(stage.aws.at().tables.vpcs.get(id)).toBeUndefined()
})

test('another spelling of an address is the same address', async () => {
  const { stage } = await made(address)
  await annotated(stage, 'default', { [annotation]: `${address.replace('ec2', 'EC2')}/` })
  await stage.edit('VPC', 'main', { spec: { tags: [{ key: 'team', value: 'b' }] } })
  await stage.synced('VPC', 'main', 30_000)
})
