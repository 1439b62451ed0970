import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecure } from 'node:https'
import { createServer as createPlain, type Socket } from 'node:net'
import { CreateVpcCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { TestClock } from '../../test/clock.ts'
import { service as base, never, scope } from '../../test/service.ts'
import { selfSigned } from '../controller/serve/certificate.ts'
import type { Service } from '../kind/service.ts'
import { silent } from '../telemetry/observer.ts'
import { Caller } from './caller.ts'
import { type SdkCloud, sdkCloud } from './cloud.ts'
import type { AwsError } from './error.ts'
import { Limiter } from './limit.ts'

const service: Service = { ...base, connect: (settings) => new EC2Client(settings) }
const writing = { operation: CreateVpcCommand, input: { CidrBlock: '10.0.0.0/16' } }
const reading = { operation: DescribeVpcsCommand, input: {} }
const keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'not-a-secret' }

let cloud: SdkCloud
let caller: Caller
const servers: { close(): unknown }[] = []
const sockets = new Set<Socket>()

beforeEach(() => {
  const clock = new TestClock()
  const credentialsFor = () => async () => keys
  cloud = sdkCloud({ clock, userAgent: 'windlass/test', credentialsFor, requestTimeout: 300, connectionTimeout: 300 })
  caller = new Caller({ cloud, limiter: new Limiter({ clock }), clock, observer: silent })
})
afterEach(() => {
  cloud.destroy()
  for (const socket of sockets) socket.destroy()
  for (const server of servers.splice(0)) server.close()
})

/** The port of a server that listens from now on. */
async function listening(server: Server | ReturnType<typeof createPlain>): Promise<number> {
  servers.push(server)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const http = async (answer: RequestListener) => `http://127.0.0.1:${await listening(createServer(answer))}`

function send(call: typeof writing | typeof reading, place: { readonly endpoint?: string; readonly region?: string }) {
  return caller.call(service, { ...scope, ...place }, call, 'user', never)
}
const failure = (
  call: typeof writing | typeof reading,
  place: { readonly endpoint?: string; readonly region?: string },
) =>
  send(call, place).then(
    () => undefined,
    (error: AwsError) => error,
  )

const vpcs = (response: Parameters<RequestListener>[1]) => {
  response.writeHead(200, { 'content-type': 'text/xml;charset=UTF-8' })
  response.end('<DescribeVpcsResponse><requestId>r</requestId><vpcSet/></DescribeVpcsResponse>')
}

/** A server whose certificate nobody vouches for; it closes the connection when a request comes. */
async function secure() {
  let requests = 0
  const server = createSecure(selfSigned(['localhost'], Date.now()), (request) => {
    requests++
    request.socket.destroy()
  })
  return { endpoint: `https://127.0.0.1:${await listening(server)}`, requests: () => requests }
}

describe('a call that never left had no effect, and says so', () => {
  test.each([
    { place: { endpoint: 'http://127.0.0.1:1' }, code: 'ECONNREFUSED', because: 'nobody listens there' },
    {
      place: { endpoint: 'http://localhost:1' },
      code: 'ECONNREFUSED',
      because: 'no address of the name takes connections',
    },
    {
      place: { endpoint: 'https://aws.invalid' },
      code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
      because: 'nobody knows the name',
    },
    { place: { region: 'us-west-2a/' }, code: 'RegionNotAccepted', because: 'the SDK refuses the region' },
    { place: { endpoint: 'http://' }, code: 'ERR_INVALID_URL', because: 'there is no such address' },
  ])('$because', async ({ place, code }) => {
    for (const call of [writing, reading]) {
      const error = await failure(call, place)
      expect(error).toMatchObject({ unsent: true, errorClass: 'transient', code })
      expect(error?.message).toContain(`nothing was sent to ${place.region ?? scope.region}`)
    }
  })

  test('nobody vouches for the certificate of the other side', async () => {
    const { endpoint, requests } = await secure()
    expect(await failure(writing, { endpoint })).toMatchObject({ unsent: true, errorClass: 'transient' })
    expect(requests()).toBe(0)
  })

  test('there are no credentials to sign it with', async () => {
    const clock = new TestClock()
    const credentialsFor = () => () => Promise.reject(new Error('no file'))
    const poor = sdkCloud({ clock, userAgent: 'windlass/test', credentialsFor })
    const asking = new Caller({ cloud: poor, limiter: new Limiter({ clock }), clock, observer: silent })
    const error = await asking.call(service, scope, writing, 'user', never).catch((error: unknown) => error)
    expect(error).toMatchObject({ unsent: true, errorClass: 'auth', code: 'CredentialsProviderError' })
    poor.destroy()
  })
})

describe('a call that may have left may have had its effect', () => {
  test.each([
    {
      meets: (socket: Socket) => void socket.once('data', () => socket.destroy()),
      how: 'the connection is closed under it',
    },
    {
      meets: (socket: Socket) => void socket.once('data', () => socket.resetAndDestroy()),
      how: 'the connection is reset under it',
    },
    { meets: (socket: Socket) => void socket.end(), how: 'the connection is closed as soon as it is open' },
    { meets: () => undefined, how: 'nobody answers' },
  ])('$how', async ({ meets }) => {
    const endpoint = `http://127.0.0.1:${await listening(createPlain(meets))}`
    expect(await failure(writing, { endpoint })).toMatchObject({ unsent: false, errorClass: 'transient' })
    expect(await failure(reading, { endpoint })).toMatchObject({ unsent: false, errorClass: 'transient' })
  })
})

describe('over TLS', () => {
  const { NODE_TLS_REJECT_UNAUTHORIZED: before } = process.env
  beforeEach(() => {
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
  })
  afterEach(() => {
    if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
    else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before
  })

  test('a call has left once the other side is trusted', async () => {
    const { endpoint, requests } = await secure()
    expect(await failure(writing, { endpoint })).toMatchObject({ unsent: false, errorClass: 'transient' })
    expect(requests()).toBe(1)
  })
})

/** A server that answers the first request of each connection, and closes the connection when a second one comes. */
async function fickle() {
  const seen: string[] = []
  const first = new WeakSet<object>()
  const endpoint = await http((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => {
      body += part.toString()
    })
    request.on('end', () => {
      const action = /Action=(\w+)/.exec(body)?.[1] ?? ''
      const kept = first.has(request.socket)
      first.add(request.socket)
      seen.push(kept ? `${action} closed` : action)
      if (kept) request.socket.destroy()
      else vpcs(response)
    })
  })
  return { endpoint, seen }
}

