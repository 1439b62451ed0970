import { efs } from '@windlass/simulator'
import { address, idOf, someOf } from '../spelling.ts'
import { truth } from '../truth.ts'

/** The addresses that a mount target has, in the words of a request. */
function family({ IpAddress, Ipv6Address }: efs.MountTargetRow): string | undefined {
  if (IpAddress && Ipv6Address) return 'DUAL_STACK'
  if (Ipv6Address) return 'IPV6_ONLY'
  return IpAddress ? 'IPV4_ONLY' : undefined
}

export const mountTarget = truth(efs.MountTargets, {
  kind: 'MountTarget',
  state: ({ LifeCycleState }) => LifeCycleState,
  settled: ['available'],
  names: { fileSystemID: 'FileSystem', subnetID: 'Subnet', securityGroups: 'SecurityGroup' },
  fields: {
    fileSystemID: { as: idOf },
    subnetID: {},
    ipAddress: {},
    ipv6Address: { as: address },
    ipAddressType: { have: family },
    securityGroups: { want: someOf },
  },
})
