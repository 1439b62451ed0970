import { expect, test } from 'vitest'
import { orders, story } from './story.ts'

test('the example is in sync, and one queue sends to the other what cannot be handled', async () => {
  const { stage, queues } = await story()
  stage.start()
  await stage.apply(orders)
  await stage.synced('Queue', 'failed-orders')
  await stage.synced('Queue', 'orders')
  const made = queues().find(({ name }) => name === 'orders')?.attributes ?? {}
  expect(made.VisibilityTimeout).toBe('60')
  expect(JSON.parse(made.RedrivePolicy ?? '')).toMatchObject({ maxReceiveCount: 5 })
})

test('everything can be deleted at once, and nothing is left in AWS', async () => {
  const { stage, queues } = await story()
  stage.start()
  await stage.apply(orders)
  for (const name of ['orders', 'failed-orders']) await stage.synced('Queue', name)
  for (const name of ['orders', 'failed-orders']) await stage.delete('Queue', name)
  for (const name of ['orders', 'failed-orders']) await stage.gone('Queue', name)
  expect(queues()).toEqual([])
})
