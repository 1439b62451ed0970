import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  SetTopicAttributesCommand,
} from '@aws-sdk/client-sns'
import { attributeMap, flag, partitionOf, samePolicy, text } from '@windlass/core'
import { sns } from './sns.ts'

const attributes = attributeMap({
  DisplayName: text.doc('The sender of SMS and mail.'),
  Policy: text.doc('The resource policy, as JSON.'),
  DeliveryPolicy: text.doc('How deliveries are tried again, as JSON.'),
  KmsMasterKeyId: text.doc('The KMS key that messages are encrypted with.'),
  FifoTopic: flag.doc('Whether it keeps the order of messages. Its name ends in .fifo then.'),
  ContentBasedDeduplication: flag.doc('Whether messages of the same content are one. For FIFO topics.'),
})

/**
 * An Amazon SNS topic. Its name makes its ARN.
 * Source: Amazon SNS API Reference, CreateTopic (attributes, and that it answers with a topic that is there), GetTopicAttributes,
 * SetTopicAttributes (one attribute a call).
 */
export const Topic = sns.kind('Topic', {
  id: 'TopicArn',
  stable: true,
  taken: 'answered',
  create: CreateTopicCommand,
  omit: ['Attributes', 'DataProtectionPolicy'],
  read: GetTopicAttributesCommand,
  items: 'Attributes',
  by: 'TopicArn',
  notFound: ['NotFoundException', 'NotFound'],
  finder: { key: ({ name }, { account, region }) => `arn:${partitionOf(region)}:sns:${region}:${account}:${name}` },
  delete: DeleteTopicCommand,
  fields: attributes.fields,
  request: (spec) => ({ Attributes: attributes.toAWS(spec) }),
  createOnly: { name: { have: ({ TopicArn }) => TopicArn?.split(':').at(-1) }, ...attributes.shown('fifoTopic') },
  facets: (of) => ({
    ...of.texts(attributes, {
      set: [
        SetTopicAttributesCommand,
        ({ name, value }, { id }) => ({ TopicArn: id, AttributeName: name, AttributeValue: value }),
      ],
      fixed: ['fifoTopic'],
      same: { policy: samePolicy, deliveryPolicy: samePolicy },
    }),
  }),
})
