import { expect, test } from 'vitest'
import { judge } from './address.ts'

const allowed = (address: string, hosts: readonly string[] = ['aws.example.com'], unsafe = false) =>
  judge(address, { hosts, unsafe }).is === 'fit'

test.each<[string, boolean, string]>([
  ['https://aws.example.com', true, 'the host itself'],
  ['https://ec2.aws.example.com:8443/prod', true, 'a host in the domain, with port and path'],
  ['https://notaws.example.com', false, 'a name that only ends alike'],
  ['https://aws.example.com.evil.org', false, 'a name that only begins alike'],
  ['https://aws.example.com@evil.org', false, 'a user name that looks like the host'],
  ['https://evil.org#aws.example.com', false, 'a fragment that looks like the host'],
  ['https://aws.example.com?x=1', false, 'a query'],
  ['http://aws.example.com', false, 'plain http'],
  ['ftp://aws.example.com', false, 'another protocol'],
  ['aws.example.com', false, 'no URL'],
  ['', false, 'nothing'],
  ['https://sts.aws.example.com', false, 'STS'],
  ['https://AWS.example.com', true, 'hosts have no case'],
])('%s: %s, because it is %s', (address, fit) => {
  expect(allowed(address)).toBe(fit)
})

// Link-local and loopback ranges: RFC 3927, RFC 4291; the metadata service of EC2 is 169.254.169.254 and fd00:ec2::254.
test.each([
  ['https://169.254.169.254', '169.254.169.254'],
  ['https://[fd00:ec2::254]', 'fd00:ec2::254'],
  ['https://127.0.0.1', '127.0.0.1'],
  ['https://2130706433', '127.0.0.1'],
  ['https://0x7f.1', '127.0.0.1'],
  ['https://10.0.0.1', '10.0.0.1'],
  ['https://[::1]:4566', '::1'],
  ['https://localhost', 'localhost'],
  ['https://a.localhost', 'localhost'],
])('%s takes the flag for unsafe addresses, and its host on the list', (address, host) => {
  expect(allowed(address, [host])).toBe(false)
  expect(allowed(address, ['example.com'], true)).toBe(false)
  expect(allowed(address, [host], true)).toBe(true)
})

test('a part of an IP address is no domain', () => {
  expect(allowed('http://10.0.0.1', ['0.0.1'], true)).toBe(false)
})

test('without hosts every address is refused, and the flag is named', () => {
  expect(judge('https://ec2.amazonaws.com', { hosts: [], unsafe: true })).toMatchObject({
    why: expect.stringContaining('--allow-namespace-endpoints'),
  })
})
