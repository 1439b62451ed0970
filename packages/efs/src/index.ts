export { AccessPoint } from './accesspoint.ts'
export { FileSystem } from './filesystem.ts'
export { kinds } from './kinds.ts'
export { MountTarget } from './mounttarget.ts'
