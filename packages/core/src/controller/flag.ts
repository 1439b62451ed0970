import { Option } from 'commander'

/** How a flag is written on the command line. */
export type FlagForm =
  /** `--name`, `--name=true`, `--name=false` */
  | 'switch'
  /** `--name value` */
  | 'value'
  /** `--name a,b --name c` */
  | 'list'

export interface Flag {
  readonly name: string
  readonly form: FlagForm
  /** What stands for the value in the help text. */
  readonly sample?: string
  readonly initial: string | boolean | readonly string[]
  readonly help: string
  /** Why the flag changes nothing here: users of ACK may set it, and are told. */
  readonly idle?: string
}

const ackTags = [
  'services.k8s.aws/controller-version=%CONTROLLER_SERVICE%-%CONTROLLER_VERSION%',
  'services.k8s.aws/namespace=%K8S_NAMESPACE%',
]

const value = (name: string, sample: string, initial: string, help: string, idle?: string): Flag => ({
  name,
  form: 'value',
  sample,
  initial,
  help,
  ...(idle === undefined ? {} : { idle }),
})
const toggle = (name: string, initial: boolean, help: string, idle?: string): Flag => ({
  name,
  form: 'switch',
  initial,
  help,
  ...(idle === undefined ? {} : { idle }),
})
const listed = (name: string, sample: string, initial: readonly string[], help: string): Flag => ({
  name,
  form: 'list',
  sample,
  initial,
  help,
})

const noWebhooks = 'there are no webhooks: the CRDs carry their own validation rules'
const oneAccount = 'objects are managed in the account of the controller only'

/** Every flag of a controller. `region` is what the environment says. */
export function flagTable(region: string): readonly Flag[] {
  return [
    value('kubeconfig', 'file', '', 'the cluster to work for; else $KUBECONFIG, the service account, ~/.kube/config'),
    value('metrics-addr', 'host:port', '0.0.0.0:8080', 'where metrics are served; port 0 takes a free one'),
    toggle('metrics-secure', false, 'serve metrics over TLS, to those whom the cluster lets get /metrics'),
    value('metrics-cert-path', 'folder', '', 'holds the certificate for it; one of its own when empty'),
    value('metrics-cert-name', 'file', 'tls.crt', 'the certificate in that folder'),
    value('metrics-cert-key', 'file', 'tls.key', 'its key in that folder'),
    value('healthz-addr', 'host:port', '0.0.0.0:8081', 'where /healthz and /readyz are served'),
    toggle('enable-webhook-server', false, 'accepted for ACK', noWebhooks),
    value('webhook-server-addr', 'host:port', '0.0.0.0:9433', 'accepted for ACK', noWebhooks),
    toggle('enable-leader-election', false, 'of several processes let only the holder of a lease work'),
    value('leader-election-namespace', 'namespace', '', "the lease's namespace; the process's own when empty"),
    toggle('enable-development-logging', false, 'log lines for people instead of JSON, debug lines included'),
    value('log-level', 'level', 'info', 'debug, info, warn, error or fatal'),
    value('aws-region', 'region', region, 'where AWS objects live by default; $AWS_REGION when absent'),
    value('aws-endpoint-url', 'url', '', "instead of AWS's own addresses"),
    value('aws-identity-endpoint-url', 'url', '', 'STS address for the question who the controller is'),
    toggle(
      'allow-unsafe-aws-endpoint-urls',
      false,
      'let the two URLs above be http, and those of namespaces any host that is allowed',
    ),
    toggle('disable-imds', false, 'never take credentials from the instance metadata'),
    toggle('aws-endpoint-use-path-style', false, 'accepted for ACK', 'it matters to S3 only'),
    value('http-client-timeout', 'duration', '60s', 'how long AWS may take to answer a call; 0 for no limit'),
    listed('resource-tags', 'key=value', ackTags, 'tags of every AWS object'),
    value('watch-namespace', 'names', '', 'namespaces to watch, separated by commas; all when empty'),
    value('watch-selectors', 'selector', '', 'label selector for the objects to manage'),
    value('deletion-policy', 'policy', 'delete', 'delete or retain: what becomes of AWS objects with their CRs'),
    value(
      'adopted-deletion-policy',
      'policy',
      '',
      'retain: keep AWS objects that were adopted; by deletion-policy when empty',
    ),
    value(
      'cluster-id',
      'name',
      '',
      'names the cluster in tags and tokens; the UID of its kube-system namespace when empty',
    ),
    value(
      'former-clusters',
      'ids',
      '',
      'clusters that are no more, separated by commas: what their tags name can be adopted',
    ),
    toggle('take-over-untagged', false, 'take over what ACK left by finalizer and id, where AWS shows no tags of ACK'),
    toggle('enable-carm', true, 'accepted for ACK', oneAccount),
    toggle('enable-cross-namespace', true, 'allow references to objects in other namespaces'),
    toggle('enable-field-export-reconciler', true, 'accepted for ACK', 'FieldExport objects are not acted upon'),
    value('reconcile-default-resync-seconds', 'n', '0', 'time between two checks of a settled object; 0 means 60'),
    listed('reconcile-resource-resync-seconds', 'Kind=n', [], 'the same for one kind'),
    value('reconcile-default-max-concurrent-syncs', 'n', '1000', 'objects of a kind worked on at once'),
    listed('reconcile-resource-max-concurrent-syncs', 'Kind=n', [], 'the same for one kind'),
    value('reconcile-resources', 'kinds', '', 'the kinds to run, separated by commas; all when empty'),
    value('feature-gates', 'Name=bool', '', "ACK's feature gates"),
    value('aws-rate-limits', 'aws|off', 'aws', "keep within AWS's request budgets, or not"),
    value('namespace-annotations', 'on|off', 'on', 'go by annotations of namespaces, or read no namespace at all'),
    value('allow-namespace-endpoints', 'hosts', '', 'hosts and domains namespaces may name as the address of AWS'),
    value(
      'namespace-deletion-policy',
      'floor|default',
      'floor',
      'whether objects may delete what their namespace keeps',
    ),
    value('definition-deletion', 'retain|default', 'retain', 'what becomes of AWS objects whose CRD is being deleted'),
    value('mass-deletion', 'slow|allow', 'slow', 'whether to delete slowly when most objects are deleted at once'),
    value('quarantine-seconds', 'n', '300', 'how long a create of unknown outcome is searched for before another'),
    value('shutdown-grace', 'duration', '20s', 'how long calls under way may take once the process is told to stop'),
  ]
}

/** A flag as commander takes it. */
export function optionOf(flag: Flag): Option {
  const argument = { switch: ' [bool]', value: ` <${flag.sample}>`, list: ` <${flag.sample}>` }[flag.form]
  const initial = Array.isArray(flag.initial) ? flag.initial.join(',') : String(flag.initial)
  const help = initial === '' || flag.idle !== undefined ? flag.help : `${flag.help} (default ${initial})`
  const option = new Option(`--${flag.name}${argument}`, help).default(flag.initial)
  if (flag.form === 'switch') option.preset('true')
  if (flag.form !== 'list') return option
  return option.argParser<readonly string[]>((text, before) => [...(before === flag.initial ? [] : before), text])
}
