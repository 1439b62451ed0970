import { expect, test } from 'vitest'
import { story } from '../story.ts'

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
