import * as sdk from '@aws-sdk/client-sqs'
import { AwsFault, type Module, operation, type Region, type Row, serve, table, transition } from '@windlass/simulator'

interface QueueRow extends Row {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
}

const missing = () => new AwsFault('QueueDoesNotExist', 'The specified queue does not exist.')

/** Queues by their URLs. */
export const Queues = table<QueueRow>('queues', {
  indexes: { name: ({ name }) => [name] },
  ids: { fits: (id) => id.includes('/'), notFound: missing, malformed: missing },
})

/** Names of queues that were deleted just now. */
const DeletedQueues = table<Row>('deletedQueues', { ids: { fits: () => true, notFound: missing, malformed: missing } })

/** Source: Amazon SQS API Reference, SetQueueAttributes: the default of each attribute, and its range where it is a number. */
const numbers: Readonly<Record<string, readonly [usual: number, least: number, most: number]>> = {
  DelaySeconds: [0, 0, 900],
  MaximumMessageSize: [262_144, 1024, 1_048_576],
  MessageRetentionPeriod: [345_600, 60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 0, 20],
  VisibilityTimeout: [30, 0, 43_200],
}
const others = ['Policy', 'RedrivePolicy', 'KmsMasterKeyId', 'FifoQueue', 'ContentBasedDeduplication']

type Attributes = Readonly<Record<string, string>>
type Tags = Readonly<Record<string, string>>

function check(given: Attributes): void {
  for (const [name, value] of Object.entries(given)) {
    const range = numbers[name]
    if (range === undefined && !others.includes(name))
      throw new AwsFault('InvalidAttributeName', `Unknown Attribute ${name}.`)
    const [, least, most] = range ?? [0, 0, Number.POSITIVE_INFINITY]
    const number = Number(value)
    if (range !== undefined && !(Number.isInteger(number) && number >= least && number <= most))
      throw new AwsFault('InvalidAttributeValue', `Invalid value for the parameter ${name}.`)
  }
}

/** What a queue shows: what it was told, and the defaults of the rest. */
function shown({ name, attributes }: QueueRow, region: Region): Attributes {
  const defaults = Object.fromEntries(Object.entries(numbers).map(([name, [usual]]) => [name, String(usual)]))
  return { ...defaults, ...attributes, QueueArn: `arn:aws:sqs:${region.name}:${region.account}:${name}` }
}

const listOf = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
const mapOf = ({ Tags = [] }: Row): Tags => Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]))

/** Source: Amazon SQS API Reference, CreateQueue and DeleteQueue. */
const lifecycle: Module['operations'] = {
  CreateQueue: operation<sdk.CreateQueueCommandInput, object>({
    handle({ QueueName: name = '', Attributes: attributes = {}, tags = {} }, { region }) {
      if (!/^[\w-]{1,75}(\.fifo)?$/.test(name))
        throw new AwsFault(
          'InvalidParameterValue',
          'Can only include alphanumeric characters, hyphens, or underscores.',
        )
      check(attributes)
      const id = `https://sqs.${region.name}.amazonaws.com/${region.account}/${name}`
      const there = region.table(Queues).get(id)
      if (there !== undefined) {
        const has = shown(there, region)
        // Of a queue that is there the attributes are compared, and its tags stay as they are.
        if (Object.entries(attributes).some(([member, value]) => has[member] !== value))
          throw new AwsFault(
            'QueueNameExists',
            'A queue already exists with the same name and a different value for an attribute.',
          )
        return { QueueUrl: id }
      }
      if (region.table(DeletedQueues).get(name) !== undefined)
        throw new AwsFault(
          'QueueDeletedRecently',
          'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
        )
      region.table(Queues).put({ id, name, attributes, Tags: listOf(tags) })
      return { QueueUrl: id }
    },
  }),
  DeleteQueue: operation<sdk.DeleteQueueCommandInput, object>({
    ids: { QueueUrl: Queues },
    handle({ QueueUrl }, { region }) {
      const { name } = region.require(Queues, QueueUrl)
      region.table(Queues).delete(QueueUrl)
      region.table(DeletedQueues).put({ id: name })
      region.begin('queue.forgotten', name)
      return undefined
    },
  }),
}

/** Source: Amazon SQS API Reference, the actions of these names. */
const reads: Module['operations'] = {
  GetQueueUrl: operation<sdk.GetQueueUrlCommandInput, object>({
    mutates: false,
    handle({ QueueName }, { region }) {
      const [found] = region.table(Queues).where('name', QueueName)
      if (found === undefined) throw missing()
      return { QueueUrl: found.id }
    },
  }),
  GetQueueAttributes: operation<sdk.GetQueueAttributesCommandInput, object>({
    mutates: false,
    ids: { QueueUrl: Queues },
    handle({ QueueUrl, AttributeNames: names = [] }, { region }) {
      const all = Object.entries(shown(region.require(Queues, QueueUrl), region))
      const asked: readonly string[] = names
      return { Attributes: Object.fromEntries(all.filter(([name]) => asked.includes('All') || asked.includes(name))) }
    },
  }),
  ListQueueTags: operation<sdk.ListQueueTagsCommandInput, object>({
    mutates: false,
    ids: { QueueUrl: Queues },
    handle: ({ QueueUrl }, { region }) => ({ Tags: mapOf(region.require(Queues, QueueUrl)) }),
  }),
}

/** Source: Amazon SQS API Reference, the actions of these names. */
const changes: Module['operations'] = {
  SetQueueAttributes: operation<sdk.SetQueueAttributesCommandInput, object>({
    ids: { QueueUrl: Queues },
    handle({ QueueUrl, Attributes: given = {} }, { region }) {
      check(given)
      const { attributes } = region.require(Queues, QueueUrl)
      if ('FifoQueue' in given) throw new AwsFault('InvalidAttributeName', 'Unknown Attribute FifoQueue.')
      region.table(Queues).update(QueueUrl, { attributes: { ...attributes, ...given } })
      return undefined
    },
  }),
  TagQueue: operation<sdk.TagQueueCommandInput, object>({
    ids: { QueueUrl: Queues },
    handle({ QueueUrl, Tags = {} }, { region }) {
      const tags = { ...mapOf(region.require(Queues, QueueUrl)), ...Tags }
      region.table(Queues).update(QueueUrl, { Tags: listOf(tags) })
      return undefined
    },
  }),
  UntagQueue: operation<sdk.UntagQueueCommandInput, object>({
    ids: { QueueUrl: Queues },
    handle({ QueueUrl, TagKeys: keys = [] }, { region }) {
      const { Tags = [] } = region.require(Queues, QueueUrl)
      region.table(Queues).update(QueueUrl, { Tags: Tags.filter(({ Key = '' }) => !keys.includes(Key)) })
      return undefined
    },
  }),
}

/** A simulated Amazon SQS, as far as queues go. */
export const queues: Module = {
  service: serve({ name: 'sqs', sdk, protocol: 'awsJson1_0' }),
  tables: [Queues, DeletedQueues],
  operations: { ...lifecycle, ...reads, ...changes },
  transitions: { 'queue.forgotten': transition(DeletedQueues, { after: 60_000, apply: () => 'remove' }) },
}
