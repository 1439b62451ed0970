import { resourceOf } from '@windlass/core/kube'
import { expect, test } from 'vitest'
import { story } from '../story.ts'

const never = new AbortController().signal
const policy = (action: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: action, Resource: '*' }],
  })

/** A gateway endpoint whose policy the controller has filled in, and server-side apply as a user does it, without force. */
async function endpoint() {
  const world = await story()
  const { stage, tables, vpc } = world
  const apply = async (more: object) => {
    const spec = { vpcID: vpc, serviceName: 'com.amazonaws.us-west-2.s3', ...more }
    const manager = { fieldManager: 'kubectl', force: false }
    const at = { name: 'main', namespace: 'default' }
    const resource = resourceOf(stage.kind('VPCEndpoint').target)
    await stage.kube.apply(resource, at, { metadata: at, spec }, manager, never)
    await stage.clock.settle()
  }
  await apply({})
  await stage.synced('VPCEndpoint', 'main')
  const filled = async () => (await stage.get('VPCEndpoint', 'main'))?.spec?.policyDocument
  await stage.until(async () => (await filled()) !== undefined)
  const held = () => String(tables.vpcEndpoints.all()[0]?.PolicyDocument)
  return { ...world, apply, filled, held }
}

// aws-controllers-k8s/community#1935.
test('a member that the controller has filled in is applied by a user without a conflict, and AWS has it', async () => {
  const { stage, apply, held } = await endpoint()
  await apply({ policyDocument: policy('s3:GetObject') })
  await stage.synced('VPCEndpoint', 'main')
  expect(held()).toContain('s3:GetObject')
})

test('left out again, the policy is the one that AWS gives every endpoint', async () => {
  const { stage, apply, filled, held } = await endpoint()
  const before = held()
  await apply({ policyDocument: policy('s3:GetObject') })
  await stage.synced('VPCEndpoint', 'main')
  await apply({})
  await stage.until(async () => !held().includes('s3:GetObject'), 60_000)
  await stage.synced('VPCEndpoint', 'main')
  expect(JSON.parse(held())).toMatchObject({
    Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
  })
  expect(before).toContain('Allow')
  await stage.until(async () => (await filled()) !== undefined, 60_000)
  await apply({ policyDocument: policy('s3:PutObject') })
  await stage.synced('VPCEndpoint', 'main')
  expect(held()).toContain('s3:PutObject')
})
