import { runController } from '@windlass/core'
import { program } from './program.ts'

process.exit(await runController(program))
