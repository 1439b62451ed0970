import type { Metrics } from '@windlass/core'
import type { CallSeen, ObjectSeen } from '@windlass/core/controller'
import type { Clock } from '@windlass/core/time'
import { metricsOf } from '../src/metrics.ts'
import type { Vocabulary } from '../src/vocabulary.ts'

/** A clock that stands until it is moved. */
export interface StandingClock extends Clock {
  move(ms: number): void
}

/** Noon of a day, in milliseconds since the Unix epoch. */
export const noon = Date.UTC(2026, 0, 1, 12)

/** A call to AWS that changes something and succeeds. */
export const call: CallSeen = {
  service: 'ec2',
  action: 'CreateVpc',
  mutating: true,
  lane: 'user',
  ms: 300,
  status: 200,
  account: '111122223333',
  region: 'eu-west-1',
}

export function standing(): StandingClock {
  let passed = 0
  return {
    now: () => noon + passed,
    monotonic: () => 1000 + passed,
    after: () => () => undefined,
    move(ms) {
      passed += ms
    },
  }
}

const action = (name: string) => ({ service: 'ec2', name })

/** Two kinds of one service. */
export const words: Vocabulary = {
  kinds: ['VPC', 'Subnet'],
  services: ['ec2'],
  actions: ['CreateVpc', 'DeleteVpc', 'DescribeVpcs', 'GetVpcPolicy', 'CreateTags', 'ModifyVpcAttribute'].map(action),
  reads: ['DescribeVpcs'].map(action),
  fields: new Map([
    ['VPC', ['enableDNSSupport', 'tags']],
    ['Subnet', ['tags']],
  ]),
}

export interface Scene extends Metrics {
  readonly clock: StandingClock
  /** The value of every series, as of now. */
  read(): Promise<ReadonlyMap<string, number>>
}

export function scene(vocabulary: Vocabulary = words): Scene {
  const clock = standing()
  const metrics = metricsOf(vocabulary, { name: 'ec2-controller', version: '1.2.3', clock })
  return { ...metrics, clock, read: async () => parse(await metrics.text()) }
}

/** Series and their values in Prometheus's text format. */
export function parse(text: string): ReadonlyMap<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const space = line.lastIndexOf(' ')
      return [line.slice(0, space), Number(line.slice(space + 1))] as const
    }),
  )
}

/** An object in sync, except where said otherwise. */
export function object(uid: string, differing: Partial<ObjectSeen> = {}): ObjectSeen {
  return { kind: 'VPC', namespace: 'default', name: uid, uid, state: 'ready', reason: 'InSync', ...differing }
}
