import {
  CreateMountTargetCommand,
  DeleteMountTargetCommand,
  DescribeMountTargetSecurityGroupsCommand,
  DescribeMountTargetsCommand,
  ModifyMountTargetSecurityGroupsCommand,
  type MountTargetDescription as Target,
} from '@aws-sdk/client-efs'
import { below } from '@windlass/core'
import { efs, lifeCycle } from './service/service.ts'
import { column, fileSystem, securityGroup, subnet } from './service/target.ts'

/** The mount targets of a file system, or the one of an id. */
const mountTargets = below({
  operation: DescribeMountTargetsCommand,
  items: 'MountTargets',
  input: (key) => (key.startsWith('fsmt-') ? { MountTargetId: key } : { FileSystemId: key }),
  absent: ['MountTargetNotFound', 'FileSystemNotFound'],
})

/** An IPv6 address as every browser writes it: in lower case, with its longest run of zeros left out. */
const written = (address: unknown) =>
  URL.canParse(`http://[${address}]`) ? new URL(`http://[${address}]`).hostname : address

const sameAddress = (want: unknown, have: unknown) => written(want) === written(have)

/** The addresses that a mount target has, in the words of the request. */
function addressType({ IpAddress, Ipv6Address }: Target): string | undefined {
  if (IpAddress && Ipv6Address) return 'DUAL_STACK'
  if (Ipv6Address) return 'IPV6_ONLY'
  return IpAddress ? 'IPV4_ONLY' : undefined
}

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
  natural: 'finder',
  refs: { fileSystemID: () => fileSystem, subnetID: () => subnet, securityGroups: () => securityGroup },
  state: { LifeCycleState: lifeCycle },
  facets: (of) => ({
    ...of.subresource('securityGroups', {
      read: DescribeMountTargetSecurityGroupsCommand,
      put: ModifyMountTargetSecurityGroupsCommand,
      unordered: true,
      filled: true,
    }),
  }),
  createOnly: { ipv6Address: { same: sameAddress }, ipAddressType: { have: addressType } },
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
