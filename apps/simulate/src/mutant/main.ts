import { plantMutants } from './command.ts'

process.exit(await plantMutants(process.argv.slice(2)))
