import { describe, expect, test } from 'vitest'
import { sdkError, service } from '../../test/service.ts'
import { toAwsError, unsuccessful } from './error.ts'

const network = (code: string) => Object.assign(new Error('socket'), { code })
const parse = Object.assign(new SyntaxError('Unexpected token <'), { $metadata: { httpStatusCode: 200 } })

describe('an error has the class of its code', () => {
  test.each([
    { error: sdkError('RequestLimitExceeded', 503), is: 'throttle', because: 'the code counts before the status' },
    { error: sdkError('TooManyRequests', 429), is: 'quota', because: "a service's own table counts before the status" },
    { error: sdkError('Client.DependencyViolation', 400), is: 'blocked', because: 'a prefix says nothing' },
    { error: sdkError('Server.InternalError', 500), is: 'transient', because: 'a prefix says nothing' },
    { error: sdkError('InvalidVpcID.NotFound', 400), is: 'missing', because: 'families are matched by pattern' },
    { error: sdkError('InvalidZone.NotFound', 400), is: 'terminal', because: 'an exact code beats every pattern' },
    { error: sdkError('UnauthorizedOperation', 403), is: 'auth', because: 'common codes need no service table' },
    { error: sdkError('Whatever', 400), is: 'unknown', because: 'nobody knows this code' },
    { error: sdkError('Whatever', 403), is: 'auth', because: 'the status is all there is' },
    { error: sdkError('Whatever', 429), is: 'throttle', because: 'the status is all there is' },
    { error: sdkError('Whatever', 502), is: 'transient', because: 'the call may have had its effect' },
    { error: sdkError('TimeoutError', 0), is: 'transient', because: 'no answer came in time' },
    { error: sdkError('AbortError', 0), is: 'transient', because: 'the call had left already' },
    { error: network('ECONNRESET'), is: 'transient', because: 'the connection broke' },
    { error: parse, is: 'transient', because: 'AWS answered, but what is unreadable' },
    { error: sdkError('CredentialsProviderError', 0), is: 'auth', because: 'nothing could be signed' },
    { error: sdkError('Whatever', 400, 'Rate exceeded: Throttling'), is: 'unknown', because: 'words never count' },
  ])('$error.name $error.$metadata.httpStatusCode is $is: $because', ({ error, is }) => {
    expect(toAwsError(service, 'CreateVpc', error, 'eu-west-1').errorClass).toBe(is)
  })
})

test('an error that the SDK names after the service has the code that AWS gave it', () => {
  const error = Object.assign(sdkError('TestServiceException', 400), { Code: 'DependencyViolation' })
  expect(toAwsError(service, 'CreateVpc', error, 'eu-west-1').code).toBe('DependencyViolation')
})

describe('the message is the same for the same failure', () => {
  test.each([
    { said: 'The vpc is gone', reads: 'The vpc is gone' },
    { said: 'The vpc is gone, request id: 1b2c3d4e-aaaa-bbbb', reads: 'The vpc is gone' },
    { said: 'Rate exceeded (RequestID: 1b2c3d4e-aaaa-bbbb)', reads: 'Rate exceeded' },
    { said: 'Not authorized. Encoded authorization failure message: xYz_-12', reads: 'Not authorized.' },
  ])('$said', ({ said, reads }) => {
    expect(toAwsError(service, 'CreateVpc', sdkError('Odd', 400, said), 'eu-west-1').message).toBe(
      `api error Odd: ${reads}`,
    )
  })
})

test('the code of a broken connection is the one that Node gave it', () => {
  expect(toAwsError(service, 'CreateVpc', network('ECONNRESET'), 'eu-west-1').code).toBe('ECONNRESET')
})

test('the members of a typed error can be read', () => {
  const error = Object.assign(sdkError('FileSystemAlreadyExists', 409), { FileSystemId: 'fs-1', ErrorCode: 'x' })
  expect(toAwsError(service, 'CreateFileSystem', error, 'eu-west-1')).toMatchObject({
    code: 'FileSystemAlreadyExists',
    status: 409,
    requestId: 'r-1',
    fields: { FileSystemId: 'fs-1' },
  })
})

test('an error is classified once', () => {
  const first = toAwsError(service, 'CreateVpc', sdkError('Odd', 400), 'eu-west-1')
  expect(toAwsError(service, 'DescribeVpcs', first, 'eu-west-1')).toBe(first)
})

test('a failure inside a successful reply is found', () => {
  const reply = { Unsuccessful: [{ ResourceId: 'vpce-1', Error: { Code: 'DependencyViolation', Message: 'in use' } }] }
  expect(unsuccessful(service, 'DeleteVpcEndpoints', reply)).toMatchObject({
    code: 'DependencyViolation',
    errorClass: 'blocked',
    message: 'api error DependencyViolation: in use',
  })
  expect(unsuccessful(service, 'DeleteVpcEndpoints', { Unsuccessful: [] })).toBeUndefined()
})

// EC2 API reference, DeleteEgressOnlyInternetGateway: "Returns true if the request succeeds; otherwise, it returns an error".
test('a flag that says that nothing was done is a failure', () => {
  const action = 'DeleteEgressOnlyInternetGateway'
  expect(unsuccessful(service, action, { ReturnCode: false })).toMatchObject({
    code: 'Unsuccessful',
    errorClass: 'unknown',
    message: 'api error Unsuccessful: AWS gave no reason',
  })
  expect(unsuccessful(service, action, { ReturnCode: true })).toBeUndefined()
})
