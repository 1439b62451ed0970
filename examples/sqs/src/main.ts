import { runController } from '@windlass/core'
import { createMetrics } from '@windlass/metrics'
import { kinds } from './kinds.ts'

const program = { name: 'messaging-controller', version: '1.0.0', kinds }

process.exit(await runController({ ...program, metrics: createMetrics(program) }))
