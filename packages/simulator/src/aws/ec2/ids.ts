import { AwsFault } from '../engine/fault.ts'
import { hexadecimal, type Ids } from '../engine/table.ts'

type Words = readonly [code: string, message: string]

const spoken = ([code, message]: Words, id: string) => new AwsFault(code, message.replace('{id}', id))

/**
 * The ids of an EC2 table, with EC2's own codes and sentences; `{id}` in a sentence stands for the id as given. `type` is the
 * resource type in tag specifications and DescribeTags; undefined when the resource takes no tags.
 */
export function ids(prefix: string, type: string | undefined, missing: Words, malformed: string, says?: string): Ids {
  const words: Words = [malformed, says ?? `Invalid id: "{id}" (expecting "${prefix}-...")`]
  return {
    prefix,
    ...(type === undefined ? {} : { resourceType: type }),
    fits: hexadecimal(prefix),
    notFound: (id) => spoken(missing, id),
    malformed: (id) => spoken(words, id),
  }
}
