import * as sdk from '@aws-sdk/client-sns'
import { AwsFault, type Module, operation, type Row, serve, table } from '../src/index.ts'

interface TopicRow extends Row {
  readonly attributes: Readonly<Record<string, string>>
}

const notFound = () => new AwsFault('NotFoundException', 'Topic does not exist', 404)

/** Ids of topics are their ARNs. */
export const Topics = table<TopicRow>('topics', {
  ids: { fits: (id) => id.startsWith('arn:aws:sns:'), notFound, malformed: notFound },
})

const sns = serve({
  name: 'sns',
  sdk,
  protocol: 'awsQuery',
  version: '2010-03-31',
  namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
})

/** Source: Amazon SNS API Reference, CreateTopic, GetTopicAttributes, DeleteTopic. */
export const topics: Module = {
  service: sns,
  tables: [Topics],
  operations: {
    CreateTopic: operation<sdk.CreateTopicCommandInput, object>({
      handle({ Name: name = '', Attributes: attributes = {}, Tags }, { region }) {
        const id = `arn:aws:sns:${region.name}:${region.account}:${name}`
        region.table(Topics).put({ id, attributes, Tags })
        return { TopicArn: id }
      },
    }),
    GetTopicAttributes: operation<sdk.GetTopicAttributesCommandInput, object>({
      mutates: false,
      ids: { TopicArn: Topics },
      handle: ({ TopicArn }, { region }) => ({
        Attributes: { TopicArn, ...region.require(Topics, TopicArn).attributes },
      }),
    }),
    ListTopics: operation<sdk.ListTopicsCommandInput, object>({
      mutates: false,
      handle: (_, { region }) => ({
        Topics: region
          .table(Topics)
          .all()
          .map(({ id }) => ({ TopicArn: id })),
      }),
    }),
    DeleteTopic: operation<sdk.DeleteTopicCommandInput, object>({
      handle({ TopicArn }, { region }) {
        region.table(Topics).delete(TopicArn)
        return undefined
      },
    }),
  },
}
