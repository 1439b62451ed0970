/** An address range: the first address as a number, the bits of the family, and how many of them are the network's. */
interface Range {
  readonly base: bigint
  readonly bits: 32 | 128
  readonly prefix: number
}

/**
 * A range in AWS's own spelling: host bits cleared, IPv6 in lower case with its longest run of zeros compressed. Text
 * that is no range comes back as it is, for AWS to refuse.
 */
export function canonicalRange(text: string): string {
  const range = parse(text.trim())
  return range === undefined ? text : format(range)
}

/** Whether two texts are the same range, however they are spelled. */
export function sameRange(one: unknown, other: unknown): boolean {
  return typeof one === 'string' && typeof other === 'string' && canonicalRange(one) === canonicalRange(other)
}

/** The length of the netmask of a range; undefined for text that is none. */
export function netmask(range: string | undefined): number | undefined {
  return parse(range?.trim() ?? '')?.prefix
}

function parse(text: string): Range | undefined {
  const [address = '', length, ...more] = text.split('/')
  if (length === undefined || more.length > 0 || !/^\d{1,3}$/.test(length)) return undefined
  const bits = address.includes(':') ? 128 : 32
  const value = bits === 128 ? v6(address) : v4(address)
  const prefix = Number(length)
  if (value === undefined || prefix > bits) return undefined
  const host = BigInt(bits - prefix)
  return { base: (value >> host) << host, bits, prefix }
}

function v4(text: string): bigint | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n)
}

function v6(text: string): bigint | undefined {
  const [head = '', tail, ...more] = mapped(text).split('::')
  if (more.length > 0) return undefined
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const missing = 8 - left.length - right.length
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const groups = [...left, ...Array.from({ length: missing }, () => '0'), ...right]
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n)
}

/** An IPv4 address at the end of an IPv6 address, as two groups. */
function mapped(text: string): string {
  const cut = text.lastIndexOf(':') + 1
  const value = text.slice(cut).includes('.') ? v4(text.slice(cut)) : undefined
  if (value === undefined) return text
  return `${text.slice(0, cut)}${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`
}

function format({ base, bits, prefix }: Range): string {
  const size = bits === 32 ? 8 : 16
  const groups = Array.from({ length: bits / size }, (_, index) => {
    const shift = BigInt(bits - size * (index + 1))
    return Number((base >> shift) & ((1n << BigInt(size)) - 1n))
  })
  if (bits === 32) return `${groups.join('.')}/${prefix}`
  return `${compressed(groups.map((group) => group.toString(16)))}/${prefix}`
}

/** The groups with their first longest run of at least two zeros left out. */
function compressed(groups: readonly string[]): string {
  let best = { from: 0, length: 1 }
  for (let from = 0; from < groups.length; from++) {
    let length = 0
    while (groups[from + length] === '0') length++
    if (length > best.length) best = { from, length }
  }
  if (best.length < 2) return groups.join(':')
  return `${groups.slice(0, best.from).join(':')}::${groups.slice(best.from + best.length).join(':')}`
}
