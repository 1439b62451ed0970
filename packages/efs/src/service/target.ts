import type { Column, Target } from '@windlass/core'
import { efs } from './service.ts'

const { group, version } = efs.service

/** What a reference to a file system stands for. Written out, because file systems refer to each other. */
export const fileSystem: Target = {
  group,
  version,
  kind: 'FileSystem',
  plural: 'filesystems',
  value: ['status', 'fileSystemID'],
}

/** What a reference to a kind of another controller stands for. */
const foreign = (service: string, kind: string, plural: string, ...value: readonly string[]): Target => ({
  group: `${service}.services.k8s.aws`,
  version: 'v1alpha1',
  kind,
  plural,
  value: ['status', ...value],
})

export const subnet = foreign('ec2', 'Subnet', 'subnets', 'subnetID')
export const securityGroup = foreign('ec2', 'SecurityGroup', 'securitygroups', 'id')
export const key = foreign('kms', 'Key', 'keys', 'ackResourceMetadata', 'arn')
export const role = foreign('iam', 'Role', 'roles', 'ackResourceMetadata', 'arn')

/** A column of `kubectl get`; shown with `-o wide` only when it is `wide`. */
export function column(name: string, jsonPath: string, type: Column['type'] = 'string', wide = false): Column {
  return { name, jsonPath, type, ...(wide ? { priority: 1 } : {}) }
}
