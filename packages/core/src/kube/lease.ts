import { type Clock, sleep } from '../time/clock.ts'
import type { Random } from '../time/random.ts'
import type { KubeClient } from './client.ts'
import { microtime } from './microtime.ts'
import { isRecord } from './object.ts'
import type { Resource } from './resource.ts'
import { KubeError, type KubeObject } from './transport.ts'

export interface LeaseOptions {
  readonly client: KubeClient
  readonly clock: Clock
  readonly random: Random
  readonly namespace: string
  /** The name of the Lease. */
  readonly name: string
  /** Unique to this process: two processes with one identity would both lead. */
  readonly identity: string
  readonly durations?: LeaseDurations
  /** Told about every failed call to the API server. */
  readonly failed?: (error: unknown) => void
  /** Told when the leader had to read its lease again, because a renewal met another state of it than the last it knew. */
  readonly reread?: () => void
}

/** Milliseconds. Must hold: `lease` > `renew` > 1.2 × `retry`. */
export interface LeaseDurations {
  /** How long others wait after the last renewal that they saw. */
  readonly lease: number
  /** How long the leader may go without a renewal before it counts itself out. */
  readonly renew: number
  /** The time between two attempts. */
  readonly retry: number
}

export const leases: Resource = {
  group: 'coordination.k8s.io',
  version: 'v1',
  plural: 'leases',
  kind: 'Lease',
  namespaced: true,
}

const standard: LeaseDurations = { lease: 15_000, renew: 10_000, retry: 2_000 }

/** One term as the leader. */
export interface Leadership {
  /** Aborted once this process can no longer be sure to lead. It never becomes the leader of this term again. */
  readonly lost: AbortSignal
  /** The number of this term; every later leader's is higher, for as long as nobody deletes the lease. */
  readonly transitions: number
  /**
   * The fence before each write: true only if this process's last renewal is younger than the renew deadline at
   * `now`, a monotonic time (the current one when absent). Holds even when timers are late. For a call that may take
   * a while, ask with the time at which it may end.
   */
  mayWrite(now?: number): boolean
  /**
   * Ends the term, and frees the lease so that the next leader need not wait. Call it only after all work has
   * stopped. True when the lease was freed; never rejects.
   */
  release(signal: AbortSignal): Promise<boolean>
}

/**
 * Waits until this process leads; undefined when the signal aborts before. The signal ends only the waiting: the term
 * lasts, and is renewed, until it is lost or released.
 *
 * Whether another leader's lease has run out is decided by how long this process has seen it unchanged, on its own
 * monotonic time, never by the times written in it. As with every Kubernetes lease there is no guarantee of a single
 * leader: writes that must not happen twice carry their own preconditions.
 */
export async function elect(options: LeaseOptions, signal: AbortSignal): Promise<Leadership | undefined> {
  const { clock, random, durations = standard } = options
  if (!(durations.lease > durations.renew && durations.renew > 1.2 * durations.retry)) {
    throw new RangeError('Lease durations must hold: lease > renew > 1.2 × retry.')
  }
  const candidate = new Candidate(options, durations)
  while (!signal.aborted) {
    const term = await candidate.attempt(signal)
    if (term) return term
    await sleep(clock, durations.retry * (1 + random() * 1.2), signal)
  }
  return undefined
}

class Candidate {
  readonly #options: LeaseOptions
  readonly #durations: LeaseDurations
  readonly #client: KubeClient
  #seen = ''
  #seenAt = 0

  constructor(options: LeaseOptions, durations: LeaseDurations) {
    this.#options = options
    this.#durations = durations
    this.#client = options.client.within(Math.max(1000, durations.renew / 2))
  }

  async attempt(signal: AbortSignal): Promise<Leadership | undefined> {
    try {
      return await this.#attempt(signal)
    } catch (error) {
      // Somebody else was faster, or made it first: ordinary life between candidates.
      if (!signal.aborted && !(error instanceof KubeError && error.status === 409)) this.#options.failed?.(error)
      return undefined
    }
  }

  async #attempt(signal: AbortSignal): Promise<Leadership | undefined> {
    const { namespace, name } = this.#options
    const found = await this.#client.get(leases, { namespace, name }, signal).catch((error) => {
      if (error instanceof KubeError && error.status === 404) return undefined
      throw error
    })
    if (found && this.#held(found)) return undefined
    const started = this.#options.clock.monotonic()
    const taken = await this.#take(found, signal)
    return new Term({ ...this.#options, client: this.#client }, this.#durations, taken, started)
  }

  #held(lease: KubeObject): boolean {
    const { clock, identity } = this.#options
    const now = clock.monotonic()
    if (lease.metadata.resourceVersion !== this.#seen) {
      this.#seen = lease.metadata.resourceVersion
      this.#seenAt = now
    }
    const holder = holderOf(lease)
    return holder !== '' && holder !== identity && now < this.#seenAt + this.#durations.lease
  }

  #take(found: KubeObject | undefined, signal: AbortSignal): Promise<KubeObject> {
    const { namespace, name, identity, clock } = this.#options
    const at = microtime(clock.now())
    const spec = {
      holderIdentity: identity,
      leaseDurationSeconds: Math.ceil(this.#durations.lease / 1000),
      acquireTime: at,
      renewTime: at,
      leaseTransitions: found ? transitionsOf(found) + 1 : 0,
    }
    if (!found) return this.#client.create(leases, { metadata: { namespace, name }, spec }, signal)
    const { resourceVersion } = found.metadata
    return this.#client.mergePatch(leases, { namespace, name }, { metadata: { resourceVersion }, spec }, signal)
  }
}

