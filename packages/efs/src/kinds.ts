import type { Kind } from '@windlass/core'

/** Every EFS kind: what the controller runs and what is generated. */
export const kinds: readonly Kind[] = []
