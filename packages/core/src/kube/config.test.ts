import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { KubeConfigError, loadKubeConnection } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, text)
  return path
}

const config = (server: string, user = '{token: secret}') => `
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "${server}", certificate-authority-data: "Q0E="}}]
users: [{name: u, user: ${user}}]
contexts: [{name: x, context: {cluster: c, user: u, namespace: team}}, {name: empty, context: {cluster: no, user: no}}]
current-context: x
`

test('the flag comes before the environment, and that before the home folder', async () => {
  const [flag, variable] = [file('flag', config('https://flag/')), file('env', config('https://env'))]
  const home = join(folder, 'home')
  file('home/.kube/config', config('https://home'))
  const env = { HOME: home, KUBECONFIG: [join(folder, 'absent'), variable].join(delimiter) }
  expect(await loadKubeConnection({ file: flag, env })).toMatchObject({
    server: 'https://flag',
    source: flag,
    namespace: 'team',
  })
  expect(await loadKubeConnection({ env })).toMatchObject({ server: 'https://env', source: variable })
  expect((await loadKubeConnection({ env: { HOME: home } })).server).toBe('https://home')
})

test('credentials carry the token and the certificates as text', async () => {
  const connection = await loadKubeConnection({ file: file('token', config('https://c')), env: {} })
  expect(await connection.credentials()).toEqual({
    headers: { Authorization: 'Bearer secret' },
    ca: 'CA',
    cert: undefined,
    key: undefined,
    rejectUnauthorized: true,
    servername: undefined,
  })
})

test('a rotated token is seen as soon as fresh credentials are asked for', async () => {
  const tokenFile = file('rotating', 'one\n')
  const user = `{auth-provider: {name: tokenFile, config: {tokenFile: "${tokenFile}"}}}`
  const connection = await loadKubeConnection({ file: file('rotated', config('https://c', user)), env: {} })
  expect((await connection.credentials()).headers.Authorization).toBe('Bearer one')
  file('rotating', 'two\n')
  expect((await connection.credentials({ fresh: true })).headers.Authorization).toBe('Bearer two')
})

test.each([
  {
    options: { env: { HOME: '/nowhere' } },
    code: 'NotFound',
    text: 'No Kubernetes cluster is configured',
    because: 'nothing is there',
  },
  {
    options: { file: '/nowhere/config', env: {} },
    code: 'NotFound',
    text: '--kubeconfig names /nowhere/config',
    because: 'the flag names no file',
  },
  {
    options: { env: { KUBECONFIG: '/nowhere/a' } },
    code: 'NotFound',
    text: '$KUBECONFIG names /nowhere/a',
    because: 'the variable names no file',
  },
  {
    options: { file: file('broken', '{{{'), env: {} },
    code: 'Broken',
    text: 'is not a valid kubeconfig',
    because: 'it is no YAML',
  },
  {
    options: { file: file('ok', config('https://c')), context: 'y', env: {} },
    code: 'Incomplete',
    text: 'has no context "y"',
    because: 'the context is unknown',
  },
  {
    options: { file: file('ok', config('https://c')), context: 'empty', env: {} },
    code: 'Incomplete',
    text: 'names no user',
    because: 'the context points nowhere',
  },
])('$code is said in a sentence: $because', async ({ options, code, text }) => {
  const error: unknown = await loadKubeConnection(options).catch((failure: unknown) => failure)
  expect(error).toBeInstanceOf(KubeConfigError)
  expect(error).toMatchObject({ code })
  expect(String(error)).toContain(text)
})

test('credentials that cannot be had are an error that names the file', async () => {
  const user = '{exec: {apiVersion: client.authentication.k8s.io/v1, command: /nowhere/plugin, interactiveMode: Never}}'
  const path = file('exec', config('https://c', user))
  const connection = await loadKubeConnection({ file: path, env: {} })
  const error = await connection.credentials().catch((failure: unknown) => failure)
  expect(error).toBeInstanceOf(KubeConfigError)
  expect(String(error)).toContain(path)
})
