import type { Limits } from '@windlass/core'
export const limits: Limits = { read: { burst: 100, rate: 20 }, write: { burst: 50, rate: 5 }, actions: {} }
