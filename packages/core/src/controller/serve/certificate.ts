import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** What a TLS server shows, and proves with; PEM. */
export interface Pair {
  readonly cert: string
  readonly key: string
}

/** The files of a certificate (with the chain above it) and of its key. */
export interface PairFiles {
  readonly cert: string
  readonly key: string
}

/** Files hold no certificate with its key. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError'
  readonly code = 'Unusable'
}

/** Reads a certificate and its key. Throws `CertificateError` unless they are there and belong together. */
export function readPair(files: PairFiles): Pair {
  try {
    const pair = { cert: readFileSync(files.cert, 'utf8'), key: readFileSync(files.key, 'utf8') }
    if (new X509Certificate(pair.cert).checkPrivateKey(createPrivateKey(pair.key))) return pair
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new CertificateError(`${files.cert} and ${files.key} cannot be used: ${why}.`, { cause: error })
  }
  throw new CertificateError(`The key in ${files.key} is not that of the certificate in ${files.cert}.`)
}

const year = 365 * 86_400_000

/**
 * A certificate of our own for these names, good for a year from `now` (milliseconds since the Unix epoch): it encrypts,
 * and vouches for nobody.
 */
export function selfSigned(names: readonly string[], now: number): Pair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const body = certificateBody(names, now, publicKey)
  const signature = sign('sha256', body, privateKey)
  const whole = sequence(body, sequence(ecdsaWithSha256), der(0x03, Buffer.concat([Buffer.of(0), signature])))
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? []
  const cert = `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
  return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

/** RFC 5280, section 4.1: what is signed. */
function certificateBody(names: readonly string[], now: number, publicKey: KeyObject): Buffer {
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const serial = createHash('sha256').update(spki).digest().subarray(0, 16)
  // A serial number is positive, and has no leading zeros.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  const owner = sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from('windlass')))))
  const alternative = sequence(...names.map((name) => der(0x82, Buffer.from(name, 'ascii'))))
  return sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, serial),
    sequence(ecdsaWithSha256),
    owner,
    sequence(time(now - 3_600_000), time(now + year)),
    owner,
    spki,
    der(0xa3, sequence(sequence(subjectAltName, der(0x04, alternative)))),
  )
}

const ecdsaWithSha256 = Buffer.from('06082a8648ce3d040302', 'hex')
const commonName = Buffer.from('0603550403', 'hex')
const subjectAltName = Buffer.from('0603551d11', 'hex')

const sequence = (...parts: readonly Uint8Array[]) => der(0x30, Buffer.concat(parts))

function der(tag: number, content: Uint8Array): Buffer {
  const { length } = content
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...head), content])
}

/** UTCTime, with two digits for the year, up to 2049; GeneralizedTime from then on. */
function time(at: number): Buffer {
  const digits = `${new Date(at).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`
  return digits < '2050' ? der(0x17, Buffer.from(digits.slice(2))) : der(0x18, Buffer.from(digits))
}
