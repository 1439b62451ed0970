import { describe, expect, test } from 'vitest'
import { type Flags, parseFlags } from './flags.ts'
import { FlagError } from './parse.ts'

const kinds = ['VPC', 'Subnet']
const options = { name: 'ec2-controller', version: '1.2.3', kinds, env: { AWS_REGION: 'us-west-2' } }

function flags(...args: readonly string[]): Flags {
  const read = parseFlags(args, options)
  if ('text' in read) throw new Error(read.text)
  return read
}

describe('without arguments', () => {
  const plain = flags()

  test('the addresses, the level and the region are those of ACK', () => {
    expect(plain).toMatchObject({
      metrics: { at: { host: '0.0.0.0', port: 8080 } },
      health: { host: '0.0.0.0', port: 8081 },
      log: { level: 'info', forPeople: false },
      region: 'us-west-2',
      requestTimeout: 60_000,
      deletionPolicy: 'delete',
      crossNamespace: true,
      namespaces: [],
      rateLimits: 'aws',
      quarantine: 300_000,
      warnings: [],
    })
    expect(plain.leaderElection).toBeUndefined()
    expect(plain.resourceTags.map(({ key }) => key)).toEqual([
      'services.k8s.aws/controller-version',
      'services.k8s.aws/namespace',
    ])
  })

  test('every kind runs, checked each minute, a thousand objects at once', () => {
    expect(plain.kinds).toEqual(kinds)
    expect(plain.interval('VPC')).toBe(60_000)
    expect(plain.workers('VPC')).toBe(1000)
  })
})

test.each<{ args: readonly string[]; said: object; because: string }>([
  { args: ['--log-level=panic'], said: { log: { level: 'fatal', forPeople: false } }, because: 'ACK knows panic' },
  {
    args: ['--metrics-addr', ':9090'],
    said: { metrics: { at: { host: '0.0.0.0', port: 9090 } } },
    because: 'Go takes it',
  },
  {
    args: ['--metrics-secure'],
    said: { metrics: { at: { host: '0.0.0.0', port: 8080 }, secure: {} } },
    because: 'without files the certificate is its own',
  },
  {
    args: ['--metrics-secure', '--metrics-cert-path=/certs', '--metrics-cert-key=key.pem'],
    said: { metrics: { secure: { files: { cert: '/certs/tls.crt', key: '/certs/key.pem' } } } },
    because: 'files are in a folder',
  },
  { args: ['--healthz-addr', '[::1]:1'], said: { health: { host: '::1', port: 1 } }, because: 'IPv6 has brackets' },
  { args: ['--enable-leader-election'], said: { leaderElection: {} }, because: 'a switch alone is on' },
  { args: ['--enable-cross-namespace=false'], said: { crossNamespace: false }, because: 'switches take a value' },
  { args: ['--enable-cross-namespace=F'], said: { crossNamespace: false }, because: 'Go takes one letter' },
  { args: ['--http-client-timeout', '1m30s'], said: { requestTimeout: 90_000 }, because: 'durations add up' },
  { args: ['--http-client-timeout', '0'], said: { requestTimeout: 0 }, because: 'zero is no limit' },
  { args: ['--watch-namespace', 'a, b'], said: { namespaces: ['a', 'b'] }, because: 'spaces do not count' },
  {
    args: [],
    said: {
      namespaceAnnotations: 'on',
      namespaceDeletionPolicy: 'floor',
      definitionDeletion: 'retain',
      massDeletion: 'slow',
      namespaceEndpoints: { hosts: [], unsafe: false },
    },
    because: 'tenants may do little unless a flag says more',
  },
  {
    args: ['--allow-namespace-endpoints', 'AWS.example.com, 10.0.0.1', '--allow-unsafe-aws-endpoint-urls'],
    said: { namespaceEndpoints: { hosts: ['aws.example.com', '10.0.0.1'], unsafe: true } },
    because: 'hosts have no case',
  },
  { args: ['--reconcile-resources', 'vpc'], said: { kinds: ['VPC'] }, because: 'case does not count' },
  {
    args: ['--reconcile-resources', 'CapacityReservation,VPC,Instance'],
    said: {
      kinds: ['VPC'],
      warnings: [
        '--reconcile-resources names kinds that this controller does not have: CapacityReservation, Instance. Their objects are left to whoever else manages them.',
      ],
    },
    because: "ACK's chart names every kind of ACK",
  },
  {
    args: ['--aws-endpoint-url', 'http://x', '--allow-unsafe-aws-endpoint-urls'],
    said: { endpoint: 'http://x' },
    because: 'it is allowed here',
  },
  {
    args: ['--resource-tags', 'a=1,b=2', '--resource-tags', 'c=3'],
    said: {
      resourceTags: [
        { key: 'a', format: '1' },
        { key: 'b', format: '2' },
        { key: 'c', format: '3' },
      ],
    },
    because: 'values replace the initial ones and add up',
  },
])('$args are understood: $because', ({ args, said }) => {
  expect(flags(...args)).toMatchObject(said)
})

