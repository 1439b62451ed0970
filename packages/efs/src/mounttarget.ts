import {
  CreateMountTargetCommand,
  DeleteMountTargetCommand,
  DescribeMountTargetSecurityGroupsCommand,
  DescribeMountTargetsCommand,
  ModifyMountTargetSecurityGroupsCommand,
} from '@aws-sdk/client-efs'
import { below, single } from '@windlass/core'
import { efs, lifeCycle } from './service.ts'
import { column, fileSystem, securityGroup, subnet } from './target.ts'

/** The mount targets of a file system, or the one of an id. */
const mountTargets = below({
  operation: DescribeMountTargetsCommand,
  items: 'MountTargets',
  input: (key) => (key.startsWith('fsmt-') ? { MountTargetId: key } : { FileSystemId: key }),
  absent: ['MountTargetNotFound', 'FileSystemNotFound'],
})

const securityGroups = single({
  operation: DescribeMountTargetSecurityGroupsCommand,
  input: (MountTargetId) => ({ MountTargetId }),
  absent: ['MountTargetNotFound'],
})

export const MountTarget = efs.kind('MountTarget', {
  id: 'MountTargetId',
  create: CreateMountTargetCommand,
  read: DescribeMountTargetsCommand,
  items: 'MountTargets',
  notFound: ['MountTargetNotFound'],
  reads: mountTargets,
  readKey: (id, { fileSystemID }) => fileSystemID ?? id,
  delete: DeleteMountTargetCommand,
  tagged: false,
  taken: 'refused',
  finder: { match: ({ SubnetId }, { subnetID }) => SubnetId === subnetID },
  refs: {
    fileSystemID: { target: () => fileSystem },
    subnetID: { target: () => subnet },
    securityGroups: { target: () => securityGroup },
  },
  state: { LifeCycleState: lifeCycle },
  facets: (of) => ({
    ...of.value('securityGroups', {
      from: securityGroups,
      have: (_seen, [reply]) => reply?.SecurityGroups,
      unordered: true,
      set: [
        ModifyMountTargetSecurityGroupsCommand,
        (want, { id }) => ({ MountTargetId: id, SecurityGroups: [...new Set(want)] }),
      ],
    }),
  }),
  permissions: [
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:ModifyNetworkInterfaceAttribute',
  ],
  late: ['ipAddress'],
  columns: [
    column('FILESYSTEMID', '.spec.fileSystemID'),
    column('IPADDRESS', '.spec.ipAddress'),
    column('MOUNTTARGETID', '.status.mountTargetID'),
    column('SUBNETID', '.spec.subnetID'),
    column('VPCID', '.status.vpcID', 'string', true),
    column('AVAILABILITYZONEID', '.status.availabilityZoneID', 'string', true),
    column('AVAILABILITYZONENAME', '.status.availabilityZoneName', 'string', true),
    column('STATE', '.status.lifeCycleState'),
  ],
})
