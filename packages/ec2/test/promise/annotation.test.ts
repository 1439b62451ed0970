import { expect, test } from 'vitest'
import { ground, synced } from './ground.ts'
import { adopting, changed, vpcOf } from './world.ts'

const spec = { cidrBlocks: ['10.7.0.0/16'] }

test.each([
  ['windlass.dev/mode', 'plann', 'enforce or plan'],
  ['windlass.dev/mode', 'Plan', 'enforce or plan'],
  ['windlass.dev/paused', 'yes', 'true or false'],
  ['services.k8s.aws/read-only', 'yes', 'true or false'],
  ['services.k8s.aws/adopted', 'maybe', 'true or false'],
  ['windlass.dev/sweep-interval', '10m', 'a number of seconds'],
])('%s: %s makes nothing, and the condition says what it must be', async (name, value, values) => {
  const { stage } = await ground()
  const from = stage.aws.journal.entries().length
  stage.start()
  await stage.apply(vpcOf('main', spec, { [name]: value }))
  await stage.clock.advance(120_000)
  expect(changed(stage, from)).toEqual([])
  const said = await synced(stage, 'VPC', 'main')
  expect(said).toMatchObject({ status: 'False', reason: 'AnnotationInvalid' })
  expect(said.message).toBe(`${name} must be ${values}, not "${value}"`)
  await stage.edit('VPC', 'main', { metadata: { annotations: { [name]: null } } })
  await stage.synced('VPC', 'main')
})

test('an annotation that is not understood any more holds the delete back, too', async () => {
  const { stage } = await ground()
  stage.start()
  await stage.apply(vpcOf('main', spec))
  const id = String((await stage.synced('VPC', 'main')).status?.vpcID)
  await stage.edit('VPC', 'main', { metadata: { annotations: { 'services.k8s.aws/read-only': 'ture' } } })
  await stage.delete('VPC', 'main')
  await stage.clock.advance(120_000)
  expect(stage.aws.at().tables.vpcs.get(id)).toBeDefined()
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ reason: 'AnnotationInvalid' })
})

test.each(['TRUE', 'False', ''])('services.k8s.aws/read-only: %s is understood, as by ACK', async (value) => {
  const { stage } = await ground()
  stage.start()
  await stage.apply(vpcOf('main', spec))
  await stage.synced('VPC', 'main')
  await stage.edit('VPC', 'main', { metadata: { annotations: { 'services.k8s.aws/read-only': value } } })
  await stage.clock.advance(10_000)
  await stage.synced('VPC', 'main')
})

test.each([
  ['an empty id', '{"vpcID": ""}', 'adopt', 'vpcID in services.k8s.aws/adoption-fields is empty'],
  ['a blank id', '{"vpcID": " "}', 'adopt-or-create', 'vpcID in services.k8s.aws/adoption-fields is empty'],
  ['a misspelt name', '{"vpcId": "vpc-1"}', 'adopt-or-create', 'must be a JSON object that names vpcID'],
  ['what is no JSON', 'vpc-1', 'adopt-or-create', 'must be a JSON object that names vpcID'],
])('%s in adoption-fields is AdoptionInvalid, and nothing is made', async (_, fields, policy, why) => {
  const { stage } = await ground()
  const from = stage.aws.journal.entries().length
  stage.start()
  const notes = { ...adopting({}, policy), 'services.k8s.aws/adoption-fields': fields }
  await stage.apply(vpcOf('main', spec, notes))
  await stage.clock.advance(60_000)
  expect(changed(stage, from)).toEqual([])
  const said = await synced(stage, 'VPC', 'main')
  expect(said).toMatchObject({ status: 'False', reason: 'AdoptionInvalid' })
  expect(said.message).toContain(why)
})
