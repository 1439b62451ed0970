import {
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns'
import { arnOf, attributeMap, below, flag, samePolicy, text } from '@windlass/core'
import { queue } from './queue.ts'
import { sns } from './sns.ts'
import { Topic } from './topic.ts'

const attributes = attributeMap({
  RawMessageDelivery: flag.doc('Whether messages arrive without an envelope.'),
  FilterPolicy: text.doc('Which messages arrive, as JSON.'),
  FilterPolicyScope: text.doc('What the filter looks at: MessageAttributes or MessageBody.'),
})

/**
 * The subscription of an endpoint to a topic.
 * Source: Amazon SNS API Reference, Subscribe (ReturnSubscriptionArn), GetSubscriptionAttributes (PendingConfirmation),
 * ListSubscriptionsByTopic, SetSubscriptionAttributes.
 */
export const Subscription = sns.kind('Subscription', {
  id: 'SubscriptionArn',
  taken: 'answered',
  create: SubscribeCommand,
  omit: ['Attributes', 'ReturnSubscriptionArn'],
  read: GetSubscriptionAttributesCommand,
  items: 'Attributes',
  by: 'SubscriptionArn',
  notFound: ['NotFoundException', 'NotFound'],
  finder: {
    read: below({
      operation: ListSubscriptionsByTopicCommand,
      items: 'Subscriptions',
      input: (TopicArn) => ({ TopicArn }),
      absent: ['NotFoundException', 'NotFound'],
    }),
    key: ({ topicARN }) => topicARN,
    // Before it is confirmed a listing does not say which one it is.
    match: (found, { protocol, endpoint }) =>
      found.SubscriptionArn !== 'PendingConfirmation' && found.Protocol === protocol && found.Endpoint === endpoint,
  },
  delete: UnsubscribeCommand,
  tagged: false,
  required: ['protocol'],
  fields: attributes.fields,
  request: (spec) => ({ Attributes: attributes.toAWS(spec), ReturnSubscriptionArn: true }),
  refs: { topicARN: { target: () => Topic.target }, endpoint: { target: () => arnOf(queue) } },
  state: { PendingConfirmation: { ready: ['false'], wait: ['true'] } },
  why: () => 'its endpoint has yet to confirm it',
  createOnly: {
    topicARN: { have: ({ TopicArn }) => TopicArn },
    protocol: { have: ({ Protocol }) => Protocol },
    endpoint: { have: ({ Endpoint }) => Endpoint },
  },
  facets: (of) => ({
    ...of.texts(attributes, {
      set: [
        SetSubscriptionAttributesCommand,
        ({ name, value }, { id }) => ({ SubscriptionArn: id, AttributeName: name, AttributeValue: value }),
      ],
      same: { filterPolicy: samePolicy },
    }),
  }),
})
