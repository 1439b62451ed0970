import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { ClusterWorld } from '@windlass/simulator'
import { afterEach, expect, test } from 'vitest'
import { TestClock } from '../../../test/api.ts'
import { KubeClient } from '../../kube/client.ts'
import { silent } from '../../telemetry/observer.ts'
import { selfSigned } from './certificate.ts'
import { type Exposure, exposeMetrics } from './expose.ts'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const at = { host: '127.0.0.1', port: 0 }
const page = async () => ({ status: 200, type: 'text/plain', body: 'up 1\n' })

async function world(secure: Exposure['secure']) {
  const clock = new TestClock()
  const cluster = new ClusterWorld({ clock })
  cluster.accounts.add({ token: 'reads', username: 'prometheus', groups: [], paths: ['/metrics'] })
  cluster.accounts.add({ token: 'idles', username: 'stranger', groups: [], paths: [] })
  const client = new KubeClient({ transport: cluster.transport(), clock })
  const said: string[] = []
  const observer = { ...silent, log: ({ message }: { message: string }) => said.push(message) }
  const { signal } = new AbortController()
  const served = await exposeMetrics(page, { at, ...(secure && { secure }) }, { client, clock, observer, signal })
  closing.push(() => served.close())
  return { clock, cluster, served, said }
}

interface Got {
  readonly status: number | undefined
  readonly body: string
  readonly challenge: string | undefined
  readonly certificate: string
}

/** One request over TLS, whoever signed the certificate. */
function get(url: string, token?: string): Promise<Got> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/metrics`, { headers, rejectUnauthorized: false, agent: false }, (response) => {
      const shown = certificateOf(response.socket)
      let body = ''
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          body,
          challenge: response.headers['www-authenticate'],
          certificate: shown,
        }),
      )
    })
    sent.on('error', reject)
    sent.end()
  })
}

function certificateOf(socket: object): string {
  const encrypted = (one: object): one is TLSSocket => 'getPeerCertificate' in one
  return encrypted(socket) ? socket.getPeerCertificate().raw.toString('base64') : ''
}

/** The first certificate in a PEM text, as one line of Base64. */
const encoded = (pem: string) => pem.replace(/-----[A-Z ]+-----|\n/g, '')

function files(name = 'first') {
  const folder = mkdtempSync(join(tmpdir(), 'windlass-metrics-'))
  closing.push(() => rmSync(folder, { recursive: true, force: true }))
  const paths = { cert: join(folder, 'tls.crt'), key: join(folder, 'tls.key') }
  const write = (as: string) => {
    const pair = selfSigned([as], Date.UTC(2026, 0, 1))
    writeFileSync(paths.cert, pair.cert)
    writeFileSync(paths.key, pair.key)
    return encoded(pair.cert)
  }
  return { paths, write, first: write(name) }
}

test('without --metrics-secure metrics are for everybody, without TLS', async () => {
  const { served, cluster } = await world(undefined)
  expect(served.url).toMatch(/^http:/)
  expect(await (await fetch(`${served.url}/metrics`)).text()).toBe('up 1\n')
  expect(cluster.journal.entries()).toEqual([])
})

test('with it they are for those whom the cluster lets get /metrics, under a certificate of our own', async () => {
  const { served } = await world({})
  expect(served.url).toMatch(/^https:/)
  expect(await get(served.url, 'reads')).toMatchObject({ status: 200, body: 'up 1\n' })
  expect(await get(served.url)).toMatchObject({
    status: 401,
    challenge: 'Bearer realm="metrics"',
    body: 'Send the token of a service account: Authorization: Bearer TOKEN.\n',
  })
  expect(await get(served.url, 'guessed')).toMatchObject({ status: 401 })
  expect(await get(served.url, 'idles')).toMatchObject({
    status: 403,
    body: 'stranger may not get /metrics: bind it to a ClusterRole that allows it.\n',
  })
})

test('while the cluster does not answer, nobody gets them, and is told so', async () => {
  const { served, cluster } = await world({})
  cluster.faults.down()
  expect(await get(served.url, 'reads')).toMatchObject({
    status: 503,
    body: expect.stringContaining('could not be asked'),
  })
})

test('a certificate from files is shown, and its renewal without a restart', async () => {
  const { paths, write, first } = files()
  const { served, clock } = await world({ files: paths })
  expect((await get(served.url, 'reads')).certificate).toBe(first)
  const second = write('second')
  await clock.advance(10_000)
  await expect.poll(async () => (await get(served.url, 'reads').catch(() => undefined))?.certificate).toBe(second)
  const third = write('third')
  await clock.advance(10_000)
  await expect.poll(async () => (await get(served.url, 'reads').catch(() => undefined))?.certificate).toBe(third)
})

test('a renewal that cannot be used is reported, and the certificate before stays until one can', async () => {
  const { paths, write, first } = files()
  const { served, clock, said } = await world({ files: paths })
  writeFileSync(paths.cert, 'half of it')
  await clock.advance(10_000)
  await expect.poll(() => said.length).toBe(1)
  expect(said[0]).toMatch(/^The certificate before stays in use: .*tls\.crt and .*tls\.key cannot be used: /)
  expect((await get(served.url, 'reads')).certificate).toBe(first)
  const second = write('second')
  await clock.advance(10_000)
  await expect.poll(async () => (await get(served.url, 'reads').catch(() => undefined))?.certificate).toBe(second)
})

test('a certificate that cannot be used from the start is an error that names the files', async () => {
  const { paths } = files()
  rmSync(paths.key)
  await expect(world({ files: paths })).rejects.toThrow(paths.key)
})
