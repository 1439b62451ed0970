import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { open } from './open.ts'

const kinds = join(import.meta.dirname, '../../../examples/sqs/src/kinds.ts')

/** An empty folder, and the command as the author of a package would use it there. */
async function desk() {
  const folder = mkdtempSync(join(tmpdir(), 'windlass-generate-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const { use } = await open()
  const file = (name: string) => join(folder, name)
  const generate = (...args: readonly string[]) => use('generate', kinds, '--out', folder, ...args)
  return { file, generate, use, read: (name: string) => readFileSync(file(name), 'utf8') }
}

test('definitions, roles, the IAM policy and a page are made from the kinds that a module exports', async () => {
  const { generate, read } = await desk()
  expect(await generate()).toMatchObject({ code: 0, err: '' })
  const queue = parse(read('crds/sqs.services.k8s.aws_queues.yaml'))
  expect(queue).toMatchObject({ metadata: { name: 'queues.sqs.services.k8s.aws' }, spec: { names: { kind: 'Queue' } } })
  // Source: the documentation of CreateQueueRequest in @aws-sdk/client-sqs.
  expect(read('crds/sqs.services.k8s.aws_queues.yaml')).toContain('The name of the new queue.')
  expect(read('iam/full.json')).toContain('"sns:Subscribe"')
  expect(read('rbac/windlass-example-sqs.yaml')).toContain('queues/status')
  expect(read('docs/kinds.md')).toContain('### Subscription')
})

test('the roles are those of the controller that is named', async () => {
  const { file, generate } = await desk()
  expect(await generate('--controller', 'messaging')).toMatchObject({ code: 0 })
  expect(existsSync(file('rbac/messaging.yaml'))).toBe(true)
})

test('--check says which files are not as they should be, and writes none', async () => {
  const { file, generate, read } = await desk()
  await generate()
  expect(await generate('--check')).toEqual({ code: 0, out: '', err: '' })
  appendFileSync(file('iam/full.json'), ' ')
  rmSync(file('docs/kinds.md'))
  writeFileSync(file('crds/former.yaml'), read('crds/sns.services.k8s.aws_topics.yaml'))
  const { code, out, err } = await generate('--check')
  expect([code, out]).toEqual([1, 'crds/former.yaml\ndocs/kinds.md\niam/full.json\n'])
  expect(err).toContain('without --check')
  expect(existsSync(file('docs/kinds.md'))).toBe(false)
  await generate()
  expect(await generate('--check')).toMatchObject({ code: 0 })
  expect(existsSync(file('crds/former.yaml'))).toBe(false)
})

test('what a person has put beside the definitions stays', async () => {
  const { file, generate } = await desk()
  await generate()
  writeFileSync(file('crds/kustomization.yaml'), 'resources: []\n')
  expect(await generate('--check')).toMatchObject({ code: 0 })
  await generate()
  expect(existsSync(file('crds/kustomization.yaml'))).toBe(true)
})

test('a file of a person is not written over', async () => {
  const { file, generate, read } = await desk()
  mkdirSync(file('docs'))
  writeFileSync(file('docs/kinds.md'), 'My own page.\n')
  const { code, err } = await generate()
  expect([code, err]).toEqual([2, expect.stringContaining('docs/kinds.md is not a generated file')])
  expect(read('docs/kinds.md')).toBe('My own page.\n')
  expect(existsSync(file('iam/policy.json'))).toBe(false)
})

test.each([
  { module: 'nothing.ts', says: 'There is no file' },
  { module: join(import.meta.dirname, '../src/problem.ts'), says: 'exports no kinds' },
  { module: join(import.meta.dirname, 'twice.ts'), says: 'VPC and VPC are both vpcs.ec2.services.k8s.aws.' },
])(
  'a module without kinds, or whose kinds do not go together, is refused in a sentence: $says',
  async ({ module, says }) => {
    const { use } = await desk()
    const { code, err } = await use('generate', module)
    expect([code, err]).toEqual([2, expect.stringContaining(says)])
  },
)

test('options about a cluster are refused, because none is asked', async () => {
  const { generate } = await desk()
  expect(await generate('--context', 'production')).toMatchObject({
    code: 2,
    err: expect.stringContaining('asks no cluster'),
  })
})
