import type { Kind } from '@windlass/core'
import { AccessPoint } from './accesspoint.ts'
import { FileSystem } from './filesystem.ts'
import { MountTarget } from './mounttarget.ts'

/** Every EFS kind: what the controller runs and what is generated. */
export const kinds: readonly Kind[] = [AccessPoint, FileSystem, MountTarget]
