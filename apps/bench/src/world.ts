import { readdirSync, readFileSync } from 'node:fs'
import { seeded, wallClock } from '@windlass/core/time'
import { AwsWorld, ClusterWorld, listen, listenKube, writeKubeconfig } from '@windlass/simulator'
import { parse } from 'yaml'

/** Both worlds behind real HTTP on loopback, in real time. */
export interface World {
  readonly aws: AwsWorld
  readonly cluster: ClusterWorld
  readonly kubeconfig: string
  readonly awsUrl: string
  close(): Promise<void>
}

const roomy = { VpcLimitExceeded: 100_000, SubnetLimitExceeded: 100_000 }

/** Opens the worlds. `latency` is milliseconds per AWS call; `throttling` switches AWS's own request buckets on. */
export async function open(folder: string, options: { latency: number; throttling: boolean }): Promise<World> {
  const aws = new AwsWorld({ clock: wallClock, random: seeded(1), defaults: { ...options, speed: 20, quotas: roomy } })
  const cluster = new ClusterWorld({ clock: wallClock, random: seeded(2) })
  for (const file of crdFiles()) await send(cluster, 'POST', crdPath, parse(readFileSync(file, 'utf8')))
  const kube = await listenKube(cluster)
  const cloud = await listen(aws, { port: 0 })
  const kubeconfig = `${folder}/kubeconfig`
  writeKubeconfig(kubeconfig, kube.url)
  return {
    aws,
    cluster,
    kubeconfig,
    awsUrl: cloud.url,
    close: async () => {
      await kube.close()
      await cloud.close()
    },
  }
}

const crdPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

function crdFiles(): readonly string[] {
  return ['packages/core/crds', 'packages/ec2/crds'].flatMap((folder) =>
    readdirSync(folder).map((file) => `${folder}/${file}`),
  )
}

/** One request of a user, in process. */
export async function send(cluster: ClusterWorld, method: 'POST' | 'DELETE' | 'GET', path: string, body?: unknown) {
  const { status, body: answer } = await cluster.transport('bench').request({ method, path, body })
  if (status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`)
  return answer
}