test('one kind may be checked and worked on at its own pace', () => {
  const read = flags(
    '--reconcile-default-resync-seconds=600',
    '--reconcile-resource-resync-seconds=vpc=30',
    '--reconcile-resource-max-concurrent-syncs=Subnet=3',
  )
  expect([read.interval('VPC'), read.interval('Subnet')]).toEqual([30_000, 600_000])
  expect([read.workers('VPC'), read.workers('Subnet')]).toEqual([1000, 3])
})

test.each([
  { args: ['--nonsense'], says: '--nonsense' },
  { args: ['stray'], says: 'stray' },
  { args: ['--log-level', 'loud'], says: '--log-level must be one of' },
  { args: ['--metrics-cert-path', '/certs'], says: '--metrics-cert-path needs --metrics-secure' },
  { args: ['--metrics-addr', '8080'], says: '--metrics-addr must be host:port' },
  { args: ['--metrics-addr', 'h:70000'], says: '--metrics-addr must be host:port' },
  { args: ['--webhook-server-addr', 'h'], says: '--webhook-server-addr must be host:port' },
  { args: ['--enable-carm=maybe'], says: '--enable-carm must be true or false' },
  { args: ['--aws-endpoint-url', 'http://x'], says: '--aws-endpoint-url is not https' },
  { args: ['--aws-identity-endpoint-url', 'http://x'], says: '--aws-identity-endpoint-url is not https' },
  { args: ['--aws-endpoint-url', 'ec2'], says: '--aws-endpoint-url must be a URL' },
  { args: ['--http-client-timeout', '60'], says: '--http-client-timeout must be a duration' },
  { args: ['--resource-tags', 'a'], says: 'resource-tags' },
  { args: ['--watch-namespace', 'a,,b'], says: 'cannot be the name of a namespace' },
  { args: ['--watch-namespace', 'a,a'], says: 'names a twice' },
  { args: ['--watch-namespace', 'A'], says: 'cannot be the name of a namespace' },
  { args: ['--allow-namespace-endpoints', 'https://x'], says: 'which is no host' },
  { args: ['--allow-namespace-endpoints', 'a,,b'], says: 'which is no host' },
  { args: ['--namespace-annotations', 'no'], says: '--namespace-annotations must be one of on, off' },
  {
    args: ['--namespace-deletion-policy', 'retain'],
    says: '--namespace-deletion-policy must be one of floor, default',
  },
  { args: ['--definition-deletion', 'delete'], says: '--definition-deletion must be one of retain, default' },
  { args: ['--mass-deletion', 'off'], says: '--mass-deletion must be one of slow, allow' },
  { args: ['--deletion-policy', 'keep'], says: '--deletion-policy must be one of delete, retain' },
  { args: ['--reconcile-default-max-concurrent-syncs', '0'], says: 'of at least 1' },
  { args: ['--reconcile-default-resync-seconds', '-1'], says: 'of at least 0' },
  { args: ['--reconcile-resource-resync-seconds', 'Bucket=1'], says: 'names the kind "Bucket"' },
  { args: ['--reconcile-resource-resync-seconds', 'VPC'], says: 'Kind=number' },
  { args: ['--reconcile-resources', 'Bucket'], says: 'names the kind "Bucket"' },
  { args: ['--feature-gates', 'Nope=true'], says: 'names the gate "Nope"' },
  { args: ['--feature-gates', 'ResourceAdoption'], says: 'Name=true or Name=false' },
  { args: ['--aws-region', ''], says: '--aws-region is missing' },
])('$args are refused in one line', ({ args, says }) => {
  const failure = (() => {
    try {
      return flags(...args)
    } catch (error) {
      return error
    }
  })()
  expect(failure).toBeInstanceOf(Error)
  const message = failure instanceof Error ? failure.message : ''
  expect(message).toContain(says)
  expect(message).not.toContain('\n')
})

test('a flag that changes nothing is accepted, and says so when it is set', () => {
  const { warnings } = flags('--enable-webhook-server', '--feature-gates=ResourceAdoption=true,TeamLevelCARM=true')
  expect(warnings).toHaveLength(2)
  expect(warnings.join(' ')).toMatch(/--enable-webhook-server has no effect.*TeamLevelCARM=true has no effect/)
})

test('the gate of IAMRoleSelectors is obeyed, and off unless it is set', () => {
  expect(flags()).toMatchObject({ roleSelectors: false, warnings: [] })
  expect(flags('--feature-gates=IAMRoleSelector=true')).toMatchObject({ roleSelectors: true, warnings: [] })
  expect(flags('--feature-gates=IAMRoleSelector=true,IAMRoleSelector=false')).toMatchObject({ roleSelectors: false })
})

test('help and version are answers, not errors', () => {
  for (const args of [['--help'], ['--version']]) expect(parseFlags(args, options)).toHaveProperty('text')
  expect(() => parseFlags(['--helpp'], options)).toThrow(FlagError)
})
