import { createServer, type Server, type ServerResponse } from 'node:http'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import type { AwsCredentialIdentityProvider } from '@smithy/types'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { TestClock } from '../../test/clock.ts'
import { service as base, never, scope } from '../../test/service.ts'
import type { Service } from '../kind/service.ts'
import { silent } from '../telemetry/observer.ts'
import { Caller } from './caller.ts'
import { type SdkCloud, sdkCloud } from './cloud.ts'
import { Limiter } from './limit.ts'

const service: Service = { ...base, connect: (settings) => new STSClient(settings) }
const call = { operation: GetCallerIdentityCommand, input: {} }

let server: Server
let answer: (response: ServerResponse) => void
let requests: number
let arrived: () => void
let clock: TestClock
let cloud: SdkCloud
let caller: Caller
let endpoint: string
let credentials: AwsCredentialIdentityProvider

beforeEach(async () => {
  requests = 0
  credentials = async () => ({ accessKeyId: 'key', secretAccessKey: 'secret' })
  arrived = () => undefined
  server = createServer((_request, response) => {
    requests++
    arrived()
    answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  clock = new TestClock()
  cloud = sdkCloud({ clock, userAgent: 'windlass/test', credentialsFor: () => () => credentials() })
  caller = new Caller({ cloud, limiter: new Limiter({ clock }), clock, observer: silent })
})

afterEach(async () => {
  cloud.destroy()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const send = () => caller.call(service, { ...scope, endpoint }, call, 'user', never)
const failure = () =>
  send().then(
    () => undefined,
    (error: unknown) => error,
  )
const reply = (status: number, body: string) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'text/xml' })
  response.end(body)
}
const refusal = (code: string) =>
  `<ErrorResponse><Error><Code>${code}</Code><Message>said AWS</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`

describe('through a real SDK client and a real connection', () => {
  test('a reply is read', async () => {
    answer = reply(
      200,
      '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
    )
    expect(await send()).toMatchObject({ Account: '1' })
  })

  test.each([
    { answers: reply(400, refusal('ValidationError')), is: 'terminal', code: 'ValidationError', status: 400 },
    { answers: reply(403, refusal('ExpiredToken')), is: 'auth', code: 'ExpiredToken', status: 403 },
    { answers: reply(503, refusal('ServiceUnavailable')), is: 'transient', code: 'ServiceUnavailable', status: 503 },
    {
      answers: reply(400, refusal('Client.DependencyViolation')),
      is: 'blocked',
      code: 'DependencyViolation',
      status: 400,
    },
    { answers: reply(502, '<html>bad gateway'), is: 'transient', code: expect.any(String), status: 502 },
    {
      answers: reply(200, '<GetCallerIdentityResponse><GetCaller'),
      is: 'transient',
      code: expect.any(String),
      status: 200,
    },
    {
      answers: (response: ServerResponse) => response.destroy(),
      is: 'transient',
      code: expect.any(String),
      status: 0,
    },
  ])('$code with status $status is $is, after one request', async ({ answers, is, code, status }) => {
    answer = answers
    expect(await failure()).toMatchObject({ errorClass: is, code, status })
    expect(requests).toBe(1)
  })

  test('a connection that nobody takes is transient', async () => {
    await new Promise((resolve) => server.close(resolve))
    expect(await failure()).toMatchObject({ errorClass: 'transient', status: 0 })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })

  test('a role that cannot be assumed is a matter of credentials: nothing was sent', async () => {
    credentials = () => Promise.reject(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }))
    expect(await failure()).toMatchObject({ errorClass: 'auth', code: 'CredentialsProviderError' })
    expect(requests).toBe(0)
  })

  test('no answer at all ends at the deadline', async () => {
    answer = () => undefined
    const came = new Promise<void>((resolve) => {
      arrived = resolve
    })
    const ended = failure()
    await came
    await clock.advance(30_000)
    expect(await ended).toMatchObject({ errorClass: 'transient', code: 'DeadlineExceeded' })
  })
})
