import { isItem } from '@windlass/core'

/*
 * What AWS spells in another way than its users do. Each function writes both alike, and is all that is let pass besides what
 * `compare.ts` names.
 */

/** An address range: AWS clears the bits of the host and writes IPv6 short and in lower case. Source: EC2 API, CreateVpc. */
export function range(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(range)
  if (typeof value !== 'string') return value
  const [address = '', size = ''] = value.split('/')
  const bits = bitsOf(address)
  if (bits === undefined || !/^\d{1,3}$/.test(size)) return value
  const length = address.includes(':') ? 128n : 32n
  const host = length - BigInt(size)
  return host < 0n ? value : `${(bits >> host) << host}/${size} of ${length}`
}

/** An IPv6 address: the same in capitals, and with its zeros written out. */
export function address(value: unknown): unknown {
  return typeof value === 'string' && value.includes(':') ? (bitsOf(value)?.toString() ?? value) : value
}

function bitsOf(address: string): bigint | undefined {
  if (/^\d+(\.\d+){3}$/.test(address)) return address.split('.').reduce((sum, part) => (sum << 8n) + BigInt(part), 0n)
  const [front = '', back] = address.split('::')
  const groups = (part: string | undefined) => (part === undefined || part === '' ? [] : part.split(':'))
  const [head, tail] = [groups(front), groups(back)]
  const filled =
    back === undefined ? head : [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => '0'), ...tail]
  if (filled.length !== 8 || !filled.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return filled.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n)
}

/** The size of a range. */
export const sizeOf = (range: string | undefined): number | undefined =>
  range === undefined ? undefined : Number(range.split('/')[1])

/**
 * A policy document: layout, the order of members, statements and values, one value for a list of one, `*` for every AWS
 * principal, an account for its root, and texts for booleans and numbers all say the same. Source: IAM user guide, grammar of
 * the JSON policy language.
 */
export function policy(value: unknown): unknown {
  if (typeof value !== 'string' || value === '') return value
  try {
    return sameSaid(JSON.parse(value))
  } catch {
    return value
  }
}

/** The same of a resource's own policy, in which AWS puts the resource where a statement names none. */
export const policyOf =
  (arn: string | undefined) =>
  (value: unknown): unknown => {
    if (typeof value !== 'string' || value === '') return value
    try {
      const document: unknown = JSON.parse(value)
      if (!isItem(document)) return value
      const all = Array.isArray(document.Statement) ? document.Statement : [document.Statement]
      const whole = all.map((one: unknown) =>
        isItem(one) && one.Resource === undefined && one.NotResource === undefined ? { ...one, Resource: arn } : one,
      )
      return sameSaid({ ...document, Statement: whole })
    } catch {
      return value
    }
  }

function sameSaid(value: unknown, member = ''): unknown {
  if (Array.isArray(value)) {
    const all = [...new Set(value.map((one) => JSON.stringify(sameSaid(one))))].sort()
    return all.length === 1 ? JSON.parse(all[0] ?? '') : all
  }
  if (member.endsWith('Principal') && value === '*') return { AWS: '*' }
  if (isItem(value))
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map((key) => [key, sameSaid(value[key], key)]),
    )
  return String(value).replace(/^arn:aws[a-z-]*:iam::(\d{12}):root$/, '$1')
}

/** The id at the end of an ARN: AWS takes either. */
export const idOf = (value: unknown): unknown =>
  typeof value === 'string' && value.startsWith('arn:') ? value.slice(value.lastIndexOf('/') + 1) : value

/** Permissions of a file: `755` and `0755` are the same number. Source: EFS API, CreationInfo. */
export const octal = (value: unknown): unknown =>
  typeof value === 'string' && /^[0-7]+$/.test(value) ? Number.parseInt(value, 8) : value

/** The texts in a list. */
export const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []

/** The objects in a list. */
export const objects = (value: unknown) => (Array.isArray(value) ? value.filter(isItem) : [])

/** A list of which AWS's never is empty: an empty one asks for nothing. */
export const someOf = (value: unknown): unknown => (texts(value).length === 0 ? undefined : value)
