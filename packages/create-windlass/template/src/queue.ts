import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs'
import { arnOf, attributeMap, flag, json, samePolicy, single, type Target, text, whole } from '@windlass/core'
import { sqs } from './sqs.ts'

const { group, version } = sqs.service

/** What a reference to a queue stands for. Written out, because queues refer to each other. */
export const queue: Target = { group, version, kind: 'Queue', plural: 'queues', value: ['status', 'queueURL'] }

const attributes = attributeMap({
  DelaySeconds: whole.doc('Seconds that a new message is hidden: 0 to 900.'),
  MaximumMessageSize: whole.doc('The largest message in bytes.'),
  MessageRetentionPeriod: whole.doc('Seconds that a message is kept: 60 to 1209600.'),
  ReceiveMessageWaitTimeSeconds: whole.doc('Seconds that a receive waits for a message: 0 to 20.'),
  VisibilityTimeout: whole.doc('Seconds that a received message is hidden from others: 0 to 43200.'),
  Policy: text.doc('The resource policy, as JSON.'),
  RedrivePolicy: json({ deadLetterTargetArn: text, maxReceiveCount: whole }).doc(
    'Where messages go that were received too often.',
  ),
  KmsMasterKeyId: text.doc('The KMS key that messages are encrypted with.'),
  FifoQueue: flag.doc('Whether it keeps the order of messages. Its name ends in .fifo then.'),
  ContentBasedDeduplication: flag.doc('Whether messages of the same content are one. For FIFO queues.'),
})

const missing = ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue']

/**
 * An Amazon SQS queue. Its name makes its URL and its ARN.
 * Source: Amazon SQS API Reference, CreateQueue (attributes, and that it answers with a queue that is there), GetQueueAttributes,
 * SetQueueAttributes, GetQueueUrl.
 */
export const Queue = sqs.kind('Queue', {
  id: 'QueueUrl',
  idField: 'queueURL',
  stable: true,
  taken: 'answered',
  create: CreateQueueCommand,
  omit: ['Attributes'],
  read: GetQueueAttributesCommand,
  items: 'Attributes',
  by: 'QueueUrl',
  ask: { AttributeNames: ['All'] },
  notFound: missing,
  finder: {
    read: single({ operation: GetQueueUrlCommand, input: (QueueName) => ({ QueueName }), none: missing }),
    key: ({ queueName }) => queueName,
  },
  delete: DeleteQueueCommand,
  fields: attributes.fields,
  request: (spec) => ({ Attributes: attributes.toAWS(spec) }),
  refs: { 'redrivePolicy.deadLetterTargetARN': { target: () => arnOf(queue) } },
  createOnly: { queueName: { have: ({ QueueArn }) => QueueArn?.split(':').at(-1) }, ...attributes.shown('fifoQueue') },
  facets: (of) => ({
    ...of.texts(attributes, {
      set: [SetQueueAttributesCommand, ({ name, value }, { id }) => ({ QueueUrl: id, Attributes: { [name]: value } })],
      joint: true,
      fixed: ['fifoQueue'],
      same: { policy: samePolicy },
    }),
  }),
})
