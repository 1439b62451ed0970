import { flags } from '../../../packages/core/src/controller/program/table.ts'
import {
  type Controller,
  choice,
  type JsonSchema,
  list,
  object,
  type Section,
  text,
  toggle,
  type Value,
  whole,
} from '../value.ts'

const urlOrNothing = { pattern: '^(https?://[^/]+.*)?$' }

/** Where AWS is, and as whom it is asked. */
export const aws: Section = {
  title: 'AWS',
  values: [
    text(
      'aws.region',
      '',
      'Where AWS objects live by default. When empty, `AWS_REGION` of the pod, which EKS sets with a role.',
    ),
    text('aws.endpoint_url', '', "An address instead of AWS's own.", urlOrNothing),
    text('aws.identity_endpoint_url', '', 'The address of STS for the question who the controller is.', urlOrNothing),
    toggle('aws.allow_unsafe_aws_endpoint_urls', false, 'Let these two be http.'),
    text(
      'aws.credentials.secretName',
      '',
      'A Secret with a shared credentials file. Better give the service account a role.',
    ),
    text('aws.credentials.secretKey', 'credentials', 'The key of the file in it.', { minLength: 1 }),
    text('aws.credentials.profile', 'default', 'The profile of the file.', { minLength: 1 }),
    list(
      'resourceTags',
      [
        'services.k8s.aws/controller-version=%CONTROLLER_SERVICE%-%CONTROLLER_VERSION%',
        'services.k8s.aws/namespace=%K8S_NAMESPACE%',
        'app.kubernetes.io/managed-by=%MANAGED_BY%',
        'kro.run/kro-version=%KRO_VERSION%',
      ],
      'Tags of every AWS object, `key=value`.',
      { type: 'string', pattern: '^[^=]+=[^=]*$' },
    ),
    choice('deletionPolicy', 'delete', ['delete', 'retain'], 'What becomes of AWS objects whose objects are deleted.'),
  ],
}

const kindNames = ({ kinds, strange }: Controller): JsonSchema => ({ enum: [...kinds, ...strange] })

const perKind = (controller: Controller, key: string, least: number, says: string): Value =>
  object(key, {}, says, {
    propertyNames: kindNames(controller),
    additionalProperties: { type: ['integer', 'string'], pattern: '^[0-9]+$', minimum: least },
  })

/** Flags that the templates set from values of their own, and the one that a pod has no use for. */
const placed: ReadonlySet<string> = new Set([
  ...['kubeconfig', 'metrics-addr', 'healthz-addr', 'metrics-secure', 'metrics-cert-path'],
  ...['enable-leader-election', 'leader-election-namespace', 'enable-development-logging', 'log-level'],
  ...['aws-region', 'aws-endpoint-url', 'aws-identity-endpoint-url', 'allow-unsafe-aws-endpoint-urls'],
  ...[
    'resource-tags',
    'watch-namespace',
    'watch-selectors',
    'deletion-policy',
    'enable-carm',
    'enable-cross-namespace',
  ],
  ...['reconcile-default-resync-seconds', 'reconcile-resource-resync-seconds', 'reconcile-resources', 'feature-gates'],
  ...['reconcile-default-max-concurrent-syncs', 'reconcile-resource-max-concurrent-syncs'],
])

type AnyFlag = (typeof flags)[keyof typeof flags]

/** The flags that have no value of their own, and change something. */
export const further: readonly AnyFlag[] = Object.values(flags).filter(
  (flag) => !placed.has(flag.name) && flag.idle === undefined,
)

const idle = 'Accepted for ACK; changes nothing here.'
const gates = [
  ['ServiceLevelCARM', false, idle],
  ['TeamLevelCARM', false, idle],
  ['ReadOnlyResources', true, idle],
  ['ResourceAdoption', true, idle],
  ['IAMRoleSelector', false, 'Refuse objects that an IAMRoleSelector covers.'],
] as const

/** What is worked on, how often, and by whom. */
export const work = (controller: Controller): Section => ({
  title: 'Work',
  values: [
    choice(
      'installScope',
      'cluster',
      ['cluster', 'namespace'],
      'Work for all namespaces, or for `watchNamespace` only.',
    ),
    text(
      'watchNamespace',
      '',
      'With `installScope: namespace`: its namespaces, separated by commas; that of the release when empty.',
      { pattern: '^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(,[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*)?$' },
    ),
    text('watchSelectors', '', 'A label selector: objects it does not match are left alone.'),
    list(
      'reconcile.resources',
      [],
      "The kinds to work on; all when empty. Kinds that only ACK's controller has are passed over.",
      kindNames(controller),
    ),
    whole('reconcile.defaultResyncPeriod', 0, 'Seconds between two checks of a settled object; 0 is 60.'),
    perKind(controller, 'reconcile.resourceResyncPeriods', 0, 'The same by kind: `VPC: 300`.'),
    whole('reconcile.defaultMaxConcurrentSyncs', 0, 'Objects of a kind that are worked on at once; 0 is 1000.'),
    perKind(controller, 'reconcile.resourceMaxConcurrentSyncs', 1, 'The same by kind: `VPC: 10`.'),
  ],
})

/** How the process runs, what it says, and its further flags. */
export const running: Section = {
  title: 'Process',
  values: [
    toggle(
      'leaderElection.enabled',
      true,
      'Of several pods only the holder of a lease works. More than one replica needs it.',
    ),
    text('leaderElection.namespace', '', 'Where the lease is; the namespace of the release when empty.', {
      maxLength: 63,
    }),
    toggle('enableCrossNamespace', true, 'Let objects refer to objects in other namespaces.'),
    toggle('enableCARM', true, 'Accepted for ACK; objects are managed in the account of the controller only.'),
    ...gates.map(([gate, on, says]) => toggle(`featureGates.${gate}`, on, says)),
    toggle('log.enable_development_logging', false, 'Log lines for people instead of JSON, debug lines included.'),
    choice(
      'log.level',
      'info',
      ['debug', 'info', 'warn', 'error', 'dpanic', 'panic', 'fatal'],
      'The least serious lines to log.',
    ),
    object('flags', {}, 'Further flags of the controller by their names, as in `mass-deletion: allow`.', {
      properties: Object.fromEntries(further.map((flag) => [flag.name, { description: flag.help, ...schemaOf(flag) }])),
      additionalProperties: false,
    }),
  ],
}

function schemaOf({ form, sample = '' }: AnyFlag): JsonSchema {
  switch (form) {
    case 'switch':
      return { type: 'boolean' }
    case 'list':
      return { type: 'array', items: { type: 'string' } }
    case 'value':
      if (sample === 'n') return { type: 'integer', minimum: 0 }
      return sample.includes('|') ? { type: 'string', enum: sample.split('|') } : { type: 'string' }
  }
}
