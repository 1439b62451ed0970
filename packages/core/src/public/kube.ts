/** Talking to an API server. */
import '../runtime/check.ts'

export { resourceOf } from '../controller/manager.ts'
export {
  type Draft,
  KubeClient,
  type KubeClientOptions,
  type KubeList,
  type KubeReply,
  type KubeVerb,
  type Preconditions,
  type Selection,
} from '../kube/client.ts'
export { isKubeObject, isRecord, refusal } from '../kube/object.ts'
export { apiVersion, KubePathError, type ObjectPath, objectPath, type Resource } from '../kube/resource.ts'
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
} from '../kube/transport.ts'
