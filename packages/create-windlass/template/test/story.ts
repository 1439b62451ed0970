import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Stage } from '@windlass/testing'
import { kinds } from '../src/kinds.ts'
import { Queues, queues } from '../src/world/sqs.ts'

export const modules = [queues]

/** What the example sets up. */
export const orders = readFileSync(join(import.meta.dirname, '../manifests/queues.yaml'), 'utf8')

/** A cluster, an AWS account with SQS, and what is in it. Nothing runs yet. */
export async function story() {
  const stage = await Stage.open({ kinds, modules })
  return {
    stage,
    queues: () => stage.aws.at().table(Queues).all(),
    sqs: (operation: string, input: object) => stage.aws.invoke('sqs', operation, input),
  }
}

/** A queue of this name, as a user writes it. */
export const queue = (name: string, spec = '') => `
apiVersion: sqs.services.k8s.aws/v1alpha1
kind: Queue
metadata: { name: ${name} }
spec: { queueName: ${name}${spec} }
`
