import { type DefaultTag, parseDefaultTags } from '../../aws/tag.ts'
import { listed, toggle, type Values, value } from './flag.ts'
import { clusterName, clusterNames } from './owner.ts'
import {
  address,
  atLeast,
  chosenKinds,
  duration,
  FlagError,
  featureGates,
  hosts,
  maybe,
  namespaceName,
  namespaceNames,
  oneOf,
  optional,
  perKind,
  plain,
  resync,
  seconds,
  url,
} from './parse.ts'

const ackTags = [
  'services.k8s.aws/controller-version=%CONTROLLER_SERVICE%-%CONTROLLER_VERSION%',
  'services.k8s.aws/namespace=%K8S_NAMESPACE%',
]
const noWebhooks = 'there are no webhooks: the CRDs carry their own validation rules'
const oneAccount = 'objects are managed in the account of the controller only'

/** Every flag of a controller, in the order of the help text. A new flag is a line here, and its use. Times are milliseconds. */
export const flags = {
  kubeconfig: value(
    'kubeconfig',
    'file',
    '',
    'the cluster to work for; else $KUBECONFIG, the service account, ~/.kube/config',
    optional,
  ),
  metricsAddress: value(
    'metrics-addr',
    'host:port',
    '0.0.0.0:8080',
    'where metrics are served; port 0 takes a free one',
    address,
  ),
  metricsSecure: toggle('metrics-secure', false, 'serve metrics over TLS, to those whom the cluster lets get /metrics'),
  certificateFolder: value(
    'metrics-cert-path',
    'folder',
    '',
    'holds the certificate for it; one of its own when empty',
    optional,
  ),
  certificate: value('metrics-cert-name', 'file', 'tls.crt', 'the certificate in that folder', plain),
  certificateKey: value('metrics-cert-key', 'file', 'tls.key', 'its key in that folder', plain),
  health: value('healthz-addr', 'host:port', '0.0.0.0:8081', 'where /healthz and /readyz are served', address),
  webhooks: toggle('enable-webhook-server', false, 'ignored (kept for compatibility with ACK)', noWebhooks),
  webhookAddress: value(
    'webhook-server-addr',
    'host:port',
    '0.0.0.0:9433',
    'ignored (kept for compatibility with ACK)',
    address,
    {
      idle: noWebhooks,
    },
  ),
  elects: toggle('enable-leader-election', false, 'of several processes let only the holder of a lease work'),
  leaseNamespace: value(
    'leader-election-namespace',
    'namespace',
    '',
    "the lease's namespace; the process's own when empty",
    namespaceName,
  ),
  forPeople: toggle('enable-development-logging', false, 'log lines for people instead of JSON, debug lines included'),
  logLevel: value('log-level', 'level', 'info', 'debug, info, warn, error or fatal', level),
  region: value('aws-region', 'region', '', 'where AWS objects live by default; $AWS_REGION when absent', region, {
    env: 'AWS_REGION',
  }),
  endpoint: value('aws-endpoint-url', 'url', '', "instead of AWS's own addresses", url),
  identityEndpoint: value(
    'aws-identity-endpoint-url',
    'url',
    '',
    "STS endpoint for finding the controller's own account",
    url,
  ),
  unsafeEndpoints: toggle(
    'allow-unsafe-aws-endpoint-urls',
    false,
    'let the two URLs above be http, and those of namespaces any host that is allowed',
  ),
  disableImds: toggle('disable-imds', false, 'never take credentials from the instance metadata'),
  pathStyle: toggle(
    'aws-endpoint-use-path-style',
    false,
    'ignored (kept for compatibility with ACK)',
    'it matters to S3 only',
  ),
  requestTimeout: value(
    'http-client-timeout',
    'duration',
    '60s',
    'how long AWS may take to answer a call; 0 for no limit',
    duration,
  ),
  resourceTags: listed('resource-tags', 'key=value', ackTags, 'tags of every AWS object', tags),
  namespaces: value(
    'watch-namespace',
    'names',
    '',
    'namespaces to watch, separated by commas; all when empty',
    namespaceNames,
  ),
  labelSelector: value('watch-selectors', 'selector', '', 'label selector for the objects to manage', optional),
  deletionPolicy: value(
    'deletion-policy',
    'policy',
    'delete',
    'delete or retain: what happens to the AWS resource when its object is deleted',
    oneOf('delete', 'retain'),
  ),
  adoptedDeletionPolicy: value(
    'adopted-deletion-policy',
    'policy',
    '',
    'retain: keep AWS objects that were adopted; by deletion-policy when empty',
    maybe(oneOf('retain')),
  ),
  clusterId: value(
    'cluster-id',
    'name',
    '',
    'names the cluster in tags and tokens; the UID of its kube-system namespace when empty',
    maybe(clusterName),
  ),
  formerClusters: value(
    'former-clusters',
    'ids',
    '',
    'clusters that are no more, separated by commas: what their tags name can be adopted',
    clusterNames,
  ),
  takeOverUntagged: toggle(
    'take-over-untagged',
    false,
    'take over what ACK left by finalizer and id, where AWS shows no tags of ACK',
  ),
  carm: toggle('enable-carm', true, 'ignored (kept for compatibility with ACK)', oneAccount),
  crossNamespace: toggle('enable-cross-namespace', true, 'allow references to objects in other namespaces'),
  fieldExports: toggle(
    'enable-field-export-reconciler',
    true,
    'ignored (kept for compatibility with ACK)',
    'FieldExport objects are not acted upon',
  ),
  resync: value(
    'reconcile-default-resync-seconds',
    'n',
    '0',
    'time between two checks of a settled object; 0 means 60',
    resync,
  ),
  resyncOf: listed('reconcile-resource-resync-seconds', 'Kind=n', [], 'the same for one kind', perKind(0)),
  concurrency: value(
    'reconcile-default-max-concurrent-syncs',
    'n',
    '1000',
    'objects of a kind worked on at once',
    atLeast(1),
  ),
  concurrencyOf: listed('reconcile-resource-max-concurrent-syncs', 'Kind=n', [], 'the same for one kind', perKind(1)),
  kinds: value(
    'reconcile-resources',
    'kinds',
    '',
    'the kinds to run, separated by commas; all when empty; kinds of others are left out',
    chosenKinds,
  ),
  gates: value('feature-gates', 'Name=bool', '', "ACK's feature gates", featureGates),
  rateLimits: value(
    'aws-rate-limits',
    'aws|off',
    'aws',
    "keep within AWS's request budgets, or not",
    oneOf('aws', 'off'),
  ),
  namespaceAnnotations: value(
    'namespace-annotations',
    'on|off',
    'on',
    'go by annotations of namespaces, or read no namespace at all',
    oneOf('on', 'off'),
  ),
  namespaceHosts: value(
    'allow-namespace-endpoints',
    'hosts',
    '',
    'hosts and domains namespaces may name as the address of AWS',
    hosts,
  ),
  namespaceDeletionPolicy: value(
    'namespace-deletion-policy',
    'floor|default',
    'floor',
    'whether objects may delete what their namespace keeps',
    oneOf('floor', 'default'),
  ),
  definitionDeletion: value(
    'definition-deletion',
    'retain|default',
    'retain',
    'what happens to AWS resources whose CRD is being deleted',
    oneOf('retain', 'default'),
  ),
  massDeletion: value(
    'mass-deletion',
    'slow|allow',
    'slow',
    'whether to delete slowly when most objects are deleted at once',
    oneOf('slow', 'allow'),
  ),
  quarantine: value(
    'quarantine-seconds',
    'n',
    '300',
    'how long a create of unknown outcome is searched for before another',
    seconds,
  ),
  grace: value(
    'shutdown-grace',
    'duration',
    '20s',
    'how long calls under way may take once the process is told to stop',
    duration,
  ),
}

/** What the command line says, flag by flag. */
export type Given = Values<typeof flags>

function region(_flag: string, text: string): string {
  if (text === '') throw new FlagError('--aws-region is missing, and $AWS_REGION is not set either.')
  return text
}

const levels = oneOf('debug', 'info', 'warn', 'error', 'fatal')

/** ACK knows two levels above `error`; both end its process, so they are `fatal` here. */
function level(flag: string, text: string) {
  const word = text.toLowerCase()
  return levels(flag, word === 'dpanic' || word === 'panic' ? 'fatal' : word)
}

function tags(_flag: string, entries: readonly string[]): readonly DefaultTag[] {
  try {
    return parseDefaultTags(entries)
  } catch (error) {
    throw new FlagError(`--${error instanceof Error ? error.message : String(error)}.`, { cause: error })
  }
}
