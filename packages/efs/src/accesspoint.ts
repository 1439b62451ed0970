import { CreateAccessPointCommand, DeleteAccessPointCommand, DescribeAccessPointsCommand } from '@aws-sdk/client-efs'
import { alike, at, below, item } from '@windlass/core'
import { efs, lifeCycle } from './service/service.ts'
import { column, fileSystem } from './service/target.ts'

/** A directory with its permissions as a number: `755` says the same as `0755`. */
const numbered = (directory: unknown) => {
  const info = at(directory, 'creationInfo')
  const permissions = at(info, 'permissions')
  return typeof permissions === 'string' && /^[0-7]+$/.test(permissions)
    ? { ...item(directory), creationInfo: { ...item(info), permissions: Number.parseInt(permissions, 8) } }
    : directory
}

const sameDirectory = (want: unknown, have: unknown) => alike(numbered(want), numbered(have))

const ofFileSystem = below({
  operation: DescribeAccessPointsCommand,
  items: 'AccessPoints',
  input: (FileSystemId) => ({ FileSystemId }),
  absent: ['FileSystemNotFound'],
})

export const AccessPoint = efs.kind('AccessPoint', {
  id: 'AccessPointId',
  create: CreateAccessPointCommand,
  read: DescribeAccessPointsCommand,
  items: 'AccessPoints',
  notFound: ['AccessPointNotFound'],
  delete: DeleteAccessPointCommand,
  // Several access points may lead to one directory: the one that alone does is meant.
  natural: {
    read: ofFileSystem,
    key: ({ fileSystemID, rootDirectory }) => (rootDirectory?.path === undefined ? undefined : fileSystemID),
    match: ({ RootDirectory }, { rootDirectory }) => RootDirectory?.Path === rootDirectory?.path,
    shared: true,
  },
  refs: { fileSystemID: () => fileSystem },
  state: { LifeCycleState: lifeCycle },
  createOnly: { rootDirectory: { same: sameDirectory } },
  statusOmit: ['ClientToken'],
  columns: [
    column('ID', '.status.accessPointID'),
    column('FILESYSTEMID', '.spec.fileSystemID'),
    column('ROOTDIRECTORY', '.spec.rootDirectory.path'),
    column('POSIXUSERUID', '.spec.posixUser.uid', 'integer'),
    column('POSIXUSERGID', '.spec.posixUser.gid', 'integer'),
    column('STATE', '.status.lifeCycleState'),
  ],
})
