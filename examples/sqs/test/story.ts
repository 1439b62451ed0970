import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Stage } from '@windlass/testing'
import { kinds } from '../src/kinds.ts'
import { Subscriptions, Topics, topics } from '../src/world/sns.ts'
import { Queues, queues } from '../src/world/sqs.ts'

export const modules = [queues, topics]

/** What the example sets up. */
export const orders = readFileSync(join(import.meta.dirname, '../manifests/orders.yaml'), 'utf8')

/** A cluster, an AWS account with SQS and SNS, and what is in it. Nothing runs yet. */
export async function story() {
  const stage = await Stage.open({ kinds, modules })
  const region = stage.aws.at()
  return {
    stage,
    region,
    queues: () => region.table(Queues).all(),
    topics: () => region.table(Topics).all(),
    subscriptions: () => region.table(Subscriptions).all(),
    sqs: (operation: string, input: object) => stage.aws.invoke('sqs', operation, input),
    sns: (operation: string, input: object) => stage.aws.invoke('sns', operation, input),
  }
}

/** A queue of this name, as a user writes it. */
export const queue = (name: string, spec = '') => `
apiVersion: sqs.services.k8s.aws/v1alpha1
kind: Queue
metadata: { name: ${name} }
spec: { queueName: ${name}${spec} }
`
