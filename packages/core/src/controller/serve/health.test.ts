import { afterEach, describe, expect, test } from 'vitest'
import { serveHealth } from './health.ts'
import { plain, type Served, serve } from './serve.ts'

const open: Served[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((served) => served.close()))
})

const loopback = { host: '127.0.0.1', port: 0 }

async function get(url: string): Promise<readonly [number, string]> {
  const response = await fetch(url)
  return [response.status, await response.text()]
}

describe('the probes', () => {
  const checks = { caches: undefined, credentials: 'AWS refused them' }

  test('list every check, and fail when one does', async () => {
    const served = await serveHealth(loopback, { live: async () => ({ loop: undefined }), ready: async () => checks })
    open.push(served)
    expect(await get(`${served.url}/healthz`)).toEqual([200, '[+]loop ok\nhealthz check passed\n'])
    expect(await get(`${served.url}/readyz`)).toEqual([
      500,
      '[+]caches ok\n[-]credentials failed: AWS refused them\nreadyz check failed\n',
    ])
  })

  test('answer for paths with a query, and know no others', async () => {
    const served = await serveHealth(loopback, { live: async () => ({}), ready: async () => ({}) })
    open.push(served)
    expect((await get(`${served.url}/readyz?verbose`))[0]).toBe(200)
    expect(await get(`${served.url}/metrics`)).toEqual([404, 'There is nothing at /metrics.\n'])
    expect((await get(`${served.url}/constructor`))[0]).toBe(404)
  })
})

test('a page that fails is an answer, not a crash', async () => {
  const served = await serve('metrics-addr', loopback, { '/metrics': () => Promise.reject(new Error('no registry')) })
  open.push(served)
  expect(await get(`${served.url}/metrics`)).toEqual([500, 'no registry\n'])
})

test('an address that is taken, or that is none of this machine, is refused by the name of its flag', async () => {
  const page = async () => ({ status: 200, type: plain, body: 'x' })
  const served = await serve('metrics-addr', loopback, { '/': page })
  open.push(served)
  const { port } = served
  await expect(serve('healthz-addr', { host: '127.0.0.1', port }, {})).rejects.toMatchObject({
    code: 'PortInUse',
    message: `Port ${port} of 127.0.0.1 is in use: choose another with --healthz-addr.`,
  })
  await expect(serve('healthz-addr', { host: '203.0.113.1', port: 0 }, {})).rejects.toThrow(
    '--healthz-addr 203.0.113.1',
  )
})
