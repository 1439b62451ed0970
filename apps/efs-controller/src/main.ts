import { runController } from '@windlass/core'
import { kinds } from '@windlass/efs'
import { createMetrics } from '@windlass/metrics'
import own from '../package.json' with { type: 'json' }

const program = { name: 'efs-controller', version: own.version, kinds }

process.exit(await runController({ ...program, metrics: createMetrics(program) }))
