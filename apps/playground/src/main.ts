import { play } from '@windlass/testing'
import { plan } from './plan.ts'

process.exit(await play(plan))
