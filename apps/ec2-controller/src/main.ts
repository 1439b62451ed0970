import { runController } from '@windlass/core'
import { kinds } from '@windlass/ec2'
import own from '../package.json' with { type: 'json' }

process.exit(await runController({ name: 'ec2-controller', version: own.version, kinds }))
