/** Controllers inside of other programs, what they are made of, and what they report. */
import '../runtime/check.ts'

export { type Cloud, SdkCloud, type SdkCloudOptions, sdkCloud } from '../aws/cloud.ts'
export { AwsError, CallRefused, toAwsError } from '../aws/error.ts'
export { type Scope, scopeKey } from '../aws/scope.ts'
export { Manager, type ManagerOptions } from '../controller/manager.ts'
export type { Home } from '../controller/placement/place.ts'
export { warnOfSelectors } from '../controller/placement/selector.ts'
export { askedToStop } from '../controller/program/asked.ts'
export type { ManagerConfig } from '../controller/program/config.ts'
export { type Vouching, watchCredentials } from '../controller/program/credential.ts'
export { IdentityError, type Standing } from '../controller/program/identity.ts'
export { FlagError } from '../controller/program/parse.ts'
export { ClusterError, type Running, type Surroundings, startController } from '../controller/program/run.ts'
export { versionText } from '../controller/program/version.ts'
export { ListenError } from '../controller/serve/serve.ts'
export { type Lookup, type Resolution, resolve } from '../reconcile/reference/resolve.ts'
export {
  type CallSeen,
  type Happening,
  type Lane,
  type LogLine,
  lanes,
  type ObjectSeen,
  type ObjectState,
  type Observer,
  type PassSeen,
  silent,
} from '../telemetry/observer.ts'
