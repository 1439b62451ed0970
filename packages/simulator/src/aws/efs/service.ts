import * as sdk from '@aws-sdk/client-efs'
import type { Denial } from '../access/denial.ts'
import { AwsFault } from '../engine/fault.ts'
import type { Region } from '../engine/region.ts'
import { record } from '../schema/schema.ts'
import { serve } from '../schema/service.ts'

const refused = (code: string, message: string) => new AwsFault(code, message, 400, { ErrorCode: code })

/**
 * EFS names its own actions, and none of those that it needs of other services. Sources: hashicorp/terraform-provider-aws#10278
 * and #1727.
 */
function forbidden({ principal, action, service }: Denial): string {
  if (!action.startsWith(`${service}:`))
    return 'User is not authorized to perform that action on the specified resource'
  return `User: ${principal} is not authorized to perform: ${action} on the specified resource`
}

/** The file system or access point that a call is about; of a mount target, its file system. */
function about(input: object, region: Region): readonly string[] {
  const { FileSystemId, SourceFileSystemId, AccessPointId, ResourceId, MountTargetId } = record(input) ?? {}
  const [target] = region.every().flatMap((table) => table.get(String(MountTargetId)) ?? [])
  const of = record(target)?.FileSystemId
  return [FileSystemId, SourceFileSystemId, AccessPointId, ResourceId, of].filter((one) => typeof one === 'string')
}

export const efs = serve({
  name: 'efs',
  sdk,
  protocol: 'restJson1',
  signing: 'elasticfilesystem',
  version: '2015-02-01',
  access: { tagOperation: 'TagResource', about },
  refusals: {
    wrong: (path) => refused('ValidationException', `Value at '${path}' failed to satisfy its type`),
    absent: (path) =>
      refused('ValidationException', `Value null at '${path}' failed to satisfy constraint: Member must not be null`),
    denied: (denied) =>
      new AwsFault('AccessDeniedException', forbidden(denied), 403, { ErrorCode: 'AccessDeniedException' }),
    throttled: () => refused('ThrottlingException', 'Rate exceeded'),
  },
})
