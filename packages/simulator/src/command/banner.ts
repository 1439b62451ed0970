import { resolve } from 'node:path'
import type { Simulation } from './simulation.ts'

/** Ready-to-paste lines for whoever started the simulator. */
export function banner({ aws, kube }: Pick<Simulation, 'aws' | 'kube'>, kubeconfig: string): string {
  const lines: string[] = []
  if (kube) {
    lines.push(`Kubernetes  ${kube.url}`, `  kubectl --kubeconfig ${shell(resolve(kubeconfig))} get namespaces`)
  }
  if (aws) {
    const keys = `AWS_ACCESS_KEY_ID=${aws.world.account} AWS_SECRET_ACCESS_KEY=any`
    lines.push(
      `AWS         ${aws.url}`,
      `  ${keys} aws --endpoint-url ${aws.url} --region ${aws.world.region} ec2 describe-vpcs`,
    )
  }
  return `${lines.join('\n')}\n`
}

/** A path as a shell takes it. */
export function shell(path: string): string {
  return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}
