import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Clock } from '../time/clock.ts'
import { Who } from './identity.ts'

const answer = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws-cn:sts::210987654321:assumed-role/r/s</Arn><UserId>u</UserId><Account>210987654321</Account>
</GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>`
const refusal =
  '<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>too old</Message></Error></ErrorResponse>'

let server: Server
let endpoint = ''
let calls = 0
let refusing = false
let now = 0
const clock: Clock = { now: () => now, monotonic: () => now, after: () => () => undefined }
const forever = new AbortController().signal
const environment = { ...process.env }

beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID = 'AKIAEXAMPLE'
  process.env.AWS_SECRET_ACCESS_KEY = 'not-a-secret'
  server = createServer((request, response) => {
    request.resume()
    calls++
    response.writeHead(refusing ? 403 : 200, { 'content-type': 'text/xml' })
    response.end(refusing ? refusal : answer)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  endpoint = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
})
beforeEach(() => {
  calls = 0
  refusing = false
  now = 0
})
afterAll(() => {
  process.env.AWS_ACCESS_KEY_ID = environment.AWS_ACCESS_KEY_ID
  process.env.AWS_SECRET_ACCESS_KEY = environment.AWS_SECRET_ACCESS_KEY
  server.closeAllConnections()
  server.close()
})

test('account and partition are those that STS says', async () => {
  const who = new Who({ region: 'cn-north-1', endpoint, clock })
  expect(await who.ask(forever)).toMatchObject({ account: '210987654321', partition: 'aws-cn' })
  who.close()
})

test('probes cost a call every five minutes, and every 15 seconds while the credentials do not work', async () => {
  const who = new Who({ region: 'us-west-2', endpoint, clock })
  await who.ask(forever)
  now = 299_000
  expect((await who.look(forever)).wrong).toBeUndefined()
  expect(calls).toBe(1)
  refusing = true
  now = 301_000
  expect((await who.look(forever)).wrong?.message).toBe('AWS refused the credentials: ExpiredToken: too old.')
  now += 14_000
  await who.look(forever)
  expect(calls).toBe(2)
  refusing = false
  now += 2_000
  expect((await who.look(forever)).wrong).toBeUndefined()
  who.close()
})

test('credentials expire when the chain says so, and never where it does not', async () => {
  const who = new Who({ region: 'us-west-2', endpoint, clock })
  expect(await who.look(forever)).toEqual({ wrong: undefined, expires: undefined })
  who.close()
  process.env.AWS_CREDENTIAL_EXPIRATION = '2051-01-02T03:04:05Z'
  const short = new Who({ region: 'us-west-2', endpoint, clock })
  expect(await short.look(forever)).toEqual({ wrong: undefined, expires: Date.UTC(2051, 0, 2, 3, 4, 5) })
  delete process.env.AWS_CREDENTIAL_EXPIRATION
  short.close()
})
