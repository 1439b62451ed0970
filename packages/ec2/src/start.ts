import { runController } from '@windlass/core'
import { createMetrics } from '@windlass/metrics'
import own from '../package.json' with { type: 'json' }
import { kinds } from './kinds.ts'

const program = { name: 'ec2-controller', version: own.version, kinds }

process.exit(await runController({ ...program, metrics: createMetrics(program) }))
