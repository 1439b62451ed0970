import { control } from '@windlass/simulator'
import { expect, test } from 'vitest'
import { story } from '../story.ts'
import { ground, synced } from './ground.ts'

test('what one reply leaves out is not taken for all there is: adoption keeps the rules of a group', async () => {
  const { stage, tables, call, vpc } = await story()
  await call('CreateSecurityGroup', { VpcId: vpc, GroupName: 'web', Description: 'web' })
  const group = tables.securityGroups.all().find(({ GroupName }) => GroupName === 'web')
  await stage.clock.advance(5000)
  const rules = () => tables.securityGroupRules.all().filter(({ GroupId }) => GroupId === group?.id)
  const before = rules()
  const invoke = stage.aws.invoke.bind(stage.aws)
  let first = true
  stage.aws.invoke = async (service, operation, ...more) => {
    const output = await invoke(service, operation, ...more)
    if (!first || operation !== 'DescribeSecurityGroupRules') return output
    first = false
    return { SecurityGroupRules: [] }
  }
  await stage.apply(`
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: SecurityGroup
metadata:
  name: web
  annotations:
    services.k8s.aws/adoption-policy: adopt
    services.k8s.aws/adoption-fields: '{ "id": "${group?.id}" }'
spec: { name: web, description: web, vpcID: ${vpc} }
`)
  const object = await stage.synced('SecurityGroup', 'web')
  expect(first).toBe(false)
  expect(object.spec?.egressRules).toHaveLength(1)
  expect(rules()).toEqual(before)
})

const adopting = (id: string) => ({
  'services.k8s.aws/adoption-policy': 'adopt',
  'services.k8s.aws/adoption-fields': JSON.stringify({ vpcID: id }),
})

test('a copy of an adopted object that has lost its status can be deleted, and leaves AWS as it is', async () => {
  const { stage, vpc } = await ground()
  stage.start()
  const original = { apiVersion: 'ec2.services.k8s.aws/v1alpha1', kind: 'VPC', spec: { cidrBlocks: ['10.0.0.0/16'] } }
  await stage.apply(JSON.stringify({ ...original, metadata: { name: 'one', annotations: adopting(vpc) } }))
  await stage.synced('VPC', 'one')
  const { annotations, finalizers } = (await stage.get('VPC', 'one'))?.metadata ?? {}
  await stage.apply(JSON.stringify({ ...original, metadata: { name: 'copy', annotations, finalizers } }))
  await stage.clock.advance(10_000)
  expect(await synced(stage, 'VPC', 'copy')).toMatchObject({ status: 'False', reason: 'NotOwned' })
  await stage.delete('VPC', 'copy')
  await stage.gone('VPC', 'copy')
  await stage.clock.advance(60_000)
  await stage.synced('VPC', 'one')
  expect(stage.aws.at().tables.vpcs.get(vpc)).toBeDefined()
})

test('an object that is deleted while what it is to adopt is not in AWS goes, and makes nothing', async () => {
  const { stage } = await ground()
  stage.start()
  const annotations = { ...adopting('vpc-00000000000000000'), 'services.k8s.aws/adoption-policy': 'adopt-or-create' }
  const metadata = { name: 'one', annotations, finalizers: ['finalizers.ec2.services.k8s.aws/VPC'] }
  const spec = { cidrBlocks: ['10.9.0.0/16'], tags: [{ key: 'a', value: 'b' }] }
  const manifest = { apiVersion: 'ec2.services.k8s.aws/v1alpha1', kind: 'VPC', metadata, spec }
  control(stage.aws, { do: 'fault', fault: 'fail', operation: 'DescribeVpcs', code: 'InternalError', times: 2 })
  await stage.apply(JSON.stringify(manifest))
  await stage.delete('VPC', 'one')
  await stage.gone('VPC', 'one')
  const creates = stage.aws.journal.entries().filter(({ operation }) => operation === 'CreateVpc')
  expect(creates, 'that of what was there before').toHaveLength(1)
})
