import { type Command, control } from '@windlass/simulator'
import { type Crash, condition, Stage, type StageOptions } from '@windlass/testing'
import { kinds } from '../src/index.ts'

/** A stage with every EFS kind and a running controller. */
export async function story(options: Partial<StageOptions> = {}, crash?: Crash) {
  const stage = await Stage.open({ kinds, ...options })
  const actor = stage.start({}, crash)
  const { tables } = stage.aws.at()
  const call = (operation: string, input: object) => stage.aws.invoke('efs', operation, input)
  const tell = (command: Command) => control(stage.aws, command)
  return { stage, actor, tables, call, tell }
}

/** A VPC with a subnet in each of two zones, and the ids of both and of two security groups. */
export async function network(stage: Stage) {
  const { tables } = stage.aws.at()
  const ec2 = (operation: string, input: object) => stage.aws.invoke('ec2', operation, input)
  await ec2('CreateVpc', { CidrBlock: '10.0.0.0/16' })
  const [vpc] = tables.vpcs.all()
  for (const [CidrBlock, AvailabilityZone] of [
    ['10.0.0.0/24', 'us-west-2a'],
    ['10.0.1.0/24', 'us-west-2b'],
  ])
    await ec2('CreateSubnet', { VpcId: vpc?.id, CidrBlock, AvailabilityZone })
  for (const GroupName of ['nfs', 'more'])
    await ec2('CreateSecurityGroup', { VpcId: vpc?.id, GroupName, Description: GroupName })
  await stage.clock.advance(5000)
  const group = (name: string) => tables.securityGroups.all().find((row) => row.GroupName === name)?.id ?? ''
  const [a = '', b = ''] = tables.subnets.all().map((row) => row.id)
  return { a, b, nfs: group('nfs'), more: group('more') }
}

/** A manifest of one EFS object. */
export function manifest(kind: string, name: string, spec: object, annotations: object = {}): string {
  const apiVersion = 'efs.services.k8s.aws/v1alpha1'
  return `${JSON.stringify({ apiVersion, kind, metadata: { name, annotations }, spec })}\n---\n`
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
