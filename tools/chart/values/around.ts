import { type Controller, choice, list, object, objects, type Section, text, texts, toggle } from '../value.ts'

/** What the controller may do in the cluster, and whom it may talk to. */
export const access = ({ service }: Controller): Section => ({
  title: 'Permissions and network',
  values: [
    toggle('serviceAccount.create', true, 'Make the service account.'),
    text('serviceAccount.name', `ack-${service}-controller`, 'Its name. IAM trusts it by this name.', { minLength: 1 }),
    texts(
      'serviceAccount.annotations',
      'Its annotations: `eks.amazonaws.com/role-arn` for IRSA; Pod Identity needs none.',
    ),
    toggle(
      'serviceAccount.automountServiceAccountToken',
      true,
      'Give pods its token. Without, mount one by `deployment.extraVolumes`.',
    ),
    toggle('rbac.create', true, 'Make roles and bindings of the controller.'),
    toggle('rbac.aggregate', true, 'Add the kinds to the roles view, edit and admin of the cluster.'),
    texts('role.labels', 'Labels of the role of the controller.'),
    toggle(
      'networkPolicy.create',
      false,
      'Let the pods talk to DNS, the API server, AWS and the agent of Pod Identity only.',
    ),
    list(
      'networkPolicy.ports',
      [443, 6443],
      'TCP ports of the API server and of AWS. Those of endpoint URLs are added.',
      {
        type: 'integer',
        minimum: 1,
        maximum: 65_535,
      },
    ),
    list('networkPolicy.cidrs', [], 'Where these ports may be; anywhere when empty.', {
      type: 'string',
      pattern: '^[0-9a-fA-F.:]+/[0-9]{1,3}$',
    }),
    objects(
      'networkPolicy.metricsFrom',
      'Who may read the metrics, as peers of a NetworkPolicy; everybody when empty.',
    ),
    objects('networkPolicy.extraEgress', 'Further rules for what the pods may reach.'),
  ],
})

/** What others see of the controller. */
export const metrics: Section = {
  title: 'Metrics, alerts and dashboards',
  values: [
    toggle('metrics.service.create', false, 'Make a Service for the metrics. A ServiceMonitor brings it along.'),
    choice('metrics.service.type', 'ClusterIP', ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'], 'Its type.'),
    texts('metrics.service.annotations', 'Its annotations.'),
    toggle('metrics.secure', false, 'Serve metrics over TLS, to those whom the cluster lets get `/metrics`.'),
    text(
      'metrics.certificateSecret',
      '',
      'A Secret with `tls.crt` and `tls.key` for it; a certificate of its own when empty.',
    ),
    toggle('metrics.serviceMonitor.create', false, 'Make a ServiceMonitor, where the cluster knows that kind.'),
    texts('metrics.serviceMonitor.labels', 'Its labels, by which a Prometheus selects it.'),
    text('metrics.serviceMonitor.interval', '30s', 'How often metrics are read.', { pattern: '^[0-9]+(ms|s|m|h)$' }),
    objects('metrics.serviceMonitor.relabelings', 'Its relabelings.'),
    objects('metrics.serviceMonitor.metricRelabelings', 'Its relabelings of metrics.'),
    toggle(
      'metrics.prometheusRule.create',
      false,
      'Make a PrometheusRule, where the cluster knows that kind. It covers all controllers: one is enough.',
    ),
    texts('metrics.prometheusRule.labels', 'Its labels, by which a Prometheus selects it.'),
    toggle('metrics.dashboards.create', false, 'Make a ConfigMap of each dashboard, for the sidecar of Grafana.'),
    toggle('metrics.dashboards.shared', true, 'Those too that show all controllers: one chart with them is enough.'),
    texts('metrics.dashboards.labels', 'The label by which the sidecar finds them.', { grafana_dashboard: '1' }),
    texts('metrics.dashboards.annotations', 'The folder, and what else the sidecar goes by.', {
      grafana_folder: 'Windlass',
    }),
  ],
}

/** The definitions of the kinds, and objects of the user's own. */
export const rest: Section = {
  title: 'Definitions and further objects',
  values: [
    toggle('crds.enabled', true, 'Install the definitions of the kinds, and upgrade them with the chart.'),
    toggle('crds.keep', true, 'Keep them, and all objects of the kinds, when the chart is uninstalled.'),
    toggle('crds.shared', true, 'Those of FieldExport and IAMRoleSelector too, unless another release has them.'),
    list('extraObjects', [], 'Further objects, as YAML or as text; both are templates.', {
      type: ['object', 'string'],
    }),
    object('global', {}, "Helm's own: values that a chart around this one shares. Nothing here goes by them."),
  ],
}
