import type { ErrorTable } from '@windlass/core'
export const errors: ErrorTable = {}
