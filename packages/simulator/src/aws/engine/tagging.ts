import type { Tag } from '@aws-sdk/client-ec2'
import { record } from '../schema/schema.ts'
import { AwsFault } from './fault.ts'
import { pick } from './pick.ts'
import type { AnyDefinition } from './table.ts'

/** Tags of a request as pairs, each with a key. */
export function readTags(tags: unknown): { Key: string; Value: string }[] {
  return (Array.isArray(tags) ? tags : []).map((tag) => {
    const { Key: key, Value: value } = record(tag) ?? {}
    if (typeof key !== 'string')
      throw new AwsFault('MissingParameter', 'The request must contain the parameter tag key')
    return { Key: key, Value: typeof value === 'string' ? value : '' }
  })
}

/** Throws what AWS answers for tags it does not take: reserved prefix, too long, a key twice. */
export function checkTags(tags: readonly { Key: string; Value: string }[]): void {
  const seen = new Set<string>()
  for (const { Key: key, Value: value } of tags) {
    if (key === '') throw new AwsFault('InvalidParameterValue', 'Tag key cannot be null or empty')
    if (/^aws:/i.test(key))
      throw new AwsFault(
        'InvalidParameterValue',
        `Value ( ${key} ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved for internal use`,
      )
    if (key.length > 127)
      throw new AwsFault('InvalidParameterValue', `Tag key exceeds the maximum length of 127 characters`)
    if (value.length > 256)
      throw new AwsFault('InvalidParameterValue', `Tag value exceeds the maximum length of 256 characters`)
    if (seen.has(key)) throw new AwsFault('InvalidParameterValue', `Duplicate tag key '${key}' specified.`)
    seen.add(key)
  }
}

/** Throws `TagLimitExceeded` above 50 tags, AWS's own not counted. */
export function checkTagCount(tags: readonly { readonly Key?: string | undefined }[]): void {
  if (tags.filter((tag) => !tag.Key?.startsWith('aws:')).length > 50)
    throw new AwsFault('TagLimitExceeded', 'More than 50 tags are not allowed on a single resource')
}

/** The tags a create request gives the row it creates. Throws when a specification names another resource type. */
export function specifiedTags(input: unknown, table: AnyDefinition): Tag[] {
  const specs = pick(input, 'TagSpecifications')
  if (specs.length === 0) return []
  const tags = specs.flatMap((spec) => {
    const type = record(spec)?.ResourceType
    if (type === undefined) throw new AwsFault('InvalidParameter', 'Tag specification resource type must have a value')
    if (type !== table.ids.resourceType)
      throw new AwsFault(
        'InvalidParameter',
        `'${String(type)}' is not a valid taggable resource type for this operation.`,
      )
    const found = readTags(record(spec)?.Tags)
    if (found.length === 0) throw new AwsFault('InvalidParameterValue', 'Tag specification must have at least one tag')
    return found
  })
  checkTags(tags)
  checkTagCount(tags)
  return tags
}
