import { condition, Stage, type StageOptions } from '@windlass/testing'
import { Subnet, VPC } from '../../src/index.ts'

/** A stage with one bare VPC for subnets to stand in. */
export async function ground(options: Partial<StageOptions> = {}) {
  const stage = await Stage.open({ kinds: [VPC, Subnet], ...options })
  const vpc = await bareVpc(stage, '10.0.0.0/16')
  await stage.clock.advance(5000)
  return { stage, vpc }
}

/** A VPC made behind the controller's back. */
export async function bareVpc(stage: Stage, CidrBlock: string): Promise<string> {
  await stage.aws.invoke('ec2', 'CreateVpc', { CidrBlock })
  const made = stage.aws
    .at()
    .tables.vpcs.all()
    .find((vpc) => vpc.CidrBlock === CidrBlock)
  return made?.id ?? ''
}

export const subnet = (vpc: string, { name = 'one', cidr = '10.0.1.0/24', more = '' } = {}) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: ${name} }
spec: { cidrBlock: ${cidr}, vpcID: ${vpc}, tags: [{ key: team, value: a }]${more} }
`

export const vpcManifest = `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata: { name: main }
spec: { cidrBlocks: [10.7.0.0/16] }
`

/** One call of the controller to AWS. */
export interface Asked {
  readonly operation: string
  readonly input: object
}

/** Answers calls in AWS's place, until the function that comes back is called; undefined leaves a call to AWS. */
export function instead(stage: Stage, answer: (call: Asked) => object | undefined): () => void {
  const invoke = stage.aws.invoke.bind(stage.aws)
  stage.aws.invoke = async (service, operation, input, caller) =>
    answer({ operation, input }) ?? (await invoke(service, operation, input, caller))
  return () => {
    stage.aws.invoke = invoke
  }
}

/** The Synced condition of an object: status and reason. */
export async function synced(stage: Stage, kind: string, name: string) {
  const object = await stage.get(kind, name)
  const found = object === undefined ? undefined : condition(object, 'ACK.ResourceSynced')
  return { status: found?.status, reason: found?.reason, message: found?.message }
}

/** The Events about an object, by reason. */
export async function events(stage: Stage, reason: string) {
  const resource = { group: 'events.k8s.io', version: 'v1', plural: 'events', kind: 'Event', namespaced: true }
  const { items } = await stage.kube.list(resource, {}, new AbortController().signal)
  return items.filter((event) => 'reason' in event && event.reason === reason)
}
