import { join } from 'node:path'
import { play } from '@windlass/testing'
import { program } from './program.ts'
import { queues } from './world/sqs.ts'

const here = (folder: string) => join(import.meta.dirname, '..', folder)

process.exit(
  await play({
    command: 'npm start --',
    programs: [program],
    modules: [queues],
    definitions: [here('crds')],
    manifests: here('manifests'),
    folder: here('.windlass'),
    ask: 'sqs get-queue-url --queue-name orders',
  }),
)
