import { describe, expect, test } from 'vitest'
import { sdkError } from '../../test/service.ts'
import { neverLeft, UnsentError } from './unsent.ts'

const shaped = (code: string, syscall?: string, name = 'Error') =>
  Object.assign(new Error('said the runtime'), { name, code, ...(syscall === undefined ? {} : { syscall }) })
const both = (...errors: readonly Error[]) => Object.assign(new AggregateError(errors), { code: 'ECONNREFUSED' })

// Source of the shapes: errors of Node 20 and Bun 1.4, provoked on a machine of ours; the pages of connect(2) and getaddrinfo(3).
describe('what an error says of whether its call left', () => {
  test.each([
    { error: shaped('ENOTFOUND', 'getaddrinfo'), because: 'Node did not find the name' },
    { error: shaped('ENOTFOUND', 'getaddrinfo', 'DNSException'), because: 'Bun did not find the name' },
    { error: shaped('EAI_AGAIN', 'getaddrinfo'), because: 'no name server answered' },
    { error: shaped('ECONNREFUSED', 'connect'), because: 'nobody listens' },
    { error: shaped('ConnectionRefused'), because: 'nobody listens, in the words of Bun' },
    { error: shaped('FailedToOpenSocket'), because: 'Bun opened no connection' },
    { error: shaped('EHOSTUNREACH', 'connect'), because: 'there is no route' },
    { error: shaped('ENETUNREACH', 'connect'), because: 'there is no network' },
    { error: both(shaped('ECONNREFUSED', 'connect'), shaped('ENETUNREACH', 'connect')), because: 'no address took it' },
    { error: sdkError('CredentialsProviderError', 0), because: 'nothing was signed' },
    { error: new Error('Region is missing'), because: 'there is no region' },
    { error: new UnsentError(shaped('ECONNRESET')), because: 'whoever sends says so' },
  ])('it did not: $because', ({ error }) => {
    expect(neverLeft(error)).toBe(true)
  })

  test.each([
    { error: shaped('ECONNRESET', 'read', 'TimeoutError'), because: 'an open connection was reset' },
    { error: shaped('EPIPE', 'write'), because: 'an open connection was closed' },
    { error: shaped('ETIMEDOUT', undefined, 'TimeoutError'), because: 'no answer came in time' },
    { error: shaped('EHOSTUNREACH', 'read'), because: 'the route was lost under an open connection' },
    {
      error: both(shaped('ECONNREFUSED', 'connect'), shaped('ECONNRESET', 'read')),
      because: 'one address may have taken it',
    },
    { error: sdkError('InternalError', 500), because: 'AWS answered' },
    { error: 'ENOTFOUND', because: 'a text is no error' },
  ])('it may have: $because', ({ error }) => {
    expect(neverLeft(error)).toBe(false)
  })
})
