import type {
  CreateTagsRequest,
  DeleteTagsRequest,
  DescribeAccountPreferencesResponse,
  DescribeTagsRequest,
  DescribeTagsResponse,
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  PutAccountPreferencesRequest,
  PutAccountPreferencesResponse,
  ResourceIdPreference,
  Tag,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-efs'
import { ResourceIdType } from '@aws-sdk/client-efs'
import { type Module, operation } from '../engine/operation.ts'
import type { Region } from '../engine/region.ts'
import { badRequest, efsId, efsPage, efsRow, efsSeen, oneOf } from './efs.ts'
import { AccessPoints, FileSystems } from './row.ts'
import { efs } from './service.ts'

/** Tags of a request as EFS takes them, in order. Throws `BadRequest` for what it refuses: reserved, too long, twice, too many. */
export function efsTags(given: readonly Tag[] | undefined): { Key: string; Value: string }[] {
  const seen = new Set<string>()
  const tags = (given ?? []).map(({ Key: key = '', Value: value = '' }) => {
    if (key === '' || key.length > 128) throw badRequest(`The tag key '${key}' must have 1 to 128 characters`)
    if (/^aws:/i.test(key)) throw badRequest(`The tag key '${key}' starts with 'aws:', which is reserved`)
    if (value.length > 256) throw badRequest(`The value of the tag '${key}' is longer than 256 characters`)
    if (seen.has(key)) throw badRequest(`The tag key '${key}' is given more than once`)
    seen.add(key)
    return { Key: key, Value: value }
  })
  if (tags.length > 50) throw badRequest('A resource can have at most 50 tags')
  return tags
}

/** What EFS shows as `Name`: the value of the tag of that key. */
export function nameOf(
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): string | undefined {
  return tags?.find((tag) => tag.Key === 'Name')?.Value
}

const isAccessPoint = (id: string | undefined) => /^(arn:[^/]*access-point\/)?fsap-/.test(id ?? '')

function tagsOf(region: Region, id: string | undefined) {
  return isAccessPoint(id) ? efsRow(region, AccessPoints, id) : efsRow(region, FileSystems, id)
}

function setTags(region: Region, id: string, Tags: { Key?: string | undefined; Value?: string | undefined }[]): void {
  if (id.startsWith('fsap-')) region.table(AccessPoints).alter(id, { Tags })
  else region.table(FileSystems).alter(id, { Tags })
}

function tag(region: Region, id: string | undefined, given: readonly Tag[] | undefined): undefined {
  const row = tagsOf(region, id)
  const added = efsTags(given)
  const kept = (row.Tags ?? []).filter((one) => !added.some((tag) => tag.Key === one.Key))
  const all = [...kept, ...added]
  if (all.length > 50) throw badRequest('A resource can have at most 50 tags')
  setTags(region, row.id, all)
}

function untag(region: Region, id: string | undefined, keys: readonly string[] | undefined): undefined {
  const row = tagsOf(region, id)
  setTags(
    region,
    row.id,
    (row.Tags ?? []).filter((one) => !keys?.includes(one.Key ?? '')),
  )
}

function list(region: Region, id: string | undefined, size: number, token: string | undefined) {
  const row = isAccessPoint(id) ? efsSeen(region, AccessPoints, id) : efsSeen(region, FileSystems, id)
  const tags = (row.Tags ?? []).map(({ Key, Value }, i) => ({ order: i + 1, row: { Key, Value } }))
  return efsPage(tags, size, token)
}

const longIds: ResourceIdPreference = { ResourceIdType: 'LONG_ID', Resources: ['FILE_SYSTEM', 'MOUNT_TARGET'] }

/** Tags of file systems and access points by id or ARN, and the account's preference of long ids. */
export const efstag: Module = {
  service: efs,
  operations: {
    TagResource: operation<TagResourceRequest, object>({
      handle: (input, { region }) => tag(region, input.ResourceId, input.Tags),
    }),
    UntagResource: operation<UntagResourceRequest, object>({
      handle: (input, { region }) => untag(region, input.ResourceId, input.TagKeys),
    }),
    ListTagsForResource: operation<ListTagsForResourceRequest, ListTagsForResourceResponse>({
      mutates: false,
      handle(input, { region }) {
        const { rows, next } = list(region, input.ResourceId, input.MaxResults ?? 100, input.NextToken)
        return { Tags: rows, NextToken: next }
      },
    }),
    CreateTags: operation<CreateTagsRequest, object>({
      handle: (input, { region }) => tag(region, efsId(FileSystems, input.FileSystemId), input.Tags),
    }),
    DeleteTags: operation<DeleteTagsRequest, object>({
      handle: (input, { region }) => untag(region, efsId(FileSystems, input.FileSystemId), input.TagKeys),
    }),
    DescribeTags: operation<DescribeTagsRequest, DescribeTagsResponse>({
      mutates: false,
      handle(input, { region }) {
        const { rows, next } = list(region, efsId(FileSystems, input.FileSystemId), 100, input.Marker)
        return { Marker: input.Marker, Tags: rows, NextMarker: next }
      },
    }),
    DescribeAccountPreferences: operation<object, DescribeAccountPreferencesResponse>({
      mutates: false,
      handle: () => ({ ResourceIdPreference: longIds }),
    }),
    PutAccountPreferences: operation<PutAccountPreferencesRequest, PutAccountPreferencesResponse>({
      handle(input) {
        if (oneOf('ResourceIdType', input.ResourceIdType, ResourceIdType) !== 'LONG_ID')
          throw badRequest('Short resource IDs are no longer given out; the resource ID type must be LONG_ID')
        return { ResourceIdPreference: longIds }
      },
    }),
  },
}
