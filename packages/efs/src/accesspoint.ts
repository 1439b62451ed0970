import { CreateAccessPointCommand, DeleteAccessPointCommand, DescribeAccessPointsCommand } from '@aws-sdk/client-efs'
import { efs, lifeCycle } from './service.ts'
import { column, fileSystem } from './target.ts'

export const AccessPoint = efs.kind('AccessPoint', {
  id: 'AccessPointId',
  create: CreateAccessPointCommand,
  read: DescribeAccessPointsCommand,
  items: 'AccessPoints',
  notFound: ['AccessPointNotFound'],
  delete: DeleteAccessPointCommand,
  refs: { fileSystemID: { target: () => fileSystem } },
  state: { LifeCycleState: lifeCycle },
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
