import { expect, test } from 'vitest'
import { queues } from '../../simulator/test/queue.ts'
import { Stage } from './stage.ts'

test('a stage has simulated services of one’s own, and a recording keeps what is in them', async () => {
  const options = { kinds: [], modules: [queues] }
  const stage = await Stage.open(options)
  const { QueueUrl } = { QueueUrl: '', ...(await stage.aws.invoke('sqs', 'CreateQueue', { QueueName: 'orders' })) }
  expect(QueueUrl).toBe('https://sqs.us-west-2.amazonaws.com/123456789012/orders')
  const again = await Stage.open({ ...options, recording: stage.record() })
  expect(await again.aws.invoke('sqs', 'ListQueues', {})).toMatchObject({ QueueUrls: [QueueUrl] })
  await expect((await Stage.open({ kinds: [] })).aws.invoke('sqs', 'ListQueues', {})).rejects.toThrow(
    'The simulator does not have the service sqs: it has ec2, efs, sts.',
  )
})
