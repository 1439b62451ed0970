import type { Program } from '@windlass/core'
import { createMetrics } from '@windlass/metrics'
import { kinds } from './kinds.ts'

const facts = { name: 'my-controller', version: '0.1.0', kinds }

/** The controller. */
export const program: Program = { ...facts, metrics: createMetrics(facts) }
