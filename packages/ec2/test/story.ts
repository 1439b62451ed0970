import { condition, Stage, type StageOptions } from '@windlass/testing'
import { kinds } from '../src/index.ts'
import { bareVpc } from './promise/ground.ts'

/** A stage with every EC2 kind, a running controller and one bare VPC. `prepare` comes before the controller. */
export async function story(
  options: Partial<StageOptions> = {},
  prepare: (cluster: Stage['cluster']) => void = () => undefined,
) {
  const stage = await Stage.open({ kinds, ...options })
  prepare(stage.cluster)
  const vpc = await bareVpc(stage, '10.0.0.0/16')
  await stage.clock.advance(5000)
  const actor = stage.start()
  const { tables } = stage.aws.at()
  const call = (operation: string, input: object) => stage.aws.invoke('ec2', operation, input)
  return { stage, actor, vpc, tables, call }
}

/** What a time of rest must not change: writes to Kubernetes, and calls that change AWS. */
export function writes(stage: Stage) {
  return { revision: stage.cluster.revision, mutating: stage.aws.journal.totals().mutating }
}

/** The message of a condition; undefined when the object does not have it. */
export async function message(stage: Stage, kind: string, name: string, type: string): Promise<unknown> {
  const object = await stage.get(kind, name)
  return object === undefined ? undefined : condition(object, type)?.message
}

/** A manifest of an object `main`. */
export const of = (kind: string, spec: string) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: ${kind}
metadata: { name: main }
spec: ${spec}
`

/** One rule of a security group, as a spec has it. */
export const rules = '[{ ipProtocol: tcp, fromPort: 1, toPort: 1, ipRanges: [{ cidrIP: 10.0.0.0/8 }] }]'
