import { condition } from '@windlass/testing'
import { expect, test } from 'vitest'
import { queue, story } from './story.ts'

const url = 'https://sqs.us-west-2.amazonaws.com/123456789012/orders'

/** The object says that the queue is somebody else's, stands for nothing, and goes. */
async function refusedAndDeleted(stage: Awaited<ReturnType<typeof story>>['stage']) {
  const object = await stage.untilCondition('Queue', 'orders', 'ACK.Terminal', 'True')
  expect(condition(object, 'ACK.Terminal')).toMatchObject({ reason: 'AlreadyExists' })
  expect(object.status?.queueURL).toBeUndefined()
  await stage.delete('Queue', 'orders')
  await stage.gone('Queue', 'orders')
}

test('a queue that somebody else has made is left alone, and so it is when the object goes', async () => {
  const { stage, queues, sqs } = await story()
  await sqs('CreateQueue', { QueueName: 'orders', tags: { owner: 'somebody else' } })
  const [before] = queues()
  stage.start()
  await stage.apply(queue('orders'))
  await refusedAndDeleted(stage)
  expect(queues()).toEqual([before])
})

test('a queue that somebody makes between our look and our create is not taken over', async () => {
  const { stage, queues, sqs } = await story()
  // CreateQueue answers with the queue that is there when its attributes are the same.
  let raced = false
  const { invoke } = stage.aws
  stage.aws.invoke = async (service, operation, input, caller) => {
    if (operation === 'CreateQueue' && !raced) {
      raced = true
      await sqs('CreateQueue', { QueueName: 'orders', tags: { owner: 'somebody else' } })
    }
    return await invoke.call(stage.aws, service, operation, input, caller)
  }
  stage.start()
  await stage.apply(queue('orders'))
  await refusedAndDeleted(stage)
  expect(queues()).toMatchObject([{ id: url, Tags: [{ Key: 'owner', Value: 'somebody else' }] }])
})

test('a queue that is deleted by hand is made anew under the same URL, and edits go on being applied', async () => {
  const { stage, queues, sqs } = await story()
  stage.start()
  await stage.apply(queue('orders', ', delaySeconds: 5'))
  await stage.synced('Queue', 'orders')
  await sqs('DeleteQueue', { QueueUrl: url })
  await stage.until(async () => queues().length === 1)
  await stage.synced('Queue', 'orders')
  await stage.edit('Queue', 'orders', { spec: { delaySeconds: 7 } })
  const took = await stage.until(async () => queues()[0]?.attributes.DelaySeconds === '7')
  expect(took).toBeLessThan(5000)
  await stage.synced('Queue', 'orders')
  expect(stage.aws.journal.counts().CreateQueue?.calls).toBeLessThan(20)
})

test('a queue whose name somebody else takes after it was deleted by hand is left to them', async () => {
  const { stage, queues, sqs } = await story()
  stage.start()
  await stage.apply(queue('orders'))
  await stage.synced('Queue', 'orders')
  await sqs('DeleteQueue', { QueueUrl: url })
  await stage.clock.advance(60_000)
  await sqs('CreateQueue', { QueueName: 'orders', tags: { owner: 'somebody else' } })
  const [theirs] = queues()
  expect(theirs?.Tags).toEqual([{ Key: 'owner', Value: 'somebody else' }])
  await stage.untilCondition('Queue', 'orders', 'ACK.ResourceSynced', 'False')
  await stage.delete('Queue', 'orders')
  await stage.clock.advance(60_000)
  expect(queues()).toEqual([theirs])
})

test('several attributes are set in one call, and none is lost', async () => {
  const { stage, queues } = await story()
  stage.start()
  await stage.apply(queue('orders'))
  await stage.synced('Queue', 'orders')
  const spec = { delaySeconds: 1, visibilityTimeout: 2, receiveMessageWaitTimeSeconds: 3 }
  await stage.edit('Queue', 'orders', { spec })
  await stage.synced('Queue', 'orders')
  expect(queues()[0]?.attributes).toMatchObject({
    DelaySeconds: '1',
    VisibilityTimeout: '2',
    ReceiveMessageWaitTimeSeconds: '3',
  })
  expect(stage.aws.journal.counts().SetQueueAttributes?.calls).toBe(1)
})

test('tags that somebody takes off are put back', async () => {
  const { stage, queues, sqs } = await story()
  stage.start()
  await stage.apply(queue('orders', ', tags: { team: shop }'))
  await stage.synced('Queue', 'orders')
  await sqs('UntagQueue', { QueueUrl: url, TagKeys: ['team'] })
  await stage.until(async () => queues()[0]?.Tags?.some(({ Key }) => Key === 'team') === true)
})

// Source: Amazon SQS API Reference, GetQueueAttributes: FifoQueue says whether the queue is FIFO.
test('of a FIFO queue that was made by hand every field is compared, that it is one included', async () => {
  const { stage, sqs } = await story()
  await sqs('CreateQueue', { QueueName: 'orders.fifo', Attributes: { FifoQueue: 'true' } })
  stage.start()
  await stage.apply(`
apiVersion: sqs.services.k8s.aws/v1alpha1
kind: Queue
metadata:
  name: orders
  annotations:
    services.k8s.aws/adoption-policy: adopt
    services.k8s.aws/adoption-fields: '{"queueURL": "${url}.fifo"}'
spec: { queueName: orders.fifo, fifoQueue: true }
`)
  const object = await stage.synced('Queue', 'orders')
  expect(condition(object, 'ACK.ResourceSynced')?.message ?? '').not.toContain('fifoQueue')
})
