import { type ChildProcess, spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** An etcd and a kube-apiserver for the tests that want real ones. */
interface ControlPlane {
  readonly kubeconfig: string
  end(): Promise<void>
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

/**
 * What vitest runs before the cluster suite: an empty control plane from the programs in `$KUBEBUILDER_ASSETS`, which tests
 * find through `$KUBECONFIG`. The function it gives ends the control plane and removes its files.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const assets = process.env.KUBEBUILDER_ASSETS ?? ''
  for (const name of ['etcd', 'kube-apiserver'])
    if (!existsSync(join(assets, name))) throw new Error(`$KUBEBUILDER_ASSETS (${assets}) holds no ${name}.`)
  const plane = await start(assets)
  process.env.KUBECONFIG = plane.kubeconfig
  return () => plane.end()
}

async function start(assets: string): Promise<ControlPlane> {
  const folder = mkdtempSync(join(tmpdir(), 'windlass-cluster-'))
  const children: ChildProcess[] = []
  const end = async () => {
    await Promise.all(children.map(ended))
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const [client, peer, port] = await Promise.all([freePort(), freePort(), freePort()])
    children.push(run(folder, join(assets, 'etcd'), etcdFlags(folder, client, peer)))
    children.push(run(folder, join(assets, 'kube-apiserver'), serverFlags(folder, client, port)))
    const kubeconfig = await ready(folder, port, children)
    return { kubeconfig, end }
  } catch (error) {
    await end()
    throw error
  }
}

function etcdFlags(folder: string, client: number, peer: number): readonly string[] {
  const url = (port: number) => `http://127.0.0.1:${port}`
  return [
    ...['--data-dir', join(folder, 'etcd'), '--unsafe-no-fsync', '--log-level', 'error'],
    ...['--listen-client-urls', url(client), '--advertise-client-urls', url(client)],
    ...['--listen-peer-urls', url(peer), '--initial-advertise-peer-urls', url(peer)],
    ...['--initial-cluster', `default=${url(peer)}`],
  ]
}

function serverFlags(folder: string, etcd: number, port: number): readonly string[] {
  const key = join(folder, 'accounts.key')
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  writeFileSync(key, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 })
  writeFileSync(join(folder, 'tokens.csv'), 'admin-token,admin,admin,system:masters\n', { mode: 0o600 })
  mkdirSync(join(folder, 'pki'))
  return [
    ...['--etcd-servers', `http://127.0.0.1:${etcd}`, '--bind-address', '127.0.0.1', '--secure-port', String(port)],
    ...['--cert-dir', join(folder, 'pki'), '--token-auth-file', join(folder, 'tokens.csv')],
    ...['--service-account-key-file', key, '--service-account-signing-key-file', key],
    ...['--service-account-issuer', 'https://kubernetes.default.svc', '--service-cluster-ip-range', '10.96.0.0/16'],
    ...['--authorization-mode', 'RBAC', '--disable-admission-plugins', 'ServiceAccount'],
  ]
}

function run(folder: string, program: string, flags: readonly string[]): ChildProcess {
  const child = spawn(program, flags, { stdio: ['ignore', 'pipe', 'pipe'] })
  const log = createWriteStream(join(folder, 'log'), { flags: 'a' })
  child.stdout.pipe(log, { end: false })
  child.stderr.pipe(log, { end: false })
  return child
}

async function ready(folder: string, port: number, children: readonly ChildProcess[]): Promise<string> {
  const authority = join(folder, 'pki', 'apiserver.crt')
  for (let tries = 0; tries < 240; tries++) {
    if (children.some(({ exitCode }) => exitCode !== null)) break
    if (existsSync(authority) && (await answers(port, readFileSync(authority, 'utf8')))) {
      const file = join(folder, 'kubeconfig')
      writeFileSync(file, kubeconfig(port, authority), { mode: 0o600 })
      return file
    }
    await pause(250)
  }
  throw new Error(`The API server did not become ready: ${readFileSync(join(folder, 'log'), 'utf8').slice(-2000)}`)
}

async function answers(port: number, ca: string): Promise<boolean> {
  try {
    const headers = { authorization: 'Bearer admin-token' }
    return (await fetch(`https://127.0.0.1:${port}/readyz`, { headers, tls: { ca } })).ok
  } catch {
    return false
  }
}

function kubeconfig(port: number, authority: string): string {
  const cluster = { server: `https://127.0.0.1:${port}`, 'certificate-authority': authority }
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster }],
    users: [{ name: 'admin', user: { token: 'admin-token' } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin', namespace: 'default' } }],
    'current-context': 'test',
  })
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done()
    child.once('exit', () => done())
    child.kill('SIGKILL')
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
