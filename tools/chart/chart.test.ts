import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { absent, chart, helm, helms, operator, rendered } from './helm.ts'

const programs = helms()
const charts = [{ path: 'ec2-controller/chart' }, { path: 'efs-controller/chart' }]
const bare = { crds: { enabled: false } }

/** Everything that can be switched on. */
const full = {
  ...bare,
  aws: { region: 'eu-west-1', endpoint_url: 'http://aws.test:4566', allow_unsafe_aws_endpoint_urls: true },
  networkPolicy: { create: true },
  metrics: { secure: true, serviceMonitor: { create: true }, prometheusRule: { create: true } },
}

/** What a user of ACK's chart may have, every value at what it is in ACK's own file. Source: `helm/values.yaml` of aws-controllers-k8s/ec2-controller. */
const ofAck = (service: string, resources: readonly string[]) => ({
  image: {
    repository: `public.ecr.aws/aws-controllers-k8s/${service}-controller`,
    tag: '1.20.0',
    pullPolicy: 'IfNotPresent',
    pullSecrets: [],
  },
  nameOverride: '',
  fullnameOverride: '',
  deployment: {
    ...{ annotations: {}, labels: {}, containerPort: 8080, replicas: 1, nodeSelector: { 'kubernetes.io/os': 'linux' } },
    ...{ tolerations: [], affinity: {}, priorityClassName: '', hostNetwork: false, dnsPolicy: 'ClusterFirst' },
    ...{ strategy: {}, extraVolumes: [], extraVolumeMounts: [], extraEnvVars: [] },
  },
  role: { labels: {} },
  metrics: { service: { create: false, type: 'ClusterIP' } },
  resources: { requests: { memory: '64Mi', cpu: '50m' }, limits: { memory: '128Mi', cpu: '100m' } },
  aws: {
    ...{ region: 'eu-west-1', endpoint_url: '', identity_endpoint_url: '', allow_unsafe_aws_endpoint_urls: false },
    credentials: { secretName: '', secretKey: 'credentials', profile: 'default' },
  },
  log: { enable_development_logging: false, level: 'info' },
  installScope: 'cluster',
  watchNamespace: '',
  watchSelectors: '',
  resourceTags: ['services.k8s.aws/namespace=%K8S_NAMESPACE%', 'kro.run/kro-version=%KRO_VERSION%'],
  deletionPolicy: 'delete',
  reconcile: {
    ...{ defaultResyncPeriod: 36_000, resourceResyncPeriods: {}, defaultMaxConcurrentSyncs: 1 },
    ...{ resourceMaxConcurrentSyncs: {}, resources },
  },
  serviceAccount: { create: true, name: `ack-${service}-controller`, annotations: {} },
  leaderElection: { enabled: false, namespace: '' },
  enableCARM: true,
  enableCrossNamespace: true,
  featureGates: {
    ...{ ServiceLevelCARM: false, TeamLevelCARM: false, ReadOnlyResources: true, ResourceAdoption: true },
    IAMRoleSelector: false,
  },
})
const kindsOfAck: Readonly<Record<string, readonly string[]>> = {
  ec2: ['CapacityReservation', 'DHCPOptions', 'FlowLog', 'InternetGateway', 'ManagedPrefixList', 'VPC'],
  efs: ['AccessPoint', 'FileSystem', 'MountTarget'],
}

const snapshot = (name: string) => join(import.meta.dirname, 'snapshot', `${name}.yaml`)

describe.skipIf(programs.length === 0).each(programs.length === 0 ? [absent] : programs)(
  'with helm $version',
  (program) => {
    test.each([...charts, { path: 'ec2-controller/crds' }, { path: 'efs-controller/crds' }])(
      '$path has nothing to complain about',
      async ({ path }) => {
        const report = await helm(program, ['lint', '--strict', chart(path)])
        expect(report).toContain('1 chart(s) linted, 0 chart(s) failed')
        expect(report).not.toMatch(/\[(WARNING|ERROR)\]/)
      },
    )

    test.each([
      { name: 'plain', path: 'efs-controller/chart', values: bare },
      { name: 'full', path: 'efs-controller/chart', values: full },
      {
        name: 'namespace',
        path: 'efs-controller/chart',
        values: { ...bare, installScope: 'namespace', watchNamespace: 'a,b' },
      },
    ])('what is installed is as it was: $name', async ({ name, path, values }) => {
      // Without the texts of the rules, which follow from a table of their own.
      const text = (await rendered(program, path, values, ...operator)).replace(
        /^spec:\n +# Made by[\s\S]*?(?=^---)/m,
        '',
      )
      const sorted = text
        .split(/^---\n/m)
        .map((one) => `${one.trim()}\n`)
        .sort()
      await expect(sorted.filter((one) => one.trim() !== '').join('---\n')).toMatchFileSnapshot(snapshot(name))
    })

    test.each(['ec2', 'efs'])('the values of the chart of ACK for %s are taken as they are', async (service) => {
      const values = ofAck(service, kindsOfAck[service] ?? [])
      const text = await rendered(program, `${service}-controller/chart`, { ...values, ...bare })
      expect(text).toContain('--reconcile-default-resync-seconds=36000')
      expect(text).toContain('replicas: 1')
      // One pod without a lease: two must never work at once, not even while one takes the place of the other.
      expect(text).toContain('type: Recreate')
      expect(text).not.toContain('FlowLog')
    })

    test.each(charts)('$path: pods keep to the restricted Pod Security Standard', async ({ path }) => {
      const objects = parseAllDocuments(await rendered(program, path, bare)).map((document) => document.toJS())
      const pod = objects.find((each) => each?.kind === 'Deployment').spec.template.spec
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
      expect(pod.containers).toHaveLength(1)
      expect(pod.containers[0].securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
      })
      expect([pod.hostNetwork, pod.hostIPC, pod.hostPID, pod.volumes]).toEqual([false, false, false, undefined])
    })

    test('monitors and rules are left out where the cluster does not know them', async () => {
      const text = await rendered(program, 'ec2-controller/chart', full)
      expect(text).not.toMatch(/kind: (ServiceMonitor|PrometheusRule)/)
      expect(text).toContain('name: ec2-controller-metrics')
    })

    test('the network policy opens the port of an endpoint that is set', async () => {
      const text = await rendered(program, 'ec2-controller/chart', full)
      expect(text).toMatch(/- port: 6443\n +protocol: TCP\n +- port: 4566/)
    })

    test.each(charts)(
      '$path: definitions are kept when it is uninstalled, and are those of its kinds',
      async ({ path }) => {
        const objects = parseAllDocuments(await rendered(program, path)).map((document) => document.toJS())
        const crds = objects.filter((each) => each?.kind === 'CustomResourceDefinition')
        const groups = new Set(crds.map(({ spec }) => spec.group))
        expect([...groups].sort()).toEqual([`${path.slice(0, 3)}.services.k8s.aws`, 'services.k8s.aws'])
        for (const { metadata } of crds) expect(metadata.annotations).toEqual({ 'helm.sh/resource-policy': 'keep' })
      },
    )
  },
)
