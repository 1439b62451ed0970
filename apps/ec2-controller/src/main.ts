import { runController } from '@windlass/core'
import { kinds } from '@windlass/ec2'
import { createMetrics } from '@windlass/metrics'
import own from '../package.json' with { type: 'json' }

const program = { name: 'ec2-controller', version: own.version, kinds }

process.exit(await runController({ ...program, metrics: createMetrics(program) }))
