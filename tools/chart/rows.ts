/** Another value for each key of the chart for EC2, and what stands in the objects then. */
export interface Row {
  readonly set: unknown
  /** A line of what is rendered, or a part of one. `absent`: it stands there unless the value is set. */
  readonly shows: string | { readonly absent: string }
  /** Set beside it. */
  readonly with?: object
}

const own = { metrics: { secure: true } }
const monitor = { metrics: { serviceMonitor: { create: true } } }
const rule = { metrics: { prometheusRule: { create: true } } }
const boards = { metrics: { dashboards: { create: true } } }
const policy = { networkPolicy: { create: true } }
const secret = { aws: { credentials: { secretName: 'aws' } } }
const local = { aws: { allow_unsafe_aws_endpoint_urls: true } }
const gate = (name: string) => `${name}=true`

export const rows: Readonly<Record<string, Row>> = {
  'image.repository': { set: 'example.com/ec2', shows: 'image: example.com/ec2:' },
  'image.tag': { set: '9.9.9', shows: 'ec2-controller:9.9.9' },
  'image.digest': { set: `sha256:${'a'.repeat(64)}`, shows: `@sha256:${'a'.repeat(64)}` },
  'image.pullPolicy': { set: 'Always', shows: 'imagePullPolicy: Always' },
  'image.pullSecrets': { set: ['one', { name: 'two' }], shows: '- name: two' },
  nameOverride: { set: 'other', shows: 'name: shop-other\n' },
  fullnameOverride: { set: 'other', shows: 'name: other\n' },
  namespaceOverride: { set: 'other', shows: 'namespace: other' },
  'deployment.replicas': { set: 3, shows: 'replicas: 3' },
  'deployment.annotations': { set: { team: 'a' }, shows: 'team: "a"' },
  'deployment.labels': { set: { team: 'b' }, shows: 'team: "b"' },
  'deployment.containerPort': { set: 9090, shows: '--metrics-addr=0.0.0.0:9090' },
  'deployment.nodeSelector': { set: { disk: 'ssd' }, shows: 'disk: ssd' },
  'deployment.tolerations': { set: [{ key: 'spot', operator: 'Exists' }], shows: 'key: spot' },
  'deployment.affinity': { set: { podAffinity: {} }, shows: 'podAffinity: {}' },
  'deployment.topologySpreadConstraints': {
    set: [{ topologyKey: 'rack', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' }],
    shows: 'topologyKey: rack',
  },
  'deployment.priorityClassName': {
    set: 'system-cluster-critical',
    shows: 'priorityClassName: system-cluster-critical',
  },
  'deployment.hostNetwork': { set: true, shows: 'hostNetwork: true' },
  'deployment.dnsPolicy': { set: 'Default', shows: 'dnsPolicy: Default' },
  'deployment.strategy': { set: { type: 'Recreate' }, shows: 'type: Recreate' },
  'deployment.terminationGracePeriodSeconds': { set: 60, shows: 'terminationGracePeriodSeconds: 60' },
  'deployment.extraEnvVars': { set: [{ name: 'HTTPS_PROXY', value: 'http://proxy' }], shows: 'name: HTTPS_PROXY' },
  'deployment.extraVolumes': { set: [{ name: 'more', emptyDir: {} }], shows: 'emptyDir: {}' },
  'deployment.extraVolumeMounts': { set: [{ name: 'more', mountPath: '/more' }], shows: 'mountPath: /more' },
  'deployment.extraContainers': { set: [{ name: 'beside', image: 'x' }], shows: 'name: beside' },
  'deployment.extraInitContainers': { set: [{ name: 'before', image: 'x' }], shows: 'name: before' },
  'deployment.extraArgs': { set: ['--shutdown-grace=5s'], shows: '- "--shutdown-grace=5s"' },
  'deployment.podSecurityContext': { set: { fsGroup: 7 }, shows: 'fsGroup: 7' },
  'deployment.securityContext': { set: { runAsUser: 7 }, shows: 'runAsUser: 7' },
  resources: { set: { limits: { memory: '2Gi' } }, shows: 'memory: 2Gi' },
  'podDisruptionBudget.create': { set: false, shows: { absent: 'kind: PodDisruptionBudget' } },
  'podDisruptionBudget.maxUnavailable': { set: '50%', shows: 'maxUnavailable: 50%' },
  'aws.region': { set: 'eu-west-1', shows: 'value: eu-west-1' },
  'aws.endpoint_url': { set: 'https://aws.example.com', shows: '--aws-endpoint-url=https://aws.example.com' },
  'aws.identity_endpoint_url': {
    set: 'http://sts.example.com',
    shows: '--aws-identity-endpoint-url=http://sts.example.com',
    with: local,
  },
  'aws.allow_unsafe_aws_endpoint_urls': { set: true, shows: '--allow-unsafe-aws-endpoint-urls' },
  'aws.credentials.secretName': { set: 'keys', shows: 'secretName: keys' },
  'aws.credentials.secretKey': { set: 'file', shows: 'value: /var/run/secrets/aws/file', with: secret },
  'aws.credentials.profile': { set: 'prod', shows: 'value: prod', with: secret },
  resourceTags: { set: ['team=network'], shows: '- "--resource-tags=team=network"' },
  deletionPolicy: { set: 'retain', shows: '--deletion-policy=retain' },
  installScope: { set: 'namespace', shows: '--watch-namespace=network' },
  watchNamespace: { set: 'one,two', shows: '--watch-namespace=one,two', with: { installScope: 'namespace' } },
  watchSelectors: { set: 'team in (a,b)', shows: '- "--watch-selectors=team in (a,b)"' },
  'reconcile.resources': { set: ['VPC', 'DHCPOptions', 'FlowLog', 'Subnet'], shows: '--reconcile-resources=' },
  'reconcile.defaultResyncPeriod': { set: 36_000, shows: '--reconcile-default-resync-seconds=36000' },
  'reconcile.resourceResyncPeriods': { set: { VPC: 300 }, shows: '--reconcile-resource-resync-seconds=VPC=300' },
  'reconcile.defaultMaxConcurrentSyncs': { set: 1, shows: '--reconcile-default-max-concurrent-syncs=1' },
  'reconcile.resourceMaxConcurrentSyncs': {
    set: { VPC: '10' },
    shows: '--reconcile-resource-max-concurrent-syncs=VPC=10',
  },
  'leaderElection.enabled': {
    set: false,
    shows: { absent: '--enable-leader-election' },
    with: { deployment: { replicas: 1 } },
  },
  'leaderElection.namespace': { set: 'leases', shows: '--leader-election-namespace=leases' },
  enableCrossNamespace: { set: false, shows: '--enable-cross-namespace=false' },
  enableCARM: { set: false, shows: '--enable-carm=false' },
  'featureGates.ServiceLevelCARM': { set: true, shows: gate('ServiceLevelCARM') },
  'featureGates.TeamLevelCARM': { set: true, shows: gate('TeamLevelCARM') },
  'featureGates.ReadOnlyResources': { set: false, shows: { absent: gate('ReadOnlyResources') } },
  'featureGates.ResourceAdoption': { set: false, shows: { absent: gate('ResourceAdoption') } },
  'featureGates.IAMRoleSelector': { set: true, shows: gate('IAMRoleSelector') },
  'log.enable_development_logging': { set: true, shows: '--enable-development-logging' },
  'log.level': { set: 'debug', shows: '--log-level=debug' },
  flags: { set: { 'mass-deletion': 'allow' }, shows: '- "--mass-deletion=allow"' },
  'serviceAccount.create': { set: false, shows: { absent: 'kind: ServiceAccount\nmetadata' } },
  'serviceAccount.name': { set: 'known-to-iam', shows: 'serviceAccountName: known-to-iam' },
  'serviceAccount.annotations': {
    set: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/network' },
    shows: 'eks.amazonaws.com/role-arn: "arn:aws:iam::123456789012:role/network"',
  },
  'serviceAccount.automountServiceAccountToken': { set: false, shows: 'automountServiceAccountToken: false' },
  'rbac.create': { set: false, shows: { absent: 'name: ack-ec2-controller\n  labels' } },
  'rbac.aggregate': { set: false, shows: { absent: 'aggregate-to-admin' } },
  'role.labels': { set: { team: 'c' }, shows: 'team: "c"' },
  'networkPolicy.create': { set: true, shows: 'kind: NetworkPolicy' },
  'networkPolicy.ports': { set: [8443], shows: 'port: 8443', with: policy },
  'networkPolicy.cidrs': { set: ['10.0.0.0/8'], shows: 'cidr: "10.0.0.0/8"', with: policy },
  'networkPolicy.metricsFrom': { set: [{ podSelector: {} }], shows: 'podSelector: {}', with: policy },
  'networkPolicy.extraEgress': { set: [{ ports: [{ port: 3128 }] }], shows: 'port: 3128', with: policy },
  'metrics.service.create': { set: true, shows: 'name: ec2-controller-metrics' },
  'metrics.service.type': { set: 'NodePort', shows: 'type: NodePort', with: monitor },
  'metrics.service.annotations': { set: { team: 'd' }, shows: 'team: "d"', with: monitor },
  'metrics.secure': { set: true, shows: '- --metrics-secure' },
  'metrics.certificateSecret': { set: 'tls', shows: '--metrics-cert-path=/var/run/secrets/metrics', with: own },
  'metrics.serviceMonitor.create': { set: true, shows: 'kind: ServiceMonitor' },
  'metrics.serviceMonitor.labels': { set: { release: 'a' }, shows: 'release: "a"', with: monitor },
  'metrics.serviceMonitor.interval': { set: '1m', shows: 'interval: 1m', with: monitor },
  'metrics.serviceMonitor.relabelings': { set: [{ action: 'drop' }], shows: 'relabelings:', with: monitor },
  'metrics.serviceMonitor.metricRelabelings': { set: [{ action: 'keep' }], shows: 'metricRelabelings:', with: monitor },
  'metrics.prometheusRule.create': { set: true, shows: 'kind: PrometheusRule' },
  'metrics.prometheusRule.labels': { set: { release: 'b' }, shows: 'release: "b"', with: rule },
  'metrics.dashboards.create': { set: true, shows: 'grafana_dashboard: "1"' },
  'metrics.dashboards.shared': { set: false, shows: { absent: 'name: shop-ec2-chart-fleet' }, with: boards },
  'metrics.dashboards.labels': { set: { board: 'yes' }, shows: 'board: "yes"', with: boards },
  'metrics.dashboards.annotations': { set: { folder: 'AWS' }, shows: 'folder: "AWS"', with: boards },
  'crds.enabled': { set: true, shows: 'kind: CustomResourceDefinition' },
  'crds.keep': { set: false, shows: { absent: 'helm.sh/resource-policy: keep' }, with: { crds: { enabled: true } } },
  'crds.shared': { set: false, shows: { absent: 'name: fieldexports' }, with: { crds: { enabled: true } } },
  extraObjects: {
    set: [{ kind: 'ConfigMap', metadata: { name: '{{ .Release.Name }}-more' } }, 'kind: Secret'],
    shows: 'shop-more',
  },
}
