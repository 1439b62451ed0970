import { runController } from '@windlass/core'
import { kinds } from '@windlass/efs'
import own from '../package.json' with { type: 'json' }

process.exit(await runController({ name: 'efs-controller', version: own.version, kinds }))
