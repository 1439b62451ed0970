import {
  type Controller,
  choice,
  list,
  object,
  objects,
  port,
  type Section,
  text,
  texts,
  toggle,
  whole,
} from '../value.ts'

const spread = (topologyKey: string) => ({ topologyKey, maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway' })

/** Which image runs, and what its objects are called. */
export const image = ({ service }: Controller): Section => ({
  title: 'Image and names',
  values: [
    text('image.repository', `${service}-controller`, 'Where the image is: `registry.example.com/team/name`.', {
      minLength: 1,
    }),
    text('image.tag', '', 'Its tag; the `appVersion` of the chart when empty.'),
    text('image.digest', '', 'Its digest, `sha256:…`: what runs is this image, whatever the tag names later.', {
      pattern: '^(sha256:[a-f0-9]{64})?$',
    }),
    choice('image.pullPolicy', 'IfNotPresent', ['Always', 'IfNotPresent', 'Never'], 'When nodes pull it.'),
    list('image.pullSecrets', [], 'Secrets to pull it with, by name.', {
      anyOf: [{ type: 'string' }, { type: 'object', required: ['name'] }],
    }),
    text('nameOverride', '', 'In place of the name of the chart, in names and labels.', { maxLength: 63 }),
    text('fullnameOverride', '', 'In place of release and chart, as the name of the objects.', { maxLength: 63 }),
    text('namespaceOverride', '', 'In place of the namespace of the release.', { maxLength: 63 }),
  ],
})

/** The Deployment. */
export const deployment: Section = {
  title: 'Pods',
  values: [
    whole('deployment.replicas', 2, 'Pods. One leads, the others wait to take over.'),
    texts('deployment.annotations', 'Annotations of the pods.'),
    texts('deployment.labels', 'Labels of the pods.'),
    port('deployment.containerPort', 8080, 'The port of the metrics.'),
    texts('deployment.nodeSelector', 'Labels that nodes must have.', { 'kubernetes.io/os': 'linux' }),
    objects('deployment.tolerations', 'Taints of nodes that do not matter.'),
    object('deployment.affinity', {}, 'Affinity of the pods.'),
    objects(
      'deployment.topologySpreadConstraints',
      'How pods are spread. One without a `labelSelector` is about the pods of this release.',
      [spread('topology.kubernetes.io/zone'), spread('kubernetes.io/hostname')],
    ),
    text('deployment.priorityClassName', '', 'Their priority class.'),
    toggle('deployment.hostNetwork', false, "Use the node's network."),
    choice(
      'deployment.dnsPolicy',
      'ClusterFirst',
      ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
      'How pods find names.',
    ),
    object(
      'deployment.strategy',
      {},
      'How pods are replaced. When empty, one after the other; without leader election the old one ends first.',
    ),
    whole(
      'deployment.terminationGracePeriodSeconds',
      30,
      'How long a pod may take to end. Calls under way get `flags.shutdown-grace` of it, 20 s; what is left is for the lease.',
    ),
    objects('deployment.extraEnvVars', 'Further environment variables.'),
    objects('deployment.extraVolumes', 'Further volumes.'),
    objects('deployment.extraVolumeMounts', 'Further mounts of the controller.'),
    objects('deployment.extraContainers', 'Containers beside the controller.'),
    objects('deployment.extraInitContainers', 'Containers before the controller.'),
    list('deployment.extraArgs', [], 'Further arguments of the controller, behind all others.'),
    object(
      'deployment.podSecurityContext',
      { runAsNonRoot: true, runAsUser: 65_532, runAsGroup: 65_532, seccompProfile: { type: 'RuntimeDefault' } },
      'What pods may do. Together with the next it satisfies the restricted Pod Security Standard.',
    ),
    object(
      'deployment.securityContext',
      {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        privileged: false,
        readOnlyRootFilesystem: true,
      },
      'What the controller may do.',
    ),
    object(
      'resources',
      { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '768Mi' } },
      'What the controller gets. It takes about 160 MiB for 200 objects, 250 MiB for 2,000 and 500 MiB for 10,000.',
      {
        properties: { requests: { type: 'object' }, limits: { type: 'object' }, claims: { type: 'array' } },
        additionalProperties: false,
      },
    ),
    toggle('podDisruptionBudget.create', true, 'Keep a pod while nodes are drained; only with more than one replica.'),
    {
      key: 'podDisruptionBudget.maxUnavailable',
      initial: 1,
      says: 'How many pods may be away: a number or a percentage.',
      schema: { type: ['integer', 'string'], pattern: '^[0-9]+%$', minimum: 0 },
    },
  ],
}
