import { sleep, wallClock } from '@windlass/core/time'
import { send, type World } from './world.ts'

/** What one piece of work cost. */
export interface Figure {
  readonly seconds: number
  readonly calls: number
  readonly mutating: number
  readonly throttled: number
  /** Kubernetes writes of the controller, Events and leases aside. */
  readonly writes: number
}

/** Measures a piece of work: from now until `done` holds. Fails after `limit` seconds. */
export async function measure(
  world: World,
  work: () => Promise<void> | void,
  done: () => Promise<boolean>,
  limit: number,
  /** Milliseconds between two looks; looking at many objects takes time from the work. */
  look = 20,
): Promise<Figure> {
  const before = counts(world)
  const started = performance.now()
  await work()
  while (!(await done())) {
    if (performance.now() - started > limit * 1000) throw new Error(`The work was not done within ${limit} s.`)
    await sleep(wallClock, look)
  }
  const seconds = (performance.now() - started) / 1000
  const after = counts(world)
  return {
    seconds,
    calls: after.calls - before.calls,
    mutating: after.mutating - before.mutating,
    throttled: after.throttled - before.throttled,
    writes: after.writes - before.writes,
  }
}

function counts(world: World) {
  const { mutating, reading } = world.aws.journal.totals()
  const throttled = world.aws.journal.entries().filter((entry) => entry.error === 'RequestLimitExceeded').length
  const ours = (path: string) => !/\/(events|leases)(\/|$)/.test(path)
  const writes = world.cluster.journal.writes(({ path, userAgent }) => userAgent !== 'bench' && ours(path)).length
  return { calls: mutating + reading, mutating, throttled, writes }
}

const group = '/apis/ec2.services.k8s.aws/v1alpha1'
const base = `${group}/namespaces/default`

/** Applies so many VPCs and, by reference, as many subnets. */
export async function apply(world: World, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const cidrBlock = `10.${Math.floor(i / 256)}.${i % 256}.0/24`
    const meta = (name: string) => ({ name, namespace: 'default' })
    const apiVersion = 'ec2.services.k8s.aws/v1alpha1'
    const vpc = { apiVersion, kind: 'VPC', metadata: meta(`vpc-${i}`), spec: { cidrBlocks: [cidrBlock] } }
    const spec = { cidrBlock, vpcRef: { from: { name: `vpc-${i}` } } }
    await send(world.cluster, 'POST', `${base}/vpcs`, vpc)
    await send(world.cluster, 'POST', `${base}/subnets`, {
      apiVersion,
      kind: 'Subnet',
      metadata: meta(`subnet-${i}`),
      spec,
    })
  }
}

/** Deletes everything that `apply` made. */
export async function remove(world: World, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await send(world.cluster, 'DELETE', `${base}/vpcs/vpc-${i}`)
    await send(world.cluster, 'DELETE', `${base}/subnets/subnet-${i}`)
  }
}

/** How many objects there are, and how many of them are in sync. */
export async function state(world: World): Promise<{ all: number; synced: number }> {
  const lists = await Promise.all(['vpcs', 'subnets'].map((plural) => send(world.cluster, 'GET', `${group}/${plural}`)))
  const objects = lists.flatMap((list) => (isList(list) ? list.items : []))
  return { all: objects.length, synced: objects.filter(isSynced).length }
}

interface Listed {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] }
}

function isList(value: unknown): value is { readonly items: readonly Listed[] } {
  return typeof value === 'object' && value !== null && 'items' in value
}

const isSynced = (object: Listed) =>
  object.status?.conditions?.some(({ type, status }) => type === 'ACK.ResourceSynced' && status === 'True') ?? false
