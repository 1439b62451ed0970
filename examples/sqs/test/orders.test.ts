import { expect, test } from 'vitest'
import { orders, story } from './story.ts'

test('the example is in sync, and everything refers to what it names', async () => {
  const { stage, queues, topics, subscriptions } = await story()
  stage.start()
  await stage.apply(orders)
  const topic = await stage.synced('Topic', 'orders')
  await stage.synced('Queue', 'failed-orders')
  const queue = await stage.synced('Queue', 'orders')
  const subscription = await stage.synced('Subscription', 'orders')
  expect(queue.status).toMatchObject({
    queueURL: 'https://sqs.us-west-2.amazonaws.com/123456789012/orders',
    ackResourceMetadata: { arn: 'arn:aws:sqs:us-west-2:123456789012:orders' },
  })
  const made = queues().find(({ name }) => name === 'orders')?.attributes ?? {}
  expect(made.VisibilityTimeout).toBe('60')
  expect(JSON.parse(made.RedrivePolicy ?? '')).toEqual({
    deadLetterTargetArn: 'arn:aws:sqs:us-west-2:123456789012:failed-orders',
    maxReceiveCount: 5,
  })
  expect(topics()).toMatchObject([{ id: topic.status?.topicARN, attributes: { DisplayName: 'Orders' } }])
  expect(subscriptions()).toMatchObject([
    {
      id: subscription.status?.subscriptionARN,
      topic: topic.status?.topicARN,
      endpoint: 'arn:aws:sqs:us-west-2:123456789012:orders',
      attributes: { RawMessageDelivery: 'true' },
    },
  ])
})

test('everything can be deleted at once, and nothing is left in AWS', async () => {
  const { stage, queues, topics, subscriptions } = await story()
  stage.start()
  await stage.apply(orders)
  for (const kind of ['Topic', 'Queue', 'Subscription']) await stage.synced(kind, 'orders')
  for (const kind of ['Topic', 'Queue', 'Subscription']) await stage.delete(kind, 'orders')
  await stage.delete('Queue', 'failed-orders')
  for (const kind of ['Topic', 'Queue', 'Subscription']) await stage.gone(kind, 'orders')
  await stage.gone('Queue', 'failed-orders')
  expect([queues(), topics(), subscriptions()]).toEqual([[], [], []])
})
