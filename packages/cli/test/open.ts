import type { KubeTransport } from '@windlass/core/kube'
import { kinds } from '@windlass/ec2'
import { type Command, control } from '@windlass/simulator'
import { Stage } from '@windlass/testing'
import { run } from '../src/run.ts'

const wanted = ['VPC', 'Subnet', 'NATGateway', 'ElasticIPAddress', 'InternetGateway']
/** A manifest. */
export const object = (kind: string, name: string, spec: string, more = '') => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: ${kind}
metadata: { name: ${name}${more} }
spec: ${spec}
---`
export const vpc = (name: string, more = '') => object('VPC', name, '{ cidrBlocks: [10.0.0.0/16] }', more)
export const subnet = (name: string, of: string, more = '') =>
  object('Subnet', name, `{ cidrBlock: 10.0.1.0/24, vpcRef: { from: { name: ${of} } } }`, more)
export const annotated = (annotations: string) => `, annotations: { ${annotations} }`

/** A stage with a controller, and the command as a person would use it on it. */
export async function open(transport?: (real: KubeTransport) => KubeTransport) {
  const stage = await Stage.open({ kinds: kinds.filter(({ name }) => wanted.includes(name)) })
  const real = stage.cluster.transport('person')
  const use = async (...args: readonly string[]) => {
    let out = ''
    let err = ''
    const around = {
      program: 'windlass',
      version: '0.0.0',
      clock: stage.clock,
      colours: false,
      folder: import.meta.dirname,
      print: (text: string) => (out += text),
      complain: (text: string) => (err += text),
      connect: async () => ({ transport: transport?.(real) ?? real, namespace: 'default' }),
    }
    const code = await run(args, around, new AbortController().signal)
    return { code, out, err }
  }
  const why = async (...args: readonly string[]) => {
    const { code, out } = await use('why', ...args, '--json')
    return { code, ...JSON.parse(out) }
  }
  const tell = (command: Command) => control(stage.aws, command)
  return { stage, use, why, tell }
}
