import { ListQueueTagsCommand, SQSClient, TagQueueCommand, UntagQueueCommand } from '@aws-sdk/client-sqs'
import { call, isItem, service, single, type Tag } from '@windlass/core'

const asMap = (tags: readonly Tag[]) => Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))

const gone = ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue']

/** Declares kinds of Amazon SQS. Source of codes and behaviour: Amazon SQS API Reference, and its quotas page. */
export const sqs = service({
  service: {
    name: 'sqs',
    group: 'sqs.services.k8s.aws',
    version: 'v1alpha1',
    errors: {
      notyet: ['QueueDeletedRecently', 'AWS.SimpleQueueService.QueueDeletedRecently'],
      conflict: ['QueueNameExists', 'QueueAlreadyExists'],
      missing: gone,
      quota: ['OverLimit'],
      terminal: ['InvalidAttributeName', 'InvalidAttributeValue', 'InvalidAddress', 'UnsupportedOperation', /^KMS\./],
    },
    // SQS names no rate for these actions; it throttles what is far above.
    limits: { read: { burst: 50, rate: 20 }, write: { burst: 20, rate: 10 }, actions: {} },
    tagging: {
      spec: 'map',
      atCreate: (_type, tags) => ({ tags: asMap(tags) }),
      from: single({ operation: ListQueueTagsCommand, input: (QueueUrl) => ({ QueueUrl }), absent: gone }),
      of: ({ Tags }) => Object.entries(isItem(Tags) ? Tags : {}).map(([Key, Value]) => ({ Key, Value: String(Value) })),
      set: (QueueUrl, tags) => call(TagQueueCommand, { QueueUrl, Tags: asMap(tags) }),
      remove: (QueueUrl, tags) => call(UntagQueueCommand, { QueueUrl, TagKeys: tags.map(({ Key }) => Key) }),
    },
    // The URL of a queue names it, and is no address to send requests to: requests go where the others go.
    connect: (settings) => new SQSClient({ ...settings, useQueueUrlAsEndpoint: false }),
  },
})
