export { type EfsIds, ids } from './ids.ts'
export {
  type AccessPointRow,
  AccessPoints,
  type FileSystemRow,
  FileSystems,
  type MountTargetRow,
  MountTargets,
} from './row.ts'
export { efs as service } from './service.ts'
