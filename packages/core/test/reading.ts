import { Caller } from '../src/aws/caller.ts'
import { Limiter } from '../src/aws/limit.ts'
import { Reader } from '../src/aws/read/reader.ts'
import type { Read } from '../src/kind/reply/read.ts'
import { type Item, items } from '../src/schema/json.ts'
import { silent } from '../src/telemetry/observer.ts'
import { TestClock } from './clock.ts'
import { operation, TestCloud } from './service.ts'

const id = (item: Item): string[] => (typeof item.Id === 'string' ? [item.Id] : [])
export const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []

export const vpcs: Read = {
  operation: operation('DescribeVpcs', ['Ids', 'NextToken']),
  most: 200,
  input: (keys) => ({ Ids: keys }),
  items: (output) => items(output.Vpcs),
  keys: id,
}
export const listing: Read = {
  operation: operation('DescribeFileSystems', ['Marker']),
  most: Number.POSITIVE_INFINITY,
  input: () => ({}),
  items: (output) => items(output.FileSystems),
  keys: id,
}
export const policy: Read = {
  operation: operation('GetPolicy'),
  most: 1,
  input: ([key]) => ({ Id: key }),
  items: (output) => [output],
  absent: ['PolicyNotFound'],
}

type Answer = (action: string, input: Item) => Promise<Item> | Item

export const all: Answer = (_action, input) => ({ Vpcs: strings(input.Ids).map((Id) => ({ Id })) })

/** A reader over a cloud that answers by a function; its buckets are off unless asked for. */
export function setup(answer: Answer = all, off = true) {
  const clock = new TestClock()
  const batches: { keys: number; calls: number }[] = []
  const cloud = new TestCloud(() => clock.monotonic(), answer)
  const observer = { ...silent, batched: (batch: { keys: number; calls: number }) => void batches.push(batch) }
  const caller = new Caller({ cloud, limiter: new Limiter({ clock, off }), clock, observer })
  return { clock, cloud, batches, reader: new Reader({ caller, clock, observer }) }
}

export const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )
export const names = (count: number) => Array.from({ length: count }, (_, i) => `vpc-${i}`)
