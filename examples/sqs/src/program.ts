import type { Program } from '@windlass/core'
import { createMetrics } from '@windlass/metrics'
import { kinds } from './kinds.ts'

const facts = { name: 'messaging-controller', version: '1.0.0', kinds }

/** The controller of queues, topics and subscriptions. */
export const program: Program = { ...facts, metrics: createMetrics(facts) }
