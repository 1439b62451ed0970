import { at, type Item, items } from '@windlass/core'
import type { KubeObject } from '@windlass/core/kube'
import type { Backend, Writes } from './backend.ts'
import { kindOf } from './kinds.ts'

/** A condition of an object: its status, reason and message. */
export interface Seen {
  readonly status: string
  readonly reason: string
  readonly message: string
  /** Whether it speaks of the object as it is now. */
  readonly current: boolean
}

/** A condition as it stands; undefined when the object does not have it. */
export function condition(object: KubeObject | undefined, type: string): Seen | undefined {
  const found = items(at(object?.status, 'conditions')).find((one) => one.type === type)
  if (found === undefined) return undefined
  const { status, reason, message, observedGeneration } = found
  const current = observedGeneration === object?.metadata.generation
  return { status: String(status), reason: String(reason), message: String(message), current }
}

/** What an object says about itself in one condition, `ACK.ResourceSynced` unless another is named. */
export async function says(backend: Backend, kind: string, name: string, type = 'ACK.ResourceSynced') {
  return condition(await backend.get(kind, name), type)
}

/** Plays until an object is in sync in its present generation; answers it. */
export async function synced(backend: Backend, kind: string, name: string, seconds?: number): Promise<KubeObject> {
  let last: KubeObject | undefined
  const goal = async () => {
    last = await backend.get(kind, name)
    const found = condition(last, 'ACK.ResourceSynced')
    return found?.status === 'True' && found.current
  }
  await backend.until(goal, seconds).catch((error: Error) => {
    throw new Error(`${kind} ${name} was not in sync: ${JSON.stringify(last?.status)}\n${error.message}`)
  })
  if (last === undefined) throw new Error(`${kind} ${name} does not exist.`)
  return last
}

/** Plays until every object of these texts is in sync. */
export async function allSynced(backend: Backend, objects: readonly Named[], seconds?: number): Promise<void> {
  for (const { kind, name } of objects) await synced(backend, kind, name, seconds)
}

/** Plays until nothing is written to either world for two and a half minutes; rejects when that takes ten times as long. */
export async function atRest(backend: Backend): Promise<Writes> {
  let before = await backend.writes()
  for (let tries = 0; tries < 10; tries++) {
    await backend.rest(150)
    const now = await backend.writes()
    if (now.aws === before.aws && now.kube === before.kube) return now
    before = now
  }
  throw new Error(`Something is written all the time:\n${before.kube}`)
}

/** Plays until Kubernetes has the object no more. */
export async function gone(backend: Backend, kind: string, name: string, seconds?: number): Promise<number> {
  let last: KubeObject | undefined
  const goal = async () => {
    last = await backend.get(kind, name)
    return last === undefined
  }
  return await backend.until(goal, seconds).catch((error: Error) => {
    throw new Error(`${kind} ${name} is still there: ${JSON.stringify(last?.status)}\n${error.message}`)
  })
}

/** One text of an object's status. */
export async function statusText(backend: Backend, kind: string, name: string, field: string): Promise<string> {
  const value = at((await backend.get(kind, name))?.status, field)
  return typeof value === 'string' ? value : ''
}

/** The id AWS knows an object by; the empty text while it has none. */
export function idOf(backend: Backend, kind: string, name: string): Promise<string> {
  return statusText(backend, kind, name, kindOf(kind).id.field)
}

/** Calls AWS as somebody with the AWS CLI does. */
export async function byHand(
  backend: Backend,
  operation: string,
  input: object,
  service: 'ec2' | 'efs' = 'ec2',
): Promise<Item> {
  return { ...(await backend.aws.invoke(service, operation, input, { userAgent: 'aws-cli' })) }
}

interface Named {
  readonly kind: string
  readonly name: string
}
