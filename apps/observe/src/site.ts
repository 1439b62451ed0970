import type { Item, Kind } from '@windlass/core'
import { isRecord } from '@windlass/core/kube'
import { kinds as ec2 } from '@windlass/ec2'
import { kinds as efs } from '@windlass/efs'
import { Stage } from '@windlass/testing'
import { type Job, type Pod, startPod } from './pod.ts'
import { Role } from './role.ts'
import type { Tape } from './tape.ts'

/** Milliseconds between two scrapes. */
export const scrapeInterval = 30_000

/** Of an account that asked for more. */
const quotas = {
  VpcLimitExceeded: 50,
  SubnetLimitExceeded: 500,
  SecurityGroupLimitExceeded: 2500,
  AddressLimitExceeded: 20,
  GatewayVpcEndpointLimitExceeded: 200,
  VpcEndpointLimitExceeded: 200,
}

export const allKinds: readonly Kind[] = [...ec2, ...efs]

/** A cluster with both controllers and an account of AWS on virtual time, scraped as Prometheus would. */
export class Site {
  readonly stage: Stage
  /** Who the controllers are for AWS. */
  readonly role: Role
  readonly #tape: Tape
  readonly #pods = new Map<string, Pod>()
  readonly #garbled = new Map<string, (answer: Item) => Item>()
  #scraped: number
  #missed: string | undefined

  private constructor(stage: Stage, tape: Tape) {
    this.stage = stage
    this.role = new Role(stage.aws, stage.clock)
    this.#tape = tape
    this.#scraped = stage.clock.now()
  }

  static async open(tape: Tape): Promise<Site> {
    const stage = await Stage.open({ kinds: allKinds, aws: { latency: 60, journal: 100, quotas } })
    for (const name of ['windlass', 'elsewhere'])
      stage.cluster.install([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }])
    return new Site(stage, tape)
  }

  get now(): number {
    return this.stage.clock.now()
  }

  /** Starts a process, in the place of the one of this name if there was one. */
  start(job: Job, name: string, leaseNamespace?: string): void {
    const heard = (action: string, answer: Item) => this.#garbled.get(action)?.(answer) ?? answer
    const sees = ({ object }: { readonly object: unknown }) =>
      this.#missed === undefined || nameOf(object) !== this.#missed
    this.#pods.set(name, startPod(this.stage, { job, name, leaseNamespace, role: this.role, heard, sees }))
  }

  /** Ends a process. Prometheus goes on asking for it. */
  stop(name: string): void {
    this.#pods.get(name)?.stop()
  }

  /** Ends a process for good. */
  remove(name: string): void {
    this.stop(name)
    this.#pods.delete(name)
  }

  /** From now on the answers to an action reach the controllers changed; without a change, as they are. */
  garble(action: string, change?: (answer: Item) => Item): void {
    if (change === undefined) this.#garbled.delete(action)
    else this.#garbled.set(action, change)
  }

  /** From now on no controller is told of changes to objects of this name; undefined ends that. */
  miss(name: string | undefined): void {
    this.#missed = name
  }

  /** Lets so many minutes pass, with a scrape whenever one is due. */
  async rest(minutes: number): Promise<void> {
    const end = this.now + minutes * 60_000
    while (this.now < end) {
      await this.stage.clock.advance(Math.max(0, Math.min(end, this.#scraped + scrapeInterval) - this.now))
      if (this.now >= this.#scraped + scrapeInterval) await this.#scrape()
    }
  }

  /** Somebody with a console or a script of their own: one call to AWS, and its answer. */
  async byHand(operation: string, input: object, service: 'ec2' | 'efs' = 'ec2'): Promise<object> {
    const answer = this.stage.aws.invoke(service, operation, input)
    await this.stage.clock.advance(1000)
    return await answer
  }

  async #scrape(): Promise<void> {
    this.#scraped = this.now
    for (const pod of this.#pods.values()) {
      const target = {
        cluster: 'test',
        namespace: 'windlass',
        job: pod.job,
        pod: pod.name,
        instance: `${pod.name}:8080`,
      }
      const { metrics } = pod
      const series = metrics === undefined ? 'up 0' : `up 1\n${await metrics.text()}`
      this.#tape.add(series, target, this.now)
    }
  }
}

const nameOf = (object: unknown) => (isRecord(object) && isRecord(object.metadata) ? object.metadata.name : undefined)
