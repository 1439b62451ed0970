/** An address block as numbers: `bits` is 32 or 128. */
export interface Block {
  readonly first: bigint
  readonly prefix: number
  readonly bits: 32 | 128
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return undefined
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n)
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')))
  const given = groups.flat()
  if (given.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined
  if (halves.length === 1 ? given.length !== 8 : given.length > 7) return undefined
  const all = [...(groups[0] ?? []), ...Array<string>(8 - given.length).fill('0'), ...(groups[1] ?? [])]
  return all.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n)
}

/** An IPv4 or IPv6 address as a number, or undefined. */
export function parseAddress(text: string): { value: bigint; bits: 32 | 128 } | undefined {
  const v4 = parseV4(text)
  if (v4 !== undefined) return { value: v4, bits: 32 }
  const v6 = text.includes(':') ? parseV6(text) : undefined
  return v6 === undefined ? undefined : { value: v6, bits: 128 }
}

/** A CIDR block, its host bits cleared, or undefined when the text is none. */
export function parseCidr(text: string): Block | undefined {
  const [address = '', length = '', more] = text.split('/')
  const parsed = parseAddress(address)
  if (!parsed || more !== undefined || !/^\d{1,3}$/.test(length) || Number(length) > parsed.bits) return undefined
  const host = BigInt(parsed.bits - Number(length))
  return { first: (parsed.value >> host) << host, prefix: Number(length), bits: parsed.bits }
}

/** How many addresses a block has. */
export function size(block: Block): bigint {
  return 1n << BigInt(block.bits - block.prefix)
}

/** Whether two blocks share an address. */
export function overlaps(a: Block, b: Block): boolean {
  return a.bits === b.bits && a.first < b.first + size(b) && b.first < a.first + size(a)
}

/** Whether `inner` lies within `outer`. */
export function contains(outer: Block, inner: Block): boolean {
  return outer.bits === inner.bits && outer.prefix <= inner.prefix && overlaps(outer, inner)
}

/** An address in its usual spelling; IPv6 with the longest run of zero groups shortened. */
export function formatAddress(value: bigint, bits: 32 | 128): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.')
  const groups = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 65535n).toString(16))
  const runs = [...groups.join(':').matchAll(/(?:^|(?<=:))0(?::0)+(?=:|$)/g)].sort((a, b) => b[0].length - a[0].length)
  const longest = runs[0]
  if (!longest) return groups.join(':')
  const text = groups.join(':')
  return `${text.slice(0, longest.index).replace(/:$/, '')}::${text.slice(longest.index + longest[0].length).replace(/^:/, '')}`
}

/** A block in its canonical spelling. */
export function formatCidr(block: Block): string {
  return `${formatAddress(block.first, block.bits)}/${block.prefix}`
}
