import type { Kind } from '@windlass/core'
import { Queue } from './queue.ts'

/** Every kind: what the controller runs, and what is generated. */
export const kinds: readonly Kind[] = [Queue]
