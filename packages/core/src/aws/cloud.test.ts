import { expect, test } from 'vitest'
import { TestClock } from '../../test/clock.ts'
import { never, operation, scope, sdkError, service } from '../../test/service.ts'
import type { Connection, Service } from '../kind/service.ts'
import { sdkCloud } from './cloud.ts'
import { Handler } from './handler.ts'

function setup() {
  const clock = new TestClock()
  const open = new Map<Connection, number>()
  const settings: Connection[] = []
  const refusals: string[] = []
  const counting: Service = {
    ...service,
    connect(connection) {
      settings.push(connection)
      open.set(connection, 0)
      return {
        send: async () => {
          open.set(connection, (open.get(connection) ?? 0) + 1)
          if (refusals.length > 0) throw sdkError(refusals.shift() ?? '', 400)
          return { Region: connection.region }
        },
        destroy: () => open.delete(connection),
      }
    },
  }
  const credentials = async () => ({ accessKeyId: 'key', secretAccessKey: 'secret' })
  const cloud = sdkCloud({
    clock,
    userAgent: 'windlass/0.1.0',
    credentialsFor: ({ role }) => (role ? credentials : undefined),
  })
  const send = (more: object = {}) =>
    cloud.send(counting, { ...scope, ...more }, new (operation('DescribeVpcs'))({}), never)
  return { clock, open, settings, cloud, send, credentials, refusals }
}

test('one client serves a scope, and never repeats a call by itself', async () => {
  const { open, settings, cloud, send } = setup()
  expect(await send()).toEqual({ Region: 'eu-west-1' })
  await send()
  expect([...open.values()]).toEqual([2])
  expect(settings).toEqual([
    {
      region: 'eu-west-1',
      credentials: undefined,
      maxAttempts: 1,
      requestHandler: expect.any(Handler),
      customUserAgent: 'windlass/0.1.0',
    },
  ])
  cloud.destroy()
})

test('roles, regions and endpoints have clients of their own', async () => {
  const { open, settings, cloud, send, credentials } = setup()
  await send()
  await send({ region: 'us-east-1' })
  await send({ role: 'arn:aws:iam::1:role/a' })
  await send({ endpoint: 'http://localhost:4566' })
  expect(open.size).toBe(4)
  expect(await settings[2]?.credentials?.()).toEqual(await credentials())
  expect(settings[1]?.credentials).toBeUndefined()
  expect(settings[3]?.endpoint).toBe('http://localhost:4566')
  cloud.destroy()
  expect(open.size).toBe(0)
})

test('a client that nobody used for an hour is closed', async () => {
  const { clock, open, cloud, send } = setup()
  await send()
  await send({ region: 'us-east-1' })
  await clock.advance(3_000_000)
  await send()
  await clock.advance(700_000)
  expect([...open.keys()].map(({ region }) => region)).toEqual(['eu-west-1'])
  await clock.advance(7_200_000)
  expect(open.size).toBe(0)
  expect(clock.timers).toBe(0)
  await send()
  expect(open.size).toBe(1)
  cloud.destroy()
  expect(clock.timers).toBe(0)
})

test.each([
  { code: 'ExpiredToken', clients: 2, because: 'new credentials may cure it' },
  { code: 'UnauthorizedOperation', clients: 1, because: 'new credentials cure nothing' },
])('after $code there have been $clients clients: $because', async ({ code, clients }) => {
  const { open, settings, cloud, send, refusals } = setup()
  refusals.push(code)
  await expect(send()).rejects.toThrow()
  await send()
  expect(settings).toHaveLength(clients)
  expect(open.size).toBe(1)
  cloud.destroy()
})
