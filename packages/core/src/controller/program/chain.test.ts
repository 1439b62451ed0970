import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateVpcCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { TestClock } from '../../../test/clock.ts'
import { service as base, never, scope as place } from '../../../test/service.ts'
import { Accounts } from '../../aws/account.ts'
import { Caller } from '../../aws/caller.ts'
import { type SdkCloud, sdkCloud } from '../../aws/cloud.ts'
import { Limiter } from '../../aws/limit.ts'
import type { Service } from '../../kind/service.ts'
import { silent } from '../../telemetry/observer.ts'
import { Chain, sourceOf } from './chain.ts'
import { askIdentity, Who } from './identity.ts'

const service: Service = { ...base, connect: (settings) => new EC2Client(settings) }
const home = '111111111111'
const before = { ...process.env }

/** Which keys the server takes, and the accounts they are of; `dumb` keeps STS from answering. */
let keys: Record<string, string>
let dumb: boolean
/** `GetCallerIdentity A1`: each call that came, with the key that signed it. */
let seen: string[]
let server: Server
let endpoint: string
let folder: string
let clock: TestClock
let cloud: SdkCloud
let caller: Caller

const files = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE', 'AWS_EC2_METADATA_DISABLED']

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'windlass-keys-'))
  for (const name of files) delete process.env[name]
  process.env.AWS_SHARED_CREDENTIALS_FILE = join(folder, 'credentials')
  process.env.AWS_CONFIG_FILE = join(folder, 'config')
  keys = { OLD: home, NEW: home, FOREIGN: '222222222222' }
  dumb = false
  seen = []
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => {
      body += part.toString()
    })
    request.on('end', () => {
      const action = /Action=(\w+)/.exec(body)?.[1] ?? ''
      const key = /Credential=(\w+)/.exec(request.headers.authorization ?? '')?.[1] ?? ''
      seen.push(`${action} ${key}`)
      const { status, text } = answer(action, key)
      response.writeHead(status, { 'content-type': 'text/xml' })
      response.end(text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  endpoint = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  const chain = new Chain({ region: place.region, disableImds: true })
  clock = new TestClock()
  const ask = { region: place.region, endpoint }
  const accounts = new Accounts({
    clock,
    ask: async (held) => (await askIdentity(held, ask, { signal: never })).account,
  })
  cloud = sdkCloud({ clock, userAgent: 'windlass/test', credentialsFor: () => chain.provider(), accounts })
  caller = new Caller({ cloud, limiter: new Limiter({ clock }), clock, observer: silent })
})
afterEach(async () => {
  cloud.destroy()
  rmSync(folder, { recursive: true })
  for (const name of [...files, 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE'])
    if (before[name] === undefined) delete process.env[name]
    else process.env[name] = before[name]
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

function answer(action: string, key: string): { status: number; text: string } {
  const account = keys[key]
  if (action === 'GetCallerIdentity' && dumb) return { status: 500, text: '' }
  if (account === undefined)
    return {
      status: 400,
      text: '<Response><Errors><Error><Code>RequestExpired</Code><Message>too old</Message></Error></Errors></Response>',
    }
  const identity = `<Account>${account}</Account><Arn>arn:aws:iam::${account}:user/u</Arn>`
  if (action !== 'GetCallerIdentity') return { status: 200, text: `<${action}Response><vpcSet/></${action}Response>` }
  return { status: 200, text: `<R><GetCallerIdentityResult>${identity}</GetCallerIdentityResult></R>` }
}

/** Puts another key in the place of the one in the file, as a rotation does. */
function rotate(key: string): void {
  const file = join(folder, 'credentials')
  writeFileSync(`${file}.new`, `[default]\naws_access_key_id = ${key}\naws_secret_access_key = s\n`)
  renameSync(`${file}.new`, file)
}

const call = (operation: typeof CreateVpcCommand | typeof DescribeVpcsCommand) =>
  caller.call(service, { ...place, account: home, endpoint }, { operation, input: {} }, 'user', never)
const failure = (operation: typeof CreateVpcCommand | typeof DescribeVpcsCommand) =>
  call(operation).then(
    () => undefined,
    (error: unknown) => error,
  )

test('a credentials file that was replaced is read once AWS refuses the old key', async () => {
  rotate('OLD')
  await call(DescribeVpcsCommand)
  rotate('NEW')
  delete keys.OLD
  expect(await failure(DescribeVpcsCommand)).toMatchObject({ code: 'RequestExpired', errorClass: 'auth' })
  await call(DescribeVpcsCommand)
  await call(CreateVpcCommand)
  expect(seen.at(-1)).toBe('CreateVpc NEW')
})

test('who asks whether the credentials stand reads a file that was replaced, too', async () => {
  rotate('OLD')
  const chain = new Chain({ region: place.region, disableImds: true })
  const who = new Who({ region: place.region, endpoint, clock, provider: () => chain.provider() })
  await who.ask(never)
  rotate('NEW')
  delete keys.OLD
  await clock.advance(300_000)
  expect((await who.look(never)).wrong).toMatchObject({ code: 'Refused' })
  await clock.advance(15_000)
  expect((await who.look(never)).wrong).toBeUndefined()
  expect(seen.at(-1)).toBe('GetCallerIdentity NEW')
})

test('STS is asked once for a key, with that key, and each reply and refusal says which account it names', async () => {
  rotate('OLD')
  const first = await call(DescribeVpcsCommand)
  await call(DescribeVpcsCommand)
  await call(CreateVpcCommand)
  expect(first.$metadata).toMatchObject({ account: home })
  rotate('NEW')
  delete keys.OLD
  expect(await failure(DescribeVpcsCommand)).toMatchObject({ account: home })
  await call(DescribeVpcsCommand)
  expect(seen.filter((each) => each.startsWith('GetCallerIdentity'))).toEqual([
    'GetCallerIdentity OLD',
    'GetCallerIdentity NEW',
  ])
})

test('a key of another account signs no call: it is refused, with both accounts named, until the file holds a right one', async () => {
  rotate('FOREIGN')
  const refused = await failure(CreateVpcCommand)
  expect(refused).toMatchObject({ errorClass: 'auth', unsent: true, code: 'OtherAccount' })
  expect(refused).toMatchObject({ message: expect.stringMatching(/222222222222.*111111111111/) })
  expect(seen).toEqual(['GetCallerIdentity FOREIGN'])
  rotate('NEW')
  await call(CreateVpcCommand)
  expect(seen.slice(1)).toEqual(['GetCallerIdentity NEW', 'CreateVpc NEW'])
})

test('while STS cannot be asked, calls go on and name no account; it is asked again after a minute', async () => {
  rotate('OLD')
  dumb = true
  const reply = await call(DescribeVpcsCommand)
  expect(reply.$metadata).toMatchObject({ account: undefined })
  await call(DescribeVpcsCommand)
  expect(seen.filter((each) => each.startsWith('Get'))).toHaveLength(1)
  dumb = false
  await clock.advance(60_000)
  await call(DescribeVpcsCommand)
  await expect.poll(async () => (await call(DescribeVpcsCommand)).$metadata).toMatchObject({ account: home })
  expect(seen.filter((each) => each.startsWith('Get'))).toHaveLength(2)
})

test('the instance metadata is asked unless it is disabled', async () => {
  process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT = endpoint
  delete process.env.AWS_EC2_METADATA_DISABLED
  await new Chain({ region: 'us-west-2', disableImds: false })
    .provider()()
    .catch(() => undefined)
  expect(seen).not.toEqual([])
  seen = []
  const without = new Chain({ region: 'us-west-2', disableImds: true }).provider()
  await expect(without()).rejects.toMatchObject({ name: 'CredentialsProviderError' })
  expect(seen).toEqual([])
  delete process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT
})

test('the source of credentials is named, and nothing of the credentials', async () => {
  rotate('OLD')
  const chain = new Chain({ region: 'us-west-2', disableImds: true })
  const env = { ...process.env }
  expect(sourceOf(await chain.provider()(), env)).toBe(`profile default in ${join(folder, 'credentials')}`)
  process.env.AWS_ACCESS_KEY_ID = 'KEY'
  process.env.AWS_SECRET_ACCESS_KEY = 'secret'
  expect(sourceOf(await chain.provider()(), env)).toBe('the environment (AWS_ACCESS_KEY_ID)')
})
