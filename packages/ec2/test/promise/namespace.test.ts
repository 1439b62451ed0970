import { KubeError, type KubeRequest } from '@windlass/core/kube'
import { condition, type Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { ground, synced, vpcManifest } from './ground.ts'
import { annotated, exposed, founded, type Weather } from './weather.ts'

const list = ({ path }: KubeRequest) => path === '/api/v1/namespaces'
const single = ({ path }: KubeRequest) => path === '/api/v1/namespaces/default'
const account = 'system:serviceaccount:ack-system:ec2-controller'

/** What an API server with RBAC answers (k8s.io/apiserver, `responsewriters.Forbidden`). */
const forbidden = (verb: string, name = '') =>
  new KubeError(
    403,
    'Forbidden',
    `namespaces${name} is forbidden: User "${account}" cannot ${verb} resource "namespaces" in API group "" at the cluster scope`,
  )

const failures: readonly (readonly [string, Weather])[] = [
  ['takes 20 seconds', (request) => (list(request) ? 20_000 : undefined)],
  ['fails with 500', (request) => (list(request) ? new KubeError(500, 'InternalError', 'etcd is away') : undefined)],
  ['is throttled', (request) => (list(request) ? new KubeError(429, 'TooManyRequests', 'slow down') : undefined)],
  ['is refused', (request) => (list(request) ? forbidden('list') : undefined)],
]

const made = (stage: Stage, region: string) =>
  stage.aws
    .at(stage.aws.account, region)
    .tables.vpcs.all()
    .filter(({ CidrBlock }) => CidrBlock === '10.7.0.0/16').length

test.each(failures)('a namespace that keeps its objects keeps them while the list of namespaces %s', async (_, bad) => {
  const { stage } = await ground()
  await annotated(stage, 'default', { 'ec2.services.k8s.aws/deletion-policy': 'retain' })
  const first = stage.start()
  await stage.apply(vpcManifest)
  const id = String((await stage.synced('VPC', 'main')).status?.vpcID)
  await first.stop()
  await stage.delete('VPC', 'main')
  let over = false
  exposed(stage, (request) => (over ? undefined : bad(request)))
  stage.start()
  await stage.clock.advance(60_000)
  expect(stage.aws.at().tables.vpcs.get(id)).toBeDefined()
  over = true
  await stage.gone('VPC', 'main', 60_000)
  expect(stage.aws.at().tables.vpcs.get(id)).toBeDefined()
})

test.each(failures)('nothing is made in the wrong region while the list of namespaces %s', async (_, bad) => {
  const { stage } = await ground()
  await annotated(stage, 'default', { 'services.k8s.aws/default-region': 'eu-west-1' })
  let over = false
  exposed(stage, (request) => (over ? undefined : bad(request)))
  stage.start()
  await stage.apply(vpcManifest)
  await stage.clock.advance(90_000)
  over = true
  await stage.synced('VPC', 'main', 60_000)
  expect({ home: made(stage, stage.aws.region), away: made(stage, 'eu-west-1') }).toEqual({ home: 0, away: 1 })
})

test('an object says which permission is missing, by the words of the API server', async () => {
  const { stage } = await ground()
  exposed(stage, (request) => (list(request) ? forbidden('list') : undefined))
  stage.start()
  await stage.apply(vpcManifest)
  const object = await stage.untilCondition('VPC', 'main', 'ACK.Recoverable', 'True', 30_000)
  const said = condition(object, 'ACK.Recoverable')
  expect(said?.reason).toBe('NamespaceUnknown')
  expect(said?.message).toContain(`User "${account}" cannot list resource "namespaces"`)
  expect(made(stage, stage.aws.region)).toBe(0)
})

test('an object of a namespace that the watch has not shown yet waits for it', async () => {
  const { stage } = await ground()
  let cut = true
  exposed(stage, (request) => (cut && list(request) && request.query?.watch !== undefined ? 40_000 : undefined))
  stage.start()
  await stage.clock.advance(5000)
  founded(stage, 'late', { 'services.k8s.aws/default-region': 'eu-west-1' })
  await stage.apply(vpcManifest.replace('name: main', 'name: main, namespace: late'))
  await stage.clock.advance(20_000)
  expect(made(stage, stage.aws.region)).toBe(0)
  expect(await synced(stage, 'VPC', 'main')).toMatchObject({ status: 'False', reason: 'NamespaceUnknown' })
  cut = false
  await stage.until(async () => made(stage, 'eu-west-1') === 1, 60_000)
  expect(made(stage, stage.aws.region)).toBe(0)
})

test('a controller of one namespace reads that one alone, and hears of its annotations within a minute', async () => {
  const { stage } = await ground()
  exposed(stage, (request) => (list(request) ? forbidden('list') : undefined))
  await annotated(stage, 'default', { 'services.k8s.aws/default-region': 'eu-west-1' })
  stage.start({ namespaces: ['default'] })
  await stage.apply(vpcManifest)
  const object = await stage.synced('VPC', 'main')
  expect(made(stage, 'eu-west-1')).toBe(1)
  await annotated(stage, 'default', { 'ec2.services.k8s.aws/deletion-policy': 'retain' })
  await stage.clock.advance(65_000)
  await stage.delete('VPC', 'main')
  await stage.gone('VPC', 'main', 30_000)
  expect(stage.aws.at(stage.aws.account, 'eu-west-1').tables.vpcs.get(String(object.status?.vpcID))).toBeDefined()
})

test('a controller of one namespace that may not read it waits, and says what it lacks', async () => {
  const { stage } = await ground()
  let allowed = false
  exposed(stage, (request) =>
    list(request) ? forbidden('list') : !allowed && single(request) ? forbidden('get', ' "default"') : undefined,
  )
  stage.start({ namespaces: ['default'] })
  await stage.apply(vpcManifest)
  const object = await stage.untilCondition('VPC', 'main', 'ACK.Recoverable', 'True', 30_000)
  expect(condition(object, 'ACK.Recoverable')?.message).toContain(`User "${account}" cannot get resource "namespaces"`)
  expect(made(stage, stage.aws.region)).toBe(0)
  allowed = true
  await stage.synced('VPC', 'main', 90_000)
})

test('where namespaces cannot be read at all, a flag says that they carry nothing', async () => {
  const { stage } = await ground()
  exposed(stage, (request) => (list(request) || single(request) ? forbidden('get') : undefined))
  stage.start({ namespaces: ['default'], namespaceAnnotations: 'off' })
  await stage.apply(vpcManifest)
  await stage.synced('VPC', 'main', 30_000)
  await stage.delete('VPC', 'main')
  await stage.gone('VPC', 'main', 60_000)
  expect(made(stage, stage.aws.region)).toBe(0)
})