describe('connections that the other side closes', () => {
  test('a read that meets one is repeated at once, once, and is no failure', async () => {
    const { endpoint, seen } = await fickle()
    await send(reading, { endpoint })
    await send(reading, { endpoint })
    expect(seen).toEqual(['DescribeVpcs', 'DescribeVpcs closed', 'DescribeVpcs'])
  })

  test('a read that fails again is a failure', async () => {
    let requests = 0
    const endpoint = await http((request, response) => {
      if (requests++ === 0) vpcs(response)
      else request.socket.destroy()
    })
    await send(reading, { endpoint })
    expect(await failure(reading, { endpoint })).toMatchObject({ errorClass: 'transient' })
    expect(requests).toBe(3)
  })

  test('a reply that breaks off is a failure: nothing is repeated', async () => {
    let requests = 0
    const endpoint = await http((request, response) => {
      if (requests++ === 0) return vpcs(response)
      response.writeHead(200, { 'content-type': 'text/xml', 'content-length': '100' })
      response.write('<Desc')
      setImmediate(() => request.socket.destroy())
    })
    await send(reading, { endpoint })
    expect(await failure(reading, { endpoint })).toMatchObject({ errorClass: 'transient' })
    expect(requests).toBe(2)
  })

  test('a call that changes something never meets one: it leaves on a connection of its own, and is never repeated', async () => {
    const { endpoint, seen } = await fickle()
    await send(reading, { endpoint })
    await send(writing, { endpoint })
    await send(writing, { endpoint })
    expect(seen).toEqual(['DescribeVpcs', 'CreateVpc', 'CreateVpc'])
    let requests = 0
    const closing = await http((request) => {
      requests++
      request.socket.destroy()
    })
    expect(await failure(writing, { endpoint: closing })).toMatchObject({ unsent: false })
    expect(requests).toBe(1)
  })
})

describe('a reply that is none of AWS says what it is', () => {
  const page = '<html>\n<head><title>Down</title></head>\u001b[2J<body>Service down<br></body></html>'
  test.each([
    {
      status: 503,
      type: 'text/html',
      body: page,
      is: 'transient',
      says: 'HTTP 503, text/html: <html> <head><title>Down</title></head>\\u001b[2J<body>Service down',
    },
    { status: 200, type: 'text/html', body: page, is: 'transient', says: 'HTTP 200, text/html: <html>' },
    { status: 200, type: 'text/html', body: '<html><body/></html>', is: 'transient', says: 'text/html: <html><body/>' },
    {
      status: 200,
      type: 'text/xml',
      body: '<DescribeVpcsResponse><vpc',
      is: 'transient',
      says: 'HTTP 200, text/xml: <DescribeVpcsResponse><vpc',
    },
    { status: 500, type: 'text/plain', body: '', is: 'transient', says: 'HTTP 500, text/plain: no body' },
  ])('$status, $type', async ({ status, type, body, is, says }) => {
    const endpoint = await http((_, response) => {
      response.writeHead(status, { 'content-type': type })
      response.end(body)
    })
    const error = await failure(reading, { endpoint })
    expect(error).toMatchObject({ code: 'UnreadableReply', errorClass: is, status, unsent: false })
    expect(error?.message).toContain(says)
    expect(error?.message).not.toContain('\u001b')
  })
})
