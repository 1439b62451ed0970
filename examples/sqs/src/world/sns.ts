import * as sdk from '@aws-sdk/client-sns'
import { AwsFault, type Module, operation, type Row, serve, table } from '@windlass/simulator'

type Attributes = Readonly<Record<string, string>>

interface TopicRow extends Row {
  readonly attributes: Attributes
}

interface SubscriptionRow extends Row {
  readonly topic: string
  readonly protocol: string
  readonly endpoint: string
  readonly attributes: Attributes
  readonly confirmed: boolean
}

const missing = (what: string) => () => new AwsFault('NotFoundException', `${what} does not exist`, 404)
const wrong = (why: string) => new AwsFault('InvalidParameterException', `Invalid parameter: ${why}`)
const ids = (what: string) => ({
  fits: (id: string) => id.startsWith('arn:'),
  notFound: missing(what),
  malformed: missing(what),
})

/** Topics and subscriptions by their ARNs. */
export const Topics = table<TopicRow>('topics', { ids: ids('Topic') })
export const Subscriptions = table<SubscriptionRow>('subscriptions', {
  indexes: { topic: ({ topic }) => [topic] },
  ids: ids('Subscription'),
})

/** Whether what is there has other than was asked for. */
const unlike = (asked: Attributes, has: Attributes) =>
  Object.entries(asked).some(([name, value]) => has[name] !== value)

const sorted = (tags: TopicRow['Tags'] = []) =>
  tags
    .map(({ Key, Value }) => `${Key}=${Value}`)
    .sort()
    .join()

/** Source: Amazon SNS API Reference, the actions of these names. */
const topicOperations: Module['operations'] = {
  CreateTopic: operation<sdk.CreateTopicCommandInput, object>({
    handle({ Name: name = '', Attributes: attributes = {}, Tags = [] }, { region }) {
      if (!/^[\w-]{1,256}(\.fifo)?$/.test(name)) throw wrong('Topic Name')
      const id = `arn:aws:sns:${region.name}:${region.account}:${name}`
      const there = region.table(Topics).get(id)
      if (there === undefined) region.table(Topics).put({ id, attributes, Tags })
      else if (unlike(attributes, there.attributes))
        throw wrong('Attributes Reason: Topic already exists with different attributes')
      else if (sorted(Tags) !== sorted(there.Tags)) throw wrong('Tags Reason: Topic already exists with different tags')
      return { TopicArn: id }
    },
  }),
  GetTopicAttributes: operation<sdk.GetTopicAttributesCommandInput, object>({
    mutates: false,
    ids: { TopicArn: Topics },
    handle({ TopicArn }, { region }) {
      const { attributes } = region.require(Topics, TopicArn)
      return { Attributes: { ...attributes, TopicArn, Owner: region.account } }
    },
  }),
  SetTopicAttributes: operation<sdk.SetTopicAttributesCommandInput, object>({
    ids: { TopicArn: Topics },
    handle({ TopicArn, AttributeName: name = '', AttributeValue: value = '' }, { region }) {
      const { attributes } = region.require(Topics, TopicArn)
      region.table(Topics).update(TopicArn, { attributes: { ...attributes, [name]: value } })
      return undefined
    },
  }),
  DeleteTopic: operation<sdk.DeleteTopicCommandInput, object>({
    // A topic that is not there is deleted without an error, and one that is takes its subscriptions with it.
    handle({ TopicArn }, { region }) {
      for (const { id } of region.table(Subscriptions).where('topic', TopicArn)) region.table(Subscriptions).delete(id)
      region.table(Topics).delete(TopicArn)
      return undefined
    },
  }),
}

const unknown = () => new AwsFault('ResourceNotFoundException', 'Resource does not exist', 404)

/** Source: Amazon SNS API Reference, the actions of these names. */
const tagOperations: Module['operations'] = {
  ListTagsForResource: operation<sdk.ListTagsForResourceCommandInput, object>({
    mutates: false,
    handle({ ResourceArn }, { region }) {
      const row = region.table(Topics).get(ResourceArn)
      if (row === undefined) throw unknown()
      return { Tags: row.Tags ?? [] }
    },
  }),
  TagResource: operation<sdk.TagResourceCommandInput, object>({
    handle({ ResourceArn, Tags = [] }, { region }) {
      const row = region.table(Topics).get(ResourceArn)
      if (row === undefined) throw unknown()
      const kept = row.Tags?.filter(({ Key }) => !Tags.some((tag) => tag.Key === Key)) ?? []
      region.table(Topics).update(ResourceArn, { Tags: [...kept, ...Tags] })
      return {}
    },
  }),
  UntagResource: operation<sdk.UntagResourceCommandInput, object>({
    handle({ ResourceArn, TagKeys: keys = [] }, { region }) {
      const row = region.table(Topics).get(ResourceArn)
      if (row === undefined) throw unknown()
      region.table(Topics).update(ResourceArn, { Tags: row.Tags?.filter(({ Key = '' }) => !keys.includes(Key)) ?? [] })
      return {}
    },
  }),
}

