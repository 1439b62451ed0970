import type {
  AccessPointDescription,
  CreateAccessPointRequest,
  DeleteAccessPointRequest,
  DescribeAccessPointsRequest,
  DescribeAccessPointsResponse,
  PosixUser,
  RootDirectory,
} from '@aws-sdk/client-efs'
import { type Module, operation } from '../engine/operation.ts'
import type { Region } from '../engine/region.ts'
import { transition } from '../engine/transition.ts'
import {
  arnOf,
  availableFileSystem,
  badRequest,
  checkToken,
  efsFault,
  efsPage,
  efsRow,
  efsSeen,
  seen,
  within,
} from './efs.ts'
import { type AccessPointRow, AccessPoints, FileSystems } from './row.ts'
import { efs } from './service.ts'
import { efsTags, nameOf } from './tag.ts'

const largestId = 4_294_967_295

function checkUser(user: PosixUser | undefined): void {
  within('posixUser.uid', user?.Uid, 0, largestId)
  within('posixUser.gid', user?.Gid, 0, largestId)
  const more = user?.SecondaryGids ?? []
  if (more.length > 16) throw badRequest('A POSIX user can have at most 16 secondary group IDs')
  for (const gid of more) within('posixUser.secondaryGids', gid, 0, largestId)
}

/** The root directory as EFS keeps it: `/` unless given. */
function rootOf(given: RootDirectory | undefined): RootDirectory {
  const path = given?.Path ?? '/'
  const parts = path.split('/').slice(1)
  const fits = path === '/' || (path.startsWith('/') && parts.every((part) => part !== '') && parts.length <= 4)
  if (!fits || path.length > 100) throw badRequest(`The root directory path '${path}' is not valid`)
  const info = given?.CreationInfo
  within('rootDirectory.creationInfo.ownerUid', info?.OwnerUid, 0, largestId)
  within('rootDirectory.creationInfo.ownerGid', info?.OwnerGid, 0, largestId)
  if (info && !/^[0-7]{3,4}$/.test(info.Permissions ?? ''))
    throw badRequest(`The permissions '${info.Permissions}' are not an octal number of three or four digits`)
  return { Path: path, ...(info ? { CreationInfo: info } : {}) }
}

function view(row: AccessPointRow): AccessPointDescription {
  const Tags = (row.Tags ?? []).map(({ Key, Value }) => ({ Key, Value }))
  const Name = nameOf(Tags)
  return { ...row, Tags, ...(Name === undefined ? {} : { Name }) }
}

function create(input: CreateAccessPointRequest, region: Region): AccessPointDescription {
  checkToken('clientToken', input.ClientToken)
  const accessPoints = region.table(AccessPoints)
  // EFS takes the token for a key over all file systems of the account, not for a request it would answer again.
  const taken = input.ClientToken === undefined ? undefined : accessPoints.where('token', input.ClientToken)[0]
  if (taken)
    throw efsFault(
      'AccessPointAlreadyExists',
      `Access point '${taken.id}' already exists with client token '${taken.ClientToken}'`,
      {
        AccessPointId: taken.id,
      },
    )
  const fileSystem = availableFileSystem(region, input.FileSystemId)
  checkUser(input.PosixUser)
  const RootDirectory = rootOf(input.RootDirectory)
  const Tags = efsTags(input.Tags)
  const limit = region.quota('AccessPointLimitExceeded')
  if (accessPoints.where('fileSystem', fileSystem.id).length >= limit)
    throw efsFault('AccessPointLimitExceeded', region.full('AccessPointLimitExceeded'))
  const AccessPointId = region.newId('fsap')
  const row = accessPoints.put({
    id: AccessPointId,
    AccessPointId,
    AccessPointArn: arnOf(region, AccessPoints, AccessPointId),
    ClientToken: input.ClientToken ?? region.newId('token'),
    FileSystemId: fileSystem.id,
    OwnerId: region.account,
    LifeCycleState: 'creating',
    ...(input.PosixUser ? { PosixUser: input.PosixUser } : {}),
    RootDirectory,
    Tags,
  })
  region.begin('accesspoint.available', AccessPointId)
  return view(row)
}

function describe(input: DescribeAccessPointsRequest, region: Region): DescribeAccessPointsResponse {
  if (input.AccessPointId !== undefined && input.FileSystemId !== undefined)
    throw badRequest('AccessPointId and FileSystemId cannot be used together')
  if (input.AccessPointId !== undefined)
    return { AccessPoints: [view(efsSeen(region, AccessPoints, input.AccessPointId))] }
  const owner = input.FileSystemId === undefined ? undefined : efsSeen(region, FileSystems, input.FileSystemId).id
  const found = seen(region, AccessPoints, 'byFilter').filter(
    ({ row }) => owner === undefined || row.FileSystemId === owner,
  )
  const { rows, next } = efsPage(found, input.MaxResults ?? 100, input.NextToken)
  return { AccessPoints: rows.map(view), NextToken: next }
}

function remove(input: DeleteAccessPointRequest, region: Region): undefined {
  const row = efsRow(region, AccessPoints, input.AccessPointId)
  if (row.LifeCycleState === 'deleting') return
  region.cancel(row.id)
  region.table(AccessPoints).update(row.id, { LifeCycleState: 'deleting' })
  region.begin('accesspoint.deleted', row.id)
}

/** Access points. */
export const accesspoint: Module = {
  service: efs,
  tables: [AccessPoints],
  quotas: {
    AccessPointLimitExceeded: { limit: 10_000, of: 'access points of the file system' },
  },
  operations: {
    CreateAccessPoint: operation<CreateAccessPointRequest, AccessPointDescription>({
      creates: AccessPoints,
      handle: (input, { region }) => create(input, region),
    }),
    DescribeAccessPoints: operation<DescribeAccessPointsRequest, DescribeAccessPointsResponse>({
      mutates: false,
      handle: (input, { region }) => describe(input, region),
    }),
    DeleteAccessPoint: operation<DeleteAccessPointRequest, object>({
      handle: (input, { region }) => remove(input, region),
    }),
  },
  transitions: {
    'accesspoint.available': transition(AccessPoints, {
      after: 3000,
      apply: () => ({ LifeCycleState: 'available' as const }),
      fail: () => ({ LifeCycleState: 'error' as const }),
    }),
    'accesspoint.deleted': transition(AccessPoints, {
      after: 3000,
      apply: () => 'remove' as const,
      fail: () => ({ LifeCycleState: 'error' as const }),
    }),
  },
}
