import * as sdk from '@aws-sdk/client-sqs'
import { AwsFault, type Module, operation, type Region, type Row, serve, table, transition } from '../src/index.ts'

export interface QueueRow extends Row {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
}

const notThere = () => new AwsFault('QueueDoesNotExist', 'The specified queue does not exist.')

/** Ids of queues are their URLs. */
export const Queues = table<QueueRow>('queues', {
  indexes: { name: (row) => [row.name] },
  ids: { fits: (id) => id.includes('/'), notFound: notThere, malformed: notThere },
})

const sqs = serve({ name: 'sqs', sdk, protocol: 'awsJson1_0' })

const urlOf = (region: Region, name: string) => `https://sqs.${region.name}.amazonaws.com/${region.account}/${name}`

/**
 * What a user writes to simulate a service: here four operations of SQS on one table.
 * Source: Amazon SQS API Reference, CreateQueue, GetQueueAttributes, ListQueues, DeleteQueue.
 */
export const queues: Module = {
  service: sqs,
  tables: [Queues],
  quotas: { OverLimit: { limit: 1000, of: 'queues' } },
  operations: {
    CreateQueue: operation<sdk.CreateQueueCommandInput, object>({
      handle({ QueueName: name = '', Attributes: attributes = {}, tags = {} }, { region }) {
        const id = urlOf(region, name)
        region.refuseOverQuota('OverLimit', region.table(Queues).size)
        region.table(Queues).put({ id, name, attributes, tags })
        return { QueueUrl: id }
      },
    }),
    GetQueueAttributes: operation<sdk.GetQueueAttributesCommandInput, object>({
      mutates: false,
      ids: { QueueUrl: Queues },
      handle({ QueueUrl: url }, { region }) {
        const { name, attributes } = region.require(Queues, url)
        const QueueArn = `arn:aws:sqs:${region.name}:${region.account}:${name}`
        return { Attributes: { ...attributes, QueueArn } }
      },
    }),
    ListQueues: operation<sdk.ListQueuesCommandInput, object>({
      mutates: false,
      handle: ({ QueueNamePrefix: prefix = '' }, { region }) => ({
        QueueUrls: region
          .table(Queues)
          .all()
          .filter(({ name }) => name.startsWith(prefix))
          .map(({ id }) => id),
      }),
    }),
    DeleteQueue: operation<sdk.DeleteQueueCommandInput, object>({
      ids: { QueueUrl: Queues },
      handle({ QueueUrl: url = '' }, { region }) {
        region.begin('queue.gone', url)
        return undefined
      },
    }),
  },
  transitions: { 'queue.gone': transition(Queues, { after: 60_000, apply: () => 'remove' }) },
}
