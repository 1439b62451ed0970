import type { Item, Metrics } from '@windlass/core'
import { type Cloud, Manager, type ManagerConfig, type Vouching, watchCredentials } from '@windlass/core/controller'
import type { KubeTransport, WatchEvent } from '@windlass/core/kube'
import { seeded } from '@windlass/core/time'
import { kinds as ec2 } from '@windlass/ec2'
import { kinds as efs } from '@windlass/efs'
import { createMetrics } from '@windlass/metrics'
import { controllerKey, inProcess, type Stage, standard } from '@windlass/testing'

export type Job = 'ec2-controller' | 'efs-controller'

/** A process of a controller, as Prometheus knows it. */
export interface Pod {
  readonly job: Job
  readonly name: string
  /** Undefined while it does not answer. */
  readonly metrics: Metrics | undefined
  /** Ends as it does on SIGTERM, and does not answer from now on. */
  stop(): void
}

export interface PodOptions {
  readonly job: Job
  readonly name: string
  /** Where its lease is; `windlass` unless it was set up wrong. */
  readonly leaseNamespace?: string | undefined
  /** Who it is for AWS. */
  readonly role: Vouching
  /** What AWS answers, as it reaches this process. */
  heard(action: string, answer: Item): Item
  /** Whether an event of a watch reaches this process. */
  sees(event: WatchEvent): boolean
}

const kindsOf = { 'ec2-controller': ec2, 'efs-controller': efs }

/** Starts a production controller on the stage, with the metrics that it serves. */
export function startPod(stage: Stage, { job, name, leaseNamespace = 'windlass', role, heard, sees }: PodOptions): Pod {
  const stop = new AbortController()
  const kinds = kindsOf[job]
  const metrics = createMetrics({ name: job, version: '0.1.0', kinds, clock: stage.clock })
  metrics.observer.happened({ is: 'connected', host: 'kubernetes.default.svc:443' })
  const lease = `ack-${kinds[0]?.target.group}`
  const manager = new Manager({
    kinds,
    transport: seeing(stage.cluster.transport(job), sees),
    cloud: hearing(inProcess(stage.aws, controllerKey), heard),
    clock: stage.clock,
    random: seeded(name.length + name.charCodeAt(name.length - 1)),
    observer: metrics.observer,
    config: { ...configOf(stage, job, name), leaderElection: { namespace: leaseNamespace, name: lease } },
  })
  const pod = { answers: true }
  const ended = manager.run(stop.signal).then(() => {
    pod.answers = false
  })
  ended.catch(() => undefined)
  void watchCredentials(role, { clock: stage.clock, observer: metrics.observer }, stop.signal)
  return {
    job,
    name,
    get metrics() {
      return pod.answers ? metrics : undefined
    },
    stop() {
      pod.answers = false
      stop.abort()
    },
  }
}

function configOf({ aws }: Stage, job: Job, name: string): ManagerConfig {
  return { ...standard(aws, 0), name: job, version: '0.1.0', identity: name, workers: () => 50, rateLimits: 'aws' }
}

function hearing(cloud: Cloud, heard: PodOptions['heard']): Cloud {
  return {
    async send(service, scope, command, signal) {
      const answer = await cloud.send(service, scope, command, signal)
      return heard(command.constructor.name.replace(/Command$/, ''), answer)
    },
  }
}

function seeing(transport: KubeTransport, sees: PodOptions['sees']): KubeTransport {
  return {
    request: (request) => transport.request(request),
    async *watch(request) {
      for await (const event of transport.watch(request)) if (sees(event)) yield event
    },
  }
}