class Term implements Leadership {
  readonly transitions: number
  readonly #options: LeaseOptions
  readonly #durations: LeaseDurations
  readonly #lost = new AbortController()
  readonly #stop = new AbortController()
  readonly #renewing: Promise<void>
  #version: string
  #renewedAt: number
  #cancelExpiry = () => {}

  constructor(options: LeaseOptions, durations: LeaseDurations, lease: KubeObject, renewedAt: number) {
    this.#options = options
    this.#durations = durations
    this.transitions = transitionsOf(lease)
    this.#version = lease.metadata.resourceVersion
    this.#renewedAt = renewedAt
    this.#renewed(lease, renewedAt)
    this.#renewing = this.#renew()
  }

  get lost(): AbortSignal {
    return this.#lost.signal
  }

  mayWrite(now = this.#options.clock.monotonic()): boolean {
    return !this.#lost.signal.aborted && now < this.#renewedAt + this.#durations.renew
  }

  async release(signal: AbortSignal): Promise<boolean> {
    const led = this.mayWrite()
    this.#lose()
    await this.#renewing
    if (!led) return false
    const { client, namespace, name, identity, clock, failed } = this.#options
    try {
      // Read again because the renewal just cut off may or may not have been stored.
      const { metadata, ...lease } = await client.get(leases, { namespace, name }, signal)
      if (holderOf(lease) !== identity || transitionsOf(lease) !== this.transitions) return false
      const spec = { holderIdentity: '', leaseDurationSeconds: 1, renewTime: microtime(clock.now()) }
      const patch = { metadata: { resourceVersion: metadata.resourceVersion }, spec }
      await client.mergePatch(leases, { namespace, name }, patch, signal)
      return true
    } catch (error) {
      failed?.(error)
      return false
    }
  }

  async #renew(): Promise<void> {
    const { clock, failed } = this.#options
    while (!this.#stop.signal.aborted) {
      await sleep(clock, this.#durations.retry, this.#stop.signal)
      if (this.#stop.signal.aborted) return
      try {
        await this.#renewOnce()
      } catch (error) {
        if (!this.#stop.signal.aborted) failed?.(error)
      }
    }
  }

  async #renewOnce(): Promise<void> {
    const { client, clock, namespace, name } = this.#options
    // Counted from before the call: the server may have stored it at any moment since.
    const started = clock.monotonic()
    const patch = { metadata: { resourceVersion: this.#version }, spec: { renewTime: microtime(clock.now()) } }
    try {
      const lease = await client.mergePatch(leases, { namespace, name }, patch, this.#stop.signal)
      this.#renewed(lease, started)
    } catch (error) {
      if (!(error instanceof KubeError)) throw error
      if (error.status === 404) return this.#lose()
      if (error.status !== 409) throw error
      await this.#reread()
    }
  }

  // A conflict is another leader, a bystander's edit, or our own renewal whose answer was lost.
  async #reread(): Promise<void> {
    const { client, namespace, name, identity, reread } = this.#options
    reread?.()
    const lease = await client.get(leases, { namespace, name }, this.#stop.signal)
    if (holderOf(lease) !== identity || transitionsOf(lease) !== this.transitions) return this.#lose()
    this.#version = lease.metadata.resourceVersion
  }

  #renewed(lease: KubeObject, at: number): void {
    if (this.#lost.signal.aborted) return
    this.#version = lease.metadata.resourceVersion
    this.#renewedAt = at
    this.#cancelExpiry()
    const left = at + this.#durations.renew - this.#options.clock.monotonic()
    this.#cancelExpiry = this.#options.clock.after(Math.max(0, left), () => this.#lose())
  }

  #lose(): void {
    this.#cancelExpiry()
    this.#lost.abort()
    this.#stop.abort()
  }
}

function holderOf(lease: Pick<KubeObject, 'spec'>): string {
  return isRecord(lease.spec) && typeof lease.spec.holderIdentity === 'string' ? lease.spec.holderIdentity : ''
}

function transitionsOf(lease: Pick<KubeObject, 'spec'>): number {
  return isRecord(lease.spec) && typeof lease.spec.leaseTransitions === 'number' ? lease.spec.leaseTransitions : 0
}
