import { CreateTagsCommand, DeleteTagsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { at, call, type Item, items, partitionOf, type Service, service } from '@windlass/core'
import { byFilter } from '@windlass/core/kind'
import { advice, errors } from './errors.ts'
import { limits } from './limits.ts'

const tagValue = (item: Item, key: string) =>
  items(item.Tags).flatMap((tag) => (tag.Key === key && typeof tag.Value === 'string' ? [tag.Value] : []))

/** Amazon EC2, as all its kinds see it. */
export const ec2Service: Service = {
  name: 'ec2',
  group: 'ec2.services.k8s.aws',
  version: 'v1alpha1',
  // Source: "Actions, resources, and condition keys for Amazon EC2" in the Service Authorization Reference.
  access: {
    objects: (type) => `arn:*:ec2:*:*:${type}/*`,
    about: 'all',
    createAction: 'ec2:CreateAction',
    // A VPC that gets the default options back names none that bear tags.
    demands: { AssociateDhcpOptions: ['ec2:AssociateDhcpOptions'] },
  },
  errors,
  advice,
  limits,
  tagging: {
    atCreate: (type, tags) => ({ TagSpecifications: [{ ResourceType: type, Tags: tags }] }),
    of: (item) =>
      items(item.Tags).flatMap(({ Key, Value }) =>
        typeof Key === 'string' ? [{ Key, Value: typeof Value === 'string' ? Value : '' }] : [],
      ),
    set: (id, tags) => call(CreateTagsCommand, { Resources: [id], Tags: [...tags] }),
    remove: (id, tags) => call(DeleteTagsCommand, { Resources: [id], Tags: [...tags] }),
  },
  connect: (settings) => new EC2Client(settings),
}

/** Declares EC2 kinds. They are read by an id filter and found by a tag filter. */
export const ec2 = service({
  service: ec2Service,
  reads: ({ operation, items, filter, id }) =>
    byFilter({
      operation,
      items,
      filter,
      keys: (item) => {
        const key = at(item, id)
        return typeof key === 'string' ? [key] : []
      },
    }),
  arn: (type, { id, account, region }) => `arn:${partitionOf(region)}:ec2:${region}:${account}:${type}/${id}`,
  // Every Describe action takes its ids in the plural of their member, in a list. Source: EC2 API reference.
  byId: ({ id }, key) => ({ [`${id}s`]: [key] }),
  byTag: ({ operation, items, tag }) =>
    byFilter({
      operation,
      items,
      filter: `tag:${tag}`,
      keys: (item) => tagValue(item, tag),
    }),
})
