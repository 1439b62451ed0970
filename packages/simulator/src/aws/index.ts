/** The simulated EC2: its service and its tables, for operations of one's own. */

export { type Command, control } from './control/control.ts'
export { restore, SnapshotError, snapshot } from './control/snapshot.ts'
export * as ec2 from './ec2/index.ts'
/** The simulated EFS, likewise. */
export * as efs from './efs/index.ts'
export type { Bucket, BucketSize } from './engine/bucket.ts'
export { type Description, describe } from './engine/describe.ts'
export { AwsFault, ConnectionLost } from './engine/fault.ts'
export {
  type Call,
  type Declaration,
  type IdCheck,
  type Module,
  type Operation,
  operation,
} from './engine/operation.ts'
export type { Quota } from './engine/quota.ts'
export { type Reference, reference } from './engine/reference.ts'
export type { Region } from './engine/region.ts'
export {
  type AnyTable,
  hexadecimal,
  type Ids,
  type Row,
  type Stored,
  type Table,
  TableDefinition,
  table,
} from './engine/table.ts'
export { type Step, transition } from './engine/transition.ts'
export { requestHandler, type SimulatorHandler } from './http/handler.ts'
export { type Listener, listen, PortInUse } from './http/listener.ts'
export { FormBook } from './schema/form.ts'
export type { Refusals } from './schema/refusal.ts'
export { type Protocol, type Service, type ServiceFacts, serve } from './schema/service.ts'
export type { CallFault, CallMatch, TransitionMatch } from './world/injection.ts'
export type { Entry, Journal } from './world/journal.ts'
export { relisted } from './world/scant.ts'
export { AwsWorld, type Caller, type Defaults, type WorldOptions } from './world/world.ts'
