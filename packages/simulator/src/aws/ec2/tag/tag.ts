import type { CreateTagsRequest, DeleteTagsRequest } from '@aws-sdk/client-ec2'
import { AwsFault } from '../../engine/fault.ts'
import { filterRows } from '../../engine/filter.ts'
import { type Module, operation } from '../../engine/operation.ts'
import { paginate } from '../../engine/page.ts'
import type { Region } from '../../engine/region.ts'
import type { AnyTable, Row } from '../../engine/table.ts'
import { checkTagCount, checkTags, readTags } from '../../engine/tagging.ts'
import { record } from '../../schema/schema.ts'
import { ec2 } from '../service.ts'

/** The tables of a region whose rows take tags through EC2. */
const taggable = (region: Region): readonly AnyTable[] =>
  region.every().filter(({ definition }) => definition.ids.resourceType !== undefined)

function resource(region: Region, id: string): { table: AnyTable; row: Row } {
  const prefix = id.slice(0, id.lastIndexOf('-'))
  const table = taggable(region).find(({ definition }) => definition.ids.prefix === prefix)
  if (!table) throw new AwsFault('InvalidID', `The ID '${id}' is not valid`)
  const row = table.get(id)
  if (!row) throw table.definition.ids.notFound(id)
  return { table, row }
}

function createTags(input: CreateTagsRequest, region: Region): void {
  const given = readTags(input.Tags)
  checkTags(given)
  const resources = [...new Set(input.Resources)].map((id) => resource(region, id))
  for (const { table, row } of resources) {
    const kept = (row.Tags ?? []).filter((tag) => !given.some((one) => one.Key === tag.Key))
    const Tags = [...kept, ...given]
    checkTagCount(Tags)
    table.alter(row.id, { Tags })
  }
}

function deleteTags(input: DeleteTagsRequest, region: Region): void {
  const drop = (tag: { Key?: string | undefined; Value?: string | undefined }) =>
    input.Tags === undefined
      ? !tag.Key?.startsWith('aws:')
      : input.Tags.some((one) => one.Key === tag.Key && (one.Value === undefined || one.Value === tag.Value))
  for (const { table, row } of (input.Resources ?? []).map((id) => resource(region, id)))
    table.alter(row.id, { Tags: (row.Tags ?? []).filter((tag) => !drop(tag)) })
}

/** One tag as DescribeTags lists it. */
interface TagDescription {
  readonly ResourceId: string
  readonly ResourceType: string | undefined
  readonly Key: string | undefined
  readonly Value: string | undefined
}

function allTags(region: Region): TagDescription[] {
  return taggable(region).flatMap((table) =>
    table.all().flatMap((row) =>
      (row.Tags ?? []).map((tag) => ({
        ResourceId: row.id,
        ResourceType: table.definition.ids.resourceType,
        Key: tag.Key,
        Value: tag.Value,
      })),
    ),
  )
}

/** Tags of every kind that takes them through EC2. */
export const tag: Module = {
  service: ec2,
  buckets: { CreateTags: { capacity: 100, refill: 10 }, DeleteTags: { capacity: 100, refill: 10 } },
  operations: {
    CreateTags: operation<CreateTagsRequest, object>({
      about: ({ Resources = [] }: CreateTagsRequest) => Resources,
      handle(input, { region }) {
        createTags(input, region)
        return undefined
      },
    }),
    DeleteTags: operation<DeleteTagsRequest, object>({
      about: ({ Resources = [] }: DeleteTagsRequest) => Resources,
      handle(input, { region }) {
        deleteTags(input, region)
        return undefined
      },
    }),
    DescribeTags: {
      mutates: false,
      handle(input, { region }) {
        const { Filters: filters, MaxResults: maxResults, NextToken: token } = record(input) ?? {}
        const known = { key: 'Key', value: 'Value', 'resource-id': 'ResourceId', 'resource-type': 'ResourceType' }
        const tagFilter = (row: TagDescription, name: string) => (row.Key === name ? [row.Value] : [])
        const named = (Array.isArray(filters) ? filters : [])
          .map((one) => String(record(one)?.Name))
          .filter((name) => name.startsWith('tag:'))
        const byKey = Object.fromEntries(
          named.map((name) => [name, (row: TagDescription) => tagFilter(row, name.slice(4))]),
        )
        const test = filterRows<TagDescription>(filters, { ...known, ...byKey }, region)
        const rows = allTags(region).map((row, i) => ({ order: i + 1, row }))
        const page = paginate(
          rows.filter(({ row }) => test(row)),
          maxResults,
          token,
          { min: 5, max: 1000 },
        )
        return { Tags: page.rows, NextToken: page.NextToken }
      },
    },
  },
}
