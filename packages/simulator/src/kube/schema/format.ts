const date = /^\d{4}-\d{2}-\d{2}$/
const dateTime = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const duration = /^\d+(\.\d+)?(ns|us|µs|ms|s|m|h|d|w)(\d+(\.\d+)?(ns|us|µs|ms|s|m|h|d|w))*$/
const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i
const hostname = /^([a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?)(\.[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?)*$/

const real = (value: string) => !Number.isNaN(Date.parse(value))

export function isIPv4(value: string): boolean {
  const parts = value.split('.')
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
}

export function isIPv6(value: string): boolean {
  const halves = value.split('::')
  if (halves.length > 2 || !/^[0-9a-fA-F:.]+$/.test(value) || !value.includes(':')) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1) ?? ''
  const dotted = last.includes('.')
  if (dotted && !isIPv4(last)) return false
  const plain = dotted ? groups.slice(0, -1) : groups
  if (!plain.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false
  const length = plain.length + (dotted ? 2 : 0)
  return halves.length === 2 ? length < 8 : length === 8
}

export function isCIDR(value: string): boolean {
  const slash = value.indexOf('/')
  const [address, prefix] = [value.slice(0, slash), value.slice(slash + 1)]
  if (slash < 0 || !/^\d{1,3}$/.test(prefix)) return false
  return (isIPv4(address) && Number(prefix) <= 32) || (isIPv6(address) && Number(prefix) <= 128)
}

export function isURI(value: string): boolean {
  return URL.canParse(value)
}

/** The string formats that custom resource schemas may name. A format that is not here is accepted as it is. */
const formats: ReadonlyMap<string, (value: string) => boolean> = new Map([
  ['date', (value: string) => date.test(value) && real(value)],
  ['date-time', (value: string) => dateTime.test(value) && real(value.replace(' ', 'T'))],
  ['datetime', (value: string) => dateTime.test(value) && real(value.replace(' ', 'T'))],
  ['byte', (value: string) => base64.test(value)],
  ['duration', (value: string) => duration.test(value)],
  ['uuid', (value: string) => uuid.test(value)],
  ['hostname', (value: string) => hostname.test(value) && value.length <= 255],
  ['ipv4', isIPv4],
  ['ipv6', isIPv6],
  ['cidr', isCIDR],
  ['uri', isURI],
  ['email', (value: string) => /^[^@\s]+@[^@\s]+$/.test(value)],
  ['mac', (value: string) => /^([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}$/.test(value)],
])

/** Whether a string has the form its schema's `format` asks for. */
export function fits(format: string, value: string): boolean {
  return formats.get(format)?.(value) ?? true
}
