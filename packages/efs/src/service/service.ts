import { EFSClient, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-efs'
import { call, type Item, items, partitionOf, type Service, service } from '@windlass/core'
import { byListing } from '@windlass/core/kind'
import { demands } from './demands.ts'
import { advice, errors } from './errors.ts'
import { limits } from './limits.ts'

const texts = (value: unknown): readonly string[] => (typeof value === 'string' ? [value] : [])

const tagsOf = (item: Item) =>
  items(item.Tags).flatMap(({ Key, Value }) => (typeof Key === 'string' ? [{ Key, Value: texts(Value)[0] ?? '' }] : []))

/** Amazon EFS, as all its kinds see it. */
export const efsService: Service = {
  name: 'efs',
  group: 'efs.services.k8s.aws',
  version: 'v1alpha1',
  iam: 'elasticfilesystem',
  // Source: "Actions, resources, and condition keys for Amazon Elastic File System" in the Service Authorization Reference.
  access: {
    objects: (type) => `arn:*:elasticfilesystem:*:*:${type}/*`,
    about: 'one',
    createAction: 'elasticfilesystem:CreateAction',
    demands,
  },
  errors,
  advice,
  limits,
  tagging: {
    atCreate: (_type, tags) => ({ Tags: tags }),
    of: tagsOf,
    set: (ResourceId, tags) => call(TagResourceCommand, { ResourceId, Tags: [...tags] }),
    remove: (ResourceId, tags) => call(UntagResourceCommand, { ResourceId, TagKeys: tags.map(({ Key }) => Key) }),
  },
  connect: (settings) => new EFSClient(settings),
}

/**
 * Declares EFS kinds. EFS answers one id or everything: one object is read by its id, several by listing, and those with
 * a tag are found in the listing.
 */
export const efs = service({
  service: efsService,
  reads: ({ operation, items, id }) =>
    byListing({ operation, items, one: (key) => ({ [id]: key }), keys: (item) => texts(item[id]) }),
  arn: (type, { id, account, region }) =>
    `arn:${partitionOf(region)}:elasticfilesystem:${region}:${account}:${type}/${id}`,
  byId: ({ id }, key) => ({ [id]: key }),
  byTag: ({ operation, items, tag }) =>
    byListing({
      operation,
      items,
      keys: (item) => tagsOf(item).flatMap(({ Key, Value }) => (Key === tag ? [Value] : [])),
    }),
})

/** The life cycle of EFS objects. Source: `LifeCycleState` in the EFS API reference. */
export const lifeCycle = {
  ready: ['available'],
  wait: ['creating', 'updating'],
  leaving: ['deleting'],
  failed: ['error'],
  gone: ['deleted'],
} as const