/** Source: Amazon SNS API Reference, the actions of these names. */
const subscriptionOperations: Module['operations'] = {
  Subscribe: operation<sdk.SubscribeCommandInput, object>({
    ids: { TopicArn: Topics },
    handle(request, { region }) {
      const { TopicArn: topic = '', Protocol: protocol = '', Endpoint: endpoint = '', Attributes = {} } = request
      const all = region.table(Subscriptions).where('topic', topic)
      const there = all.find((one) => one.protocol === protocol && one.endpoint === endpoint)
      if (there !== undefined && unlike(Attributes, there.attributes))
        throw wrong('Attributes Reason: Subscription already exists with different attributes')
      const id = there?.id ?? `${topic}:${region.newId('s').slice(2)}`
      // The owner of the topic need not confirm what goes to a queue of the same account.
      const confirmed = there?.confirmed ?? (protocol === 'sqs' && endpoint.split(':')[4] === region.account)
      if (there === undefined)
        region.table(Subscriptions).put({ id, topic, protocol, endpoint, attributes: Attributes, confirmed })
      return { SubscriptionArn: confirmed || request.ReturnSubscriptionArn ? id : 'pending confirmation' }
    },
  }),
  ConfirmSubscription: operation<sdk.ConfirmSubscriptionCommandInput, object>({
    handle({ Token: token }, { region }) {
      // What is sent to the endpoint is no part of this world: its token is the ARN.
      const { id } = region.require(Subscriptions, token)
      region.table(Subscriptions).update(id, { confirmed: true })
      return { SubscriptionArn: id }
    },
  }),
  GetSubscriptionAttributes: operation<sdk.GetSubscriptionAttributesCommandInput, object>({
    mutates: false,
    ids: { SubscriptionArn: Subscriptions },
    handle({ SubscriptionArn }, { region }) {
      const { topic, protocol, endpoint, attributes, confirmed } = region.require(Subscriptions, SubscriptionArn)
      const own = { SubscriptionArn, TopicArn: topic, Protocol: protocol, Endpoint: endpoint, Owner: region.account }
      return { Attributes: { ...attributes, ...own, PendingConfirmation: String(!confirmed) } }
    },
  }),
  ListSubscriptionsByTopic: operation<sdk.ListSubscriptionsByTopicCommandInput, object>({
    mutates: false,
    ids: { TopicArn: Topics },
    handle({ TopicArn }, { region }) {
      const all = region.table(Subscriptions).where('topic', TopicArn)
      const listed = all.map(({ id, protocol, endpoint, confirmed }) => ({
        SubscriptionArn: confirmed ? id : 'PendingConfirmation',
        TopicArn,
        Protocol: protocol,
        Endpoint: endpoint,
        Owner: region.account,
      }))
      return { Subscriptions: listed }
    },
  }),
  SetSubscriptionAttributes: operation<sdk.SetSubscriptionAttributesCommandInput, object>({
    ids: { SubscriptionArn: Subscriptions },
    handle({ SubscriptionArn, AttributeName: name = '', AttributeValue: value = '' }, { region }) {
      const { attributes } = region.require(Subscriptions, SubscriptionArn)
      region.table(Subscriptions).update(SubscriptionArn, { attributes: { ...attributes, [name]: value } })
      return undefined
    },
  }),
  Unsubscribe: operation<sdk.UnsubscribeCommandInput, object>({
    ids: { SubscriptionArn: Subscriptions },
    handle({ SubscriptionArn }, { region }) {
      region.table(Subscriptions).delete(SubscriptionArn)
      return undefined
    },
  }),
}

/** A simulated Amazon SNS, as far as topics and subscriptions go. */
export const topics: Module = {
  service: serve({
    name: 'sns',
    sdk,
    protocol: 'awsQuery',
    version: '2010-03-31',
    namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
  }),
  tables: [Topics, Subscriptions],
  operations: { ...topicOperations, ...tagOperations, ...subscriptionOperations },
}
