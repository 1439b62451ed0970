import type { Limits } from '@windlass/core'

/**
 * EFS publishes no request limits. These are low enough for what users report of its throttling; what AWS refuses all
 * the same slows the bucket of its action down. The burst keeps a few objects fast.
 */
export const limits: Limits = {
  read: { burst: 10, rate: 2 },
  write: { burst: 10, rate: 1.5 },
  actions: {},
}
