import { ListTagsForResourceCommand, SNSClient, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-sns'
import { call, isItem, service, single, type Tag } from '@windlass/core'

const tagOf = (tag: unknown): readonly Tag[] =>
  isItem(tag) && typeof tag.Key === 'string' ? [{ Key: tag.Key, Value: String(tag.Value ?? '') }] : []

/** Declares kinds of Amazon SNS. Source of codes and behaviour: Amazon SNS API Reference, and its quotas page. */
export const sns = service({
  service: {
    name: 'sns',
    group: 'sns.services.k8s.aws',
    version: 'v1alpha1',
    errors: {
      transient: ['InternalError', 'InternalErrorException'],
      notyet: ['ConcurrentAccess', 'ConcurrentAccessException'],
      missing: ['NotFound', 'NotFoundException', 'ResourceNotFound', 'ResourceNotFoundException'],
      quota: [/LimitExceeded(Exception)?$/],
      auth: ['AuthorizationError', 'AuthorizationErrorException'],
      terminal: [/^InvalidParameter/, /^InvalidSecurity/, /^InvalidState/, /^StaleTag/, /^TagPolicy/],
    },
    limits: { read: { burst: 30, rate: 10 }, write: { burst: 20, rate: 10 }, actions: {} },
    tagging: {
      atCreate: (_type, tags) => ({ Tags: tags }),
      from: single({
        operation: ListTagsForResourceCommand,
        input: (ResourceArn) => ({ ResourceArn }),
        absent: ['ResourceNotFoundException', 'ResourceNotFound'],
      }),
      of: ({ Tags }) => (Array.isArray(Tags) ? Tags.flatMap(tagOf) : []),
      set: (ResourceArn, tags) => call(TagResourceCommand, { ResourceArn, Tags: [...tags] }),
      remove: (ResourceArn, tags) => call(UntagResourceCommand, { ResourceArn, TagKeys: tags.map(({ Key }) => Key) }),
    },
    connect: (settings) => new SNSClient(settings),
  },
})
