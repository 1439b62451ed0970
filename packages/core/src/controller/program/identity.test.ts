import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Clock } from '../../time/clock.ts'
import { Chain } from './chain.ts'
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
let instead: { readonly status: number; readonly type: string; readonly body: string } | undefined
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
    const usual = { status: refusing ? 403 : 200, type: 'text/xml', body: refusing ? refusal : answer }
    const { status, type, body } = instead ?? usual
    response.writeHead(status, { 'content-type': type })
    response.end(body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  endpoint = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
})
beforeEach(() => {
  calls = 0
  refusing = false
  instead = undefined
  now = 0
})
afterAll(() => {
  process.env.AWS_ACCESS_KEY_ID = environment.AWS_ACCESS_KEY_ID
  process.env.AWS_SECRET_ACCESS_KEY = environment.AWS_SECRET_ACCESS_KEY
  server.closeAllConnections()
  server.close()
})

const asking = (region: string) => {
  const chain = new Chain({ region, disableImds: true })
  return new Who({ region, endpoint, clock, provider: () => chain.provider() })
}

test('account and partition are those that STS says', async () => {
  const who = asking('cn-north-1')
  expect(await who.ask(forever)).toMatchObject({ account: '210987654321', partition: 'aws-cn' })
})

test('probes cost a call every five minutes, and every 15 seconds while the credentials do not work', async () => {
  const who = asking('us-west-2')
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
})

test('credentials expire when the chain says so, and never where it does not', async () => {
  const who = asking('us-west-2')
  expect(await who.look(forever)).toEqual({ wrong: undefined, expires: undefined })
  process.env.AWS_CREDENTIAL_EXPIRATION = '2051-01-02T03:04:05Z'
  const short = asking('us-west-2')
  expect(await short.look(forever)).toEqual({ wrong: undefined, expires: Date.UTC(2051, 0, 2, 3, 4, 5) })
  delete process.env.AWS_CREDENTIAL_EXPIRATION
})

const without = (account: string) => answer.replace(/<Account>.*<\/Account>/, account)

test.each([
  {
    status: 200,
    type: 'text/html',
    body: '<html><body>Sign in</body></html>',
    says: 'HTTP 200, text/html: <html><body>Sign in',
  },
  { status: 200, type: 'text/xml', body: '', says: 'HTTP 200, text/xml: no body' },
  { status: 200, type: 'text/xml', body: '<html><body>Sign in</body></html>', says: 'HTTP 200, text/xml: <html>' },
  { status: 200, type: 'text/xml', body: without(''), says: 'HTTP 200, text/xml: <GetCallerIdentityResponse' },
  { status: 200, type: 'text/xml', body: without('<Account></Account>'), says: 'HTTP 200, text/xml' },
  { status: 200, type: 'text/xml', body: without('<Account>21098765432</Account>'), says: 'HTTP 200, text/xml' },
  { status: 200, type: 'text/xml', body: without('<Account>111111111111</Account>'), says: 'HTTP 200, text/xml' },
  { status: 200, type: 'application/json', body: '{}', says: 'HTTP 200, application/json: {}' },
  { status: 503, type: 'text/html', body: '<html>Down</html>', says: 'HTTP 503, text/html: <html>Down</html>' },
])('what names no account of twelve digits is no answer of STS: $status $type $body', async ({ says, ...nonsense }) => {
  instead = nonsense
  const who = asking('us-west-2')
  const failure = await who.ask(forever).catch((error: unknown) => error)
  expect(failure).toMatchObject({ name: 'IdentityError', code: 'Unreadable', message: expect.stringContaining(says) })
  now += 15_000
  expect((await who.look(forever)).wrong).toMatchObject({ code: 'Unreadable' })
  instead = undefined
  now += 15_000
  expect(await who.look(forever)).toEqual({ wrong: undefined, expires: undefined })
})
