export {
  KubeError,
  type KubeObject,
  type KubeRequest,
  type KubeResponse,
  type KubeTransport,
  KubeUnreachable,
  type ObjectMeta,
  type PatchType,
  type WatchEvent,
} from './kube/transport.ts'
export { type Backoff, delay } from './time/backoff.ts'
export { type Cancel, type Clock, sleep, wallClock } from './time/clock.ts'
export { type Random, seeded } from './time/random.ts'
