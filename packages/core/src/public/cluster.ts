/** The way to a cluster: kubeconfigs and the transport. It loads what reads them. */
import '../runtime/check.ts'

export {
  KubeConfigError,
  type KubeConfigOptions,
  type KubeConnection,
  type KubeCredentials,
  loadKubeConnection,
} from '../kube/config.ts'
export { type FetchTransportOptions, fetchTransport } from '../kube/fetch.ts'
