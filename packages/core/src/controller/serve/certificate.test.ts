import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { CertificateError, readPair, selfSigned } from './certificate.ts'

const folder = mkdtempSync(join(tmpdir(), 'windlass-certificate-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const now = Date.UTC(2051, 1, 3, 4, 5, 6)
const files = { cert: join(folder, 'tls.crt'), key: join(folder, 'tls.key') }

test.each([2026, 2049, 2051])('a certificate of %i is one: signed by itself, for its names, for a year', (year) => {
  const now = Date.UTC(year, 0, 3, 4, 5, 6)
  const names = ['localhost', `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}`]
  const certificate = new X509Certificate(selfSigned(names, now).cert)
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(certificate.subject).toBe('CN=windlass')
  expect(certificate.issuer).toBe('CN=windlass')
  for (const name of names) expect(certificate.checkHost(name)).toBe(name)
  expect(certificate.checkHost('elsewhere')).toBeUndefined()
  expect(Date.parse(certificate.validFrom)).toBe(now - 3_600_000)
  expect(Date.parse(certificate.validTo)).toBe(now + 365 * 86_400_000)
})

test('two of them have different keys and numbers', () => {
  const [a, b] = [selfSigned(['x'], now), selfSigned(['x'], now)]
  expect(a.key).not.toBe(b.key)
  expect(new X509Certificate(a.cert).serialNumber).not.toBe(new X509Certificate(b.cert).serialNumber)
})

test('files are taken when certificate and key belong together', () => {
  const pair = selfSigned(['x'], now)
  writeFileSync(files.cert, pair.cert)
  writeFileSync(files.key, pair.key)
  expect(readPair(files)).toEqual(pair)
})

test('a key of another certificate, a file that is none, and one that is not there are refused by name', () => {
  writeFileSync(files.cert, selfSigned(['x'], now).cert)
  writeFileSync(files.key, selfSigned(['x'], now).key)
  expect(() => readPair(files)).toThrow(`The key in ${files.key} is not that of the certificate in ${files.cert}.`)
  writeFileSync(files.cert, 'nothing')
  expect(() => readPair(files)).toThrow(CertificateError)
  expect(() => readPair({ ...files, cert: join(folder, 'none') })).toThrow(/none.*cannot be used/)
})
